import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { invitedAddresses } from "./invitations.ts";
import { newStack } from "./stack.ts";

test("two resources for one user are refused, equal names under two parents are not, and invitations can swap resources", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const program = (...invited: string[]) => `
    class Team extends pulumi.ComponentResource {
      constructor(type, name, email) {
        super(type, name);
        new anthropic.Member("lead", { email }, { parent: this });
      }
    }
    new Team("test:Team", "one", "one@example.com");
    new Team("test:Crew", "two", "two@example.com");
    ${JSON.stringify(invited)}.forEach((name, index) =>
      new anthropic.Invite("guest-" + index, { email: name + "@example.com", role: "user" }));`;
  const stack = await newStack({ emulator, program: program("ann", "bob") });
  await stack.up();
  writesOf(emulator);
  await stack.program(program("zoe", "ann", "bob"));
  await stack.up();
  expect(invitedAddresses(emulator).slice(4)).toEqual(["zoe@example.com"]);
  expect(writesOf(emulator)).toHaveLength(1);
  await stack.program(program("ann"));
  await stack.up(["--replace", stack.urn("Invite", "guest-0")]);
  expect(invitedAddresses(emulator)).toHaveLength(5);
  const { invites } = emulator.organization().state();
  expect(
    invites.filter(({ email, status }) => email === "ann@example.com" && status === "pending"),
  ).toHaveLength(1);
  expect(
    invites
      .filter(({ status }) => status === "deleted")
      .map(({ email }) => email)
      .sort(),
  ).toEqual(["bob@example.com", "zoe@example.com"]);

  await stack.program(`${program("ann")}
    new anthropic.Member("again", { email: "One@example.com" });`);
  const refused = diagnostics((await stack.preview([], { fails: true })).output);
  // Pulumi decides which of the two comes first.
  expect(refused).toMatch(
    /resource '(lead|again)' has a problem: Member one@example\.com is already declared by another resource of this program, `(lead|again)`\./,
  );
  await stack.run(["config", "set", "anthropic:organisationId", "1"]);
  const misspelled = diagnostics((await stack.preview([], { fails: true })).output);
  expect(misspelled).toContain("Did you mean `anthropic:organizationId`?");
});
