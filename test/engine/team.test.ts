import { expect, test } from "vitest";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack, type Stack } from "./stack.ts";

/** The resources of the state as `TYPE NAME ID`, with the type of the parent in front, in order. */
async function inventory(stack: Stack): Promise<string[]> {
  const { resources = [] } = await stack.export();
  return resources
    .filter(({ type }) => type.includes("anthropic:") && !type.startsWith("pulumi:"))
    .map(({ urn, id }) => {
      const [, , types = "", ...name] = urn.split("::");
      const short = types.split("$").map((type) => type.split(":").at(-1));
      return `${short.join("/")} ${name.join("::")} ${id ?? ""}`.trim();
    })
    .toSorted();
}

const withoutTeam = (resources: readonly string[]) =>
  resources.filter((line) => !line.startsWith("Team ")).map((line) => line.split(" ").at(-1));

const single = `
  const research = new anthropic.Workspace("research", { name: "Research", tags: { team: "ml" } }, { protect: true });
  const alice = new anthropic.Member("alice@example.com", { email: "alice@example.com", role: "developer" });
  new anthropic.WorkspaceMember("alice-research", { workspace: research, email: alice.email, role: "workspace_admin" });
  new anthropic.WorkspaceMember("bob-research", { workspace: research, email: "bob@example.com", role: "workspace_user" });
  const contractors = new anthropic.Workspace("contractors", { name: "Contractors" });
  new anthropic.WorkspaceMembers("contractors",
    { workspace: contractors, members: [{ email: "carol@example.com", role: "workspace_developer" }] });
  const lab = new anthropic.Workspace("lab", { name: "Vision" });
  new anthropic.WorkspaceMember("m0", { workspace: lab, email: "bob@example.com", role: "workspace_user" });
  new anthropic.WorkspaceMember("m1", { workspace: lab, email: "carol@example.com", role: "workspace_user" });`;

const teams = (formerNames: string) => `
  new anthropic.Team("research", {
    workspace: { name: "Research", tags: { team: "ml" } },
    protectWorkspace: true,
    members: [
      { email: "alice@example.com", role: "workspace_admin", organization: { role: "developer" } },
      { email: "Bob@example.com", role: "workspace_user" },
    ],
  });
  new anthropic.Team("contractors", {
    workspace: { name: "Contractors" },
    members: [{ email: "carol@example.com", role: "workspace_developer" }],
    complete: true,
  });
  new anthropic.Team("vision", {
    workspace: { name: "Vision" },
    members: [
      { email: "bob@example.com", role: "workspace_user" },
      { email: "carol@example.com", role: "workspace_user" },
    ],
    ${formerNames}
  });`;

test("individual resources move into Teams without a request, and none of them is created or deleted", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  for (const name of ["bob", "carol"]) console.addUser({ email: `${name}@example.com` });
  const stack = await newStack({ emulator, program: single });
  await stack.up();
  const before = await inventory(stack);
  emulator.clearRequests();

  await stack.program(
    teams(
      'formerNames: { workspace: "lab", workspaceMember: { "BOB@example.com": "m0", "carol@example.com": "m1" } }',
    ),
  );
  const { output } = await stack.up();
  // The Teams themselves.
  expect(output).toMatch(/\+ 3 created/);
  expect(output).not.toMatch(/deleted|updated|replaced/);
  expect(requestsOf(emulator).filter((request) => !request.startsWith("GET "))).toEqual([]);
  const after = await inventory(stack);
  expect(withoutTeam(after).toSorted()).toEqual(withoutTeam(before).toSorted());
  expect(after.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "Team contractors",
    "Team research",
    "Team vision",
    "Team/Member research/alice@example.com",
    "Team/Workspace contractors",
    "Team/Workspace research",
    "Team/Workspace vision",
    "Team/WorkspaceMember research/alice@example.com",
    "Team/WorkspaceMember research/bob@example.com",
    "Team/WorkspaceMember vision/bob@example.com",
    "Team/WorkspaceMember vision/carol@example.com",
    "Team/WorkspaceMembers contractors",
  ]);
  expect((await stack.resource("research")).protect).toBe(true);

  // The former names are no longer needed, and a Team can be renamed.
  await stack.program(
    teams("")
      .replace('"vision", {', '"robots", {')
      .replace(/\}\);$/, '}, { aliases: [{ name: "vision" }] });'),
  );
  const renamed = await stack.up(["--expect-no-changes"]);
  expect(renamed.output).not.toMatch(/created|deleted/);
  expect(withoutTeam(await inventory(stack)).toSorted()).toEqual(withoutTeam(before).toSorted());

  // The two forms of a list of members own the same memberships.
  await stack.program(
    teams("complete: true").replace("complete: true,", "").replace('"vision", {', '"robots", {'),
  );
  const switched = await stack.up();
  expect(switched.output).toMatch(/\+ 2 created/);
  expect(switched.output).toMatch(/- 3 deleted/);
  expect(writesOf(emulator)).toEqual([]);
});

test("mistakes fail at preview with the Team's arguments, also in outputs of other resources", async () => {
  const emulator = await emulated();
  const stack = await newStack({
    emulator,
    program: `
    new anthropic.Team("research", {
      workspace: { name: "Research", tag: {} },
      members: [
        { email: "alice@example.com", role: "workspace_user" },
        { email: "Alice@example.com", role: "admin" },
      ],
    });`,
  });
  expect(
    diagnostics((await stack.preview([], { fails: true })).output),
  ).toContain(`cannot declare Team "research":
      - \`workspace.tag\` is not an argument of Team. Did you mean \`workspace.tags\`?
      - \`members[1].role\`: must be`);

  await stack.program(`
    const alice = new anthropic.Member("alice", { email: "alice@example.com" });
    new anthropic.Team("research", {
      workspace: { name: "Research" },
      members: [{ email: alice.email, name: "alice", role: pulumi.output("admin") }],
    });`);
  const { output } = await stack.preview([], { fails: true });
  expect(diagnostics(output)).toContain('cannot declare Team "research": `members[0].role`: must be');
  expect(output).not.toContain("unhandled");
  expect(writesOf(emulator)).toEqual([]);
});

test("a Team beside a resource with its name needs `formerNames: false`", async () => {
  const emulator = await emulated();
  const beside = 'new anthropic.Workspace("lab", { name: "Lab" });';
  const stack = await newStack({ emulator, program: beside });
  await stack.up();
  const team = (more: string) =>
    `${beside} new anthropic.Team("lab", { workspace: { name: "Lab Team" }${more} });`;
  await stack.program(team(""));
  const refused = await stack.preview([], { fails: true });
  // Which of its two messages depends on the order of the registrations.
  expect(refused.output).toMatch(/Duplicate resource (alias|URN)/);
  await stack.program(team(", formerNames: false"));
  const { output } = await stack.up();
  expect(output).toContain("+ 2 created");
  expect(output).not.toMatch(/updated|deleted|replaced/);
});
