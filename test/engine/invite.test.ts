import { expect, test } from "vitest";
import { hide, isList, notFound, type Passing, proxyOf } from "../emulator/proxy.ts";
import { runCommandIn } from "./command.ts";
import { emulated } from "./emulated.ts";
import { invitedAddresses, killedUp } from "./invitations.ts";
import { newStack } from "./stack.ts";

const guest = (role: string, more = "") =>
  `new anthropic.Invite("guest", { email: "guest@example.com", role: "${role}"${more} });`;

test("a new value of `reinvite` deletes the pending invitation and sends one new invitation", async () => {
  const emulator = await emulated();
  const auditor = (more: string) =>
    `new anthropic.Invite("auditor", { email: "auditor@example.com", role: "user"${more} });`;
  const stack = await newStack({ emulator, program: auditor("") });
  await stack.up();
  for (const [times, reinvite] of ["2027-01-15", "2027-02-15"].entries()) {
    await stack.program(auditor(`, reinvite: "${reinvite}"`));
    await stack.up();
    expect(emulator.sentInvitations).toHaveLength(times + 2);
    const { invites } = emulator.organization().state();
    expect(invites.filter(({ status }) => status === "pending")).toHaveLength(1);
  }
  await stack.up(["--expect-no-changes"]);
  // Renaming the resource keeps the invitation.
  await stack.program(auditor(', reinvite: "2027-02-15"').replace('"auditor"', '"renamed"'));
  await stack.up();
  expect(emulator.sentInvitations).toHaveLength(3);
  await stack.destroy();
  expect(
    emulator
      .organization()
      .state()
      .invites.map(({ status }) => status),
  ).not.toContain("pending");
});

test("a replacement that was killed after the old invitation was deleted resumes and sends one invitation", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const stack = await newStack({ emulator, program: guest("user") });
  await stack.up();
  await stack.program(guest("developer"));
  // Pulumi has recorded the deletion, and the new Invite looks for a member before it invites.
  emulator.faults.add({ kind: "hang", method: "GET", path: "/v1/organizations/users", times: 99 });
  await killedUp(stack, emulator);
  emulator.faults.clear();
  const { invites } = emulator.organization().state();
  expect(invites.map(({ status }) => status)).toEqual(["deleted"]);
  expect(await pending(stack)).toBe(true);

  await stack.up();
  const after = emulator.organization().state().invites;
  expect(after.filter(({ status }) => status === "pending")).toMatchObject([{ role: "developer" }]);
  expect(invitedAddresses(emulator)).toEqual(["guest@example.com", "guest@example.com"]);
  await stack.up(["--refresh", "--expect-no-changes"]);
});

test("a replacement that was killed before Pulumi recorded the deletion resumes after `recover`", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  let held = false;
  const url = await proxyOf(emulator, (passing) => {
    passing.held = passing.method === "DELETE";
    held ||= passing.held;
  });
  const stack = await newStack({ emulator, env: { ANTHROPIC_ADMIN_BASE_URL: url }, program: guest("user") });
  await stack.up();
  await stack.program(guest("developer"));
  const running = stack.start(["up", "--yes", "--skip-preview"]);
  await expect.poll(() => held, { timeout: 60_000 }).toBe(true);
  await running.kill();
  await stack.unlock();

  const recovered = await runCommandIn(stack, emulator, ["recover", "--stack", "dev", "--yes"]);
  expect(recovered).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Invite guest: invite_\w+ was deleted\./),
  });
  await stack.up();
  expect(invitedAddresses(emulator)).toHaveLength(2);
  await stack.up(["--refresh", "--expect-no-changes"]);
});

test("invitations that the API no longer returns block no command", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console } = emulator.organization();
  const url = await proxyOf(emulator, forgetful);
  const stack = await newStack({
    emulator,
    env: { ANTHROPIC_ADMIN_BASE_URL: url },
    program: `
      new anthropic.Member("alice", { email: "alice@example.com", role: "developer" });
      new anthropic.Invite("bob", { email: "bob@example.com", role: "user" });
      ${guest("user")}`,
  });
  await stack.up();
  console.acceptInvite("bob@example.com");
  emulator.clock.advance({ days: 60 });
  const preview = await stack.preview();
  const up = await stack.up();
  const refresh = await stack.up(["--refresh", "--expect-no-changes"]);
  for (const { output } of [preview, up, refresh]) expect(output).not.toContain("deleted outside of Pulumi");
  const statuses = await Promise.all(["alice", "bob", "guest"].map((name) => stack.resource(name)));
  expect(statuses.map(({ outputs }) => outputs?.["status"])).toEqual(["expired", "accepted", "expired"]);
  expect(invitedAddresses(emulator)).toHaveLength(3);
});

/** A server that has an invitation only while it is pending. */
function forgetful(passing: Passing): void {
  if (passing.method !== "GET" || !passing.path.startsWith("/invites")) return;
  if (isList(passing)) hide(passing, ({ status }) => status !== "pending");
  else if (passing.body?.status !== "pending") notFound(passing);
}

/** Whether the state has a resource that was deleted and waits for its replacement. */
async function pending(stack: Awaited<ReturnType<typeof newStack>>): Promise<boolean> {
  return (await stack.resource("guest")).pendingReplacement === true;
}
