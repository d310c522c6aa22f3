import { expect, test } from "vitest";
import { emulated, writesOf } from "./emulated.ts";
import { mailed } from "./invitations.ts";
import { newStack } from "./stack.ts";

const program = (...people: string[]) => `
  const research = new anthropic.Workspace("research", { name: "Research" });
  ${JSON.stringify(people)}.forEach((person, index) => {
    const email = person + "@example.com";
    new anthropic.Member("person-" + index, { email, role: "developer", onDelete: "remove" });
    new anthropic.WorkspaceMember("place-" + index, { workspace: research, email, role: "workspace_user" });
  });`;

test("a user who is inserted at the front of a loop by index changes no other user", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console: people, state } = emulator.organization();
  for (const name of ["ann", "bob", "cem"])
    people.addUser({ email: `${name}@example.com`, role: "developer" });
  const stack = await newStack({ emulator, program: program("ann", "bob", "cem") });
  await stack.up();
  const { users, members } = state();
  writesOf(emulator);

  await stack.program(program("zoe", "ann", "bob", "cem"));
  await stack.up();
  expect(mailed(emulator)).toEqual(["zoe@example.com"]);
  expect(state().users).toEqual(users);
  expect(state().members).toEqual(members);
  expect(writesOf(emulator)).toHaveLength(1);
});
