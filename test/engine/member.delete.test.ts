import { expect, test } from "vitest";
import { count, diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { invitedAddresses, killedUp } from "./invitations.ts";
import { newStack } from "./stack.ts";

// Deleting Members ends their access, leaves what the program did not declare, and sends no invitation.

const member = (name: string, more = "") =>
  `const ${name} = new anthropic.Member("${name}", { email: "${name}@example.com", role: "developer"${more} });`;
const inWorkspace = (name: string, workspace: string, by = `${name}.email`) =>
  `new anthropic.WorkspaceMember("${name}-${workspace}",
    { workspace: ${workspace}, email: ${by}, role: "workspace_developer" });`;

test("deleted Members follow their `onDelete` in a run that is killed and repeated, with lost responses", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  const there = ["demoted", "removed", "retained", "promoted"];
  for (const name of there) console.addUser({ email: `${name}@example.com` });
  console.addUser({ email: "owner@example.com", role: "admin" });
  const program = `
    const shut = new anthropic.Workspace("shut", { name: "Shut" });
    const open = new anthropic.Workspace("open", { name: "Open", onDelete: "retain" });
    ${member("demoted")}
    ${member("removed", ', onDelete: "remove", deactivateKeys: "unused"')}
    ${member("retained", ', onDelete: "retain"')}
    ${member("invited")}
    ${member("accepted")}
    ${member("expired")}
    ${member("awaited", ', invite: "never"')}
    ${member("promoted", ', onDelete: "retain"')}
    new anthropic.Member("owner", { email: "owner@example.com" });
    ${["demoted", "removed", "retained", "invited", "accepted", "promoted"].map((name) => inWorkspace(name, "open")).join("\n")}
    ${["demoted", "removed"].map((name) => inWorkspace(name, "shut", `"${name}@example.com"`)).join("\n")}`;
  const stack = await newStack({ emulator, program });
  await stack.up();
  const sent = ["accepted@example.com", "expired@example.com", "invited@example.com"];
  expect(invitedAddresses(emulator).sort()).toEqual(sent);
  const shut = (await stack.resource("shut")).id ?? "";
  const open = (await stack.resource("open")).id ?? "";
  console.deleteInvite("expired@example.com");
  const accepted = console.acceptInvite("accepted@example.com");
  console.addMember(open, accepted.id, "workspace_developer");
  console.setUserRole("promoted@example.com", "admin");
  const idle = console.createApiKey({ name: "idle", createdBy: "removed@example.com" });
  const busy = console.createApiKey({ name: "busy", createdBy: "removed@example.com" });
  console.useApiKey(busy.id);
  writesOf(emulator);

  emulator.faults.add({ kind: "hang", method: "POST", path: /users/ });
  emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: /invites/ });
  await killedUp(stack, emulator, ["destroy"]);
  emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: /users/ });
  emulator.faults.add({ kind: "loseResponse", method: "POST", path: /users/ });
  emulator.faults.add({ kind: "loseResponse", method: "DELETE", path: /members/ });
  await stack.destroy();
  expect((await stack.export()).resources ?? []).toEqual([]);
  const left = new Map(state().users.map(({ email, role }) => [email.split("@")[0], role]));
  expect(Object.fromEntries(left)).toEqual({
    admin: "admin",
    owner: "admin",
    promoted: "admin",
    demoted: "user",
    retained: "developer",
    accepted: "user",
  });
  expect(state().invites.map(({ status }) => status)).not.toContain("pending");
  expect(invitedAddresses(emulator).sort()).toEqual(sent);
  // The API does not let anybody end an admin's workspace membership.
  const promoted = state().users.find(({ email }) => email === "promoted@example.com");
  expect(state().members.filter((one) => one.workspace_id === open)).toMatchObject([
    { user_id: promoted?.id },
  ]);
  // They are created in parallel, in no defined order.
  const archived = state().workspaces.map(({ id, archived_at }) => [id, archived_at !== null]);
  expect(Object.fromEntries(archived)).toEqual({ [shut]: true, [open]: false });
  expect(writesOf(emulator).filter((write) => write.includes(`${shut}/members`))).toEqual([]);
  expect(state().api_keys.map(({ id, status }) => [id, status])).toEqual([
    [idle.id, "inactive"],
    [busy.id, "active"],
  ]);
});

test("a Member who is an admin cannot be deleted, and the others are", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  for (const name of ["boss", "other"]) console.addUser({ email: `${name}@example.com` });
  const stack = await newStack({ emulator, program: `${member("boss")}${member("other")}` });
  await stack.up();
  console.setUserRole("boss@example.com", "admin");
  await stack.program("");
  const { output } = await stack.up(["--continue-on-error"], { fails: true });
  const message = diagnostics(output);
  expect(count(message, "cannot demote boss@example.com")).toBe(1);
  expect(message).toContain('`onDelete: "retain"`');
  expect(state().users.map(({ role }) => role)).toEqual(["admin", "admin", "user"]);
  console.setUserRole("boss@example.com", "billing");
  await stack.up();
  expect(state().users.map(({ role }) => role)).toEqual(["admin", "user", "user"]);
  expect(requestsOf(emulator).length).toBeGreaterThan(0);
});
