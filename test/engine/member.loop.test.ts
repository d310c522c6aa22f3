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

test("a user who is inserted at the front of a loop by index changes no other user", async () => {
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
});
