import { expect, onTestFinished, test } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import { unhurried } from "../engine/stack.ts";
import { stackOf } from "./example.ts";

async function emulated(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.stop());
  return emulator;
}

// The program of the root Pulumi.yaml, without the shortcuts of the other engine tests.
test("organization is previewed without a key, deployed, unchanged in the next run, and destroyed", async () => {
  const emulator = await emulated({ seed: "sample" });
  const organization = emulator.organization();
  const workspaces = () => organization.state().workspaces.filter(({ archived_at }) => archived_at === null);
  const support = workspaces().find(({ name }) => name === "Customer Support");
  const adopt = JSON.stringify({ "Customer Support": support?.id });
  const stack = await stackOf(".", emulator, {
    project: "organization",
    config: { "organization:adopt": adopt },
    env: unhurried,
  });

  await stack.preview([], { env: { ANTHROPIC_ADMIN_KEY: undefined } });
  expect(emulator.requests).toEqual([]);

  await stack.up();
  expect(workspaces().map(({ name }) => name)).toEqual(
    expect.arrayContaining(["Robot Vision", "Evaluation", "Customer Support"]),
  );
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["noor.haddad@example.com"]);
  expect(await stack.outputs()).toMatchObject({ users: { aisha: "active", noor: "invited" } });

  const noor = organization.console.acceptInvite("noor.haddad@example.com");
  await stack.up();
  expect(organization.state().members).toContainEqual(
    expect.objectContaining({ user_id: noor.id, workspace_role: "workspace_user" }),
  );

  emulator.clearRequests();
  await stack.up(["--expect-no-changes"]);
  expect(emulator.requests).toEqual([]);

  await stack.destroy();
  expect(workspaces().map(({ name }) => name)).toContain("Customer Support");
  expect(workspaces().map(({ name }) => name)).not.toContain("Robot Vision");
  expect(workspaces().find(({ name }) => name === "Customer Support")).toEqual(support);
});

test("organization deploys to an empty organization with only a key", async () => {
  const emulator = await emulated({});
  const stack = await stackOf(".", emulator, { project: "organization" });
  await stack.up();
  expect(emulator.sentInvitations).toHaveLength(4);
  await stack.up(["--expect-no-changes"]);
  await stack.destroy();
  expect(
    emulator
      .organization()
      .state()
      .invites.map(({ status }) => status),
  ).not.toContain("pending");
});
