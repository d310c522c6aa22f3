import { expect, test } from "vitest";
import { emulated, writesOf } from "./emulated.ts";
import { invitedAddresses } from "./invitations.ts";
import { newStack } from "./stack.ts";

const program = (...names: string[]) => `
  const research = new anthropic.Workspace("research", { name: "Research" });
  ${JSON.stringify(names)}.forEach((name, index) => {
    const email = name + "@example.com";
    new anthropic.Member("member-" + index, { email, role: "developer", onDelete: "remove" });
    new anthropic.WorkspaceMember("membership-" + index, { workspace: research, email, role: "workspace_user" });
  });`;

const byRole = (users: Record<string, string>) => `
  const research = new anthropic.Workspace("research", { name: "Research" });
  for (const [name, role] of Object.entries(${JSON.stringify(users)})) {
    const email = name + "@example.com";
    new anthropic.Member(role + "-" + name, { email, role, onDelete: "remove" });
    const access = role === "claude_code_user" ? "workspace_admin" : "workspace_user";
    new anthropic.WorkspaceMember(role + "-" + name, { workspace: research, email, role: access });
  }`;

test("users keep their access when a loop by index is extended, and when it becomes a loop by role", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  for (const name of ["ann", "bob", "cem"])
    console.addUser({ email: `${name}@example.com`, role: "developer" });
  const stack = await newStack({ emulator, program: program("ann", "bob", "cem") });
  await stack.up();
  const { users, members } = state();
  writesOf(emulator);

  await stack.program(program("zoe", "ann", "bob", "cem"));
  await stack.up();
  expect(invitedAddresses(emulator)).toEqual(["zoe@example.com"]);
  expect(state().users).toEqual(users);
  expect(state().members).toEqual(members);
  expect(writesOf(emulator)).toHaveLength(1);

  // A loop by role, without aliases: in the same run, ann and bob get other roles, ann also in the workspace.
  await stack.program(byRole({ zoe: "developer", ann: "claude_code_user", bob: "user", cem: "developer" }));
  await stack.up();
  const id = (name: string) => state().users.find(({ email }) => email.startsWith(name))?.id;
  expect(invitedAddresses(emulator)).toEqual(["zoe@example.com"]);
  expect(writesOf(emulator).sort()).toEqual(
    [
      `POST /users/${id("ann")} {"role":"claude_code_user"}`,
      `POST /users/${id("bob")} {"role":"user"}`,
      `POST /workspaces/${members[0]?.workspace_id}/members/${id("ann")} {"workspace_role":"workspace_admin"}`,
    ].sort(),
  );
});
