import { expect, test } from "vitest";
import { count, diagnostics, emulated, writesOf } from "./emulated.ts";
import { mailed } from "./people.ts";
import { newStack } from "./stack.ts";

const stateAgainstLive = ["--preview-only", "--diff", "--expect-no-changes"];

test("whoever has accepted is no drift until the next `up`, and what was taken back by hand is said in the preview", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console: people, state } = emulator.organization();
  const program = `
    const research = new anthropic.Workspace("research", { name: "Research" });
    for (const name of ["alice", "bob"]) {
      const { email } = new anthropic.Member(name, { email: name + "@example.com", role: "user" });
      new anthropic.WorkspaceMember(name + "-research", { workspace: research, email, role: "workspace_user" });
    }`;
  const stack = await newStack({ emulator, program });
  await stack.up();
  const alice = people.acceptInvite("alice@example.com");
  await stack.refresh(stateAgainstLive);
  await stack.refresh();
  writesOf(emulator);
  await stack.up();
  expect(writesOf(emulator)).toHaveLength(1);
  expect(state().members.map(({ user_id: id }) => id)).toEqual([alice.id]);

  people.deleteInvite("bob@example.com");
  const said = diagnostics((await stack.preview()).output);
  expect(count(said, "bob: `up` will refuse to update bob@example.com: the invitation was withdrawn")).toBe(
    1,
  );
  const seen = await stack.refresh(stateAgainstLive, { fails: 7 });
  expect(seen.output).not.toContain("will refuse");
});

test("two resources for one person are refused, namesakes under two parents are not, and invitations may change places", async () => {
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
  expect(mailed(emulator).slice(4)).toEqual(["zoe@example.com"]);
  expect(writesOf(emulator)).toHaveLength(1);
  await stack.program(program("ann"));
  await stack.up(["--replace", stack.urn("Invite", "guest-0")]);
  expect(mailed(emulator)).toHaveLength(5);
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
  // Which of the two comes first is Pulumi's affair.
  expect(refused).toMatch(
    /resource '(lead|again)' has a problem: Member one@example\.com is declared by another resource of this program already, `(lead|again)`\./,
  );
  await stack.run(["config", "set", "anthropic:organisationId", "1"]);
  const misspelled = diagnostics((await stack.preview([], { fails: true })).output);
  expect(misspelled).toContain("Did you mean `anthropic:organizationId`?");
});
