import { expect, test } from "vitest";
import { emulated, writesOf } from "./emulated.ts";
import { invitedAddresses, killedUp } from "./invitations.ts";
import { newStack } from "./stack.ts";

// After a rename, a move into a component or a forced replacement, the engine deletes one resource and creates another for the
// same object, in either order. No user may lose access or be invited again.

const resources = (prefix: string, options = "") => `
  const alice = new anthropic.Member("${prefix}alice", { email: "alice@example.com", role: "developer", onDelete: "remove" }${options});
  const pat = new anthropic.Member("${prefix}pat", { email: "pat@example.com", role: "developer" }${options});
  new anthropic.Invite("${prefix}guest", { email: "guest@example.com", role: "user" }${options});
  for (const [name, member] of [["alice", alice], ["pat", pat]])
    new anthropic.WorkspaceMember("${prefix}" + name + "-research",
      { workspace: research, email: member.email, role: "workspace_developer" }${options});`;

const program = (prefix: string) => `
  const research = new anthropic.Workspace("research", { name: "Research" });${resources(prefix)}`;

const inComponent = `
  const research = new anthropic.Workspace("research", { name: "Research" });
  class Team extends pulumi.ComponentResource {
    constructor(name) {
      super("test:Team", name);
      const parent = this;${resources("", ", { parent }")}
    }
  }
  new Team("team");`;

test("users, invitations and memberships survive renames, moves, forced replacements and a crash", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const { console, state } = emulator.organization();
  console.addUser({ email: "alice@example.com" });
  const stack = await newStack({ emulator, program: program("") });
  await stack.up();
  const sent = ["guest@example.com", "pat@example.com"];
  expect(invitedAddresses(emulator).sort()).toEqual(sent);
  const before = state();
  const untouched = () => {
    expect(writesOf(emulator)).toEqual([]);
    expect(state()).toEqual(before);
    expect(invitedAddresses(emulator).sort()).toEqual(sent);
  };
  writesOf(emulator);

  await stack.program(program("new-"));
  expect((await stack.up()).output).toContain("- 5 deleted");
  untouched();

  await stack.program(inComponent);
  expect((await stack.up()).output).toContain("- 5 deleted");
  untouched();

  await stack.program(program(""));
  await stack.up();
  const urns = [
    ...["alice", "pat"].map((name) => stack.urn("Member", name)),
    ...["alice", "pat"].map((name) => stack.urn("WorkspaceMember", `${name}-research`)),
    stack.urn("Invite", "guest"),
  ];
  expect((await stack.up(urns.flatMap((urn) => ["--replace", urn]))).output).toContain("+-5 replaced");
  untouched();

  // Killed after the old resources were deleted and before the new ones were created.
  await stack.run(["state", "taint", ...urns, "--yes"]);
  emulator.faults.add({ kind: "hang", method: "GET", path: "/v1/organizations/users", times: 99 });
  await killedUp(stack, emulator);
  emulator.faults.clear();
  await stack.up();
  await stack.up(["--expect-no-changes"]);
  untouched();
});
