import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { TeamArgs } from "../../../../provider/components/team/args.ts";
import { Team } from "../../../../provider/components/team/index.ts";
import { Workspace } from "../../../../provider/resources/workspace/index.ts";
import { known, program } from "../../program.ts";

const alice = { email: "alice@example.com", role: "workspace_admin" } as const;
const bob = { email: " Bob@Example.com", role: "workspace_user" } as const;
const workspace = { name: "Research" };

interface Declared {
  readonly team: Team;
  /** The resources in the order of their registration, as short type and name, with their inputs. */
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The resource options of each. */
  readonly options: ReadonlyMap<string, pulumi.CustomResourceOptions>;
}

async function declared(
  args: TeamArgs | (() => TeamArgs),
  options: pulumi.ComponentResourceOptions = {},
  outputs: Parameters<typeof program>[0] = {},
): Promise<Declared> {
  const { registrations } = await program(outputs);
  const seen = new Map<string, pulumi.CustomResourceOptions>();
  const transformations: pulumi.ResourceTransformation[] = [
    ({ type, name, opts }) => void seen.set(`${type.split(":").at(-1)} ${name}`, opts),
  ];
  const team = new Team("research", typeof args === "function" ? args() : args, {
    ...options,
    transformations,
  });
  await Promise.all([known(team.memberStatuses), known(team.workspaceId)]);
  // Otherwise the outputs of the component would be registered in the next test.
  await pulumi.runtime.disconnect();
  const inputs = new Map(
    registrations.map(({ type, name, inputs: own }) => [`${type.split(":").at(-1)} ${name}`, own]),
  );
  return { team, inputs, options: seen };
}

describe("the resources of a Team", () => {
  test("a Team declares a workspace and a membership for each member, with stable names", async () => {
    const { inputs, options, team } = await declared({
      workspace: { ...workspace, tags: { team: "ml" } },
      members: [
        alice,
        bob,
        { userId: "user_1", role: "workspace_user" },
        { ...alice, email: "eve@example.com", name: "eve" },
      ],
    });
    expect([...inputs.keys()].toSorted()).toEqual([
      "Team research",
      "Workspace research",
      "WorkspaceMember research/alice@example.com",
      "WorkspaceMember research/bob@example.com",
      "WorkspaceMember research/eve",
      "WorkspaceMember research/user_1",
    ]);
    expect(inputs.get("Workspace research")).toMatchObject({ name: "Research", tags: { team: "ml" } });
    expect(inputs.get("WorkspaceMember research/alice@example.com")).toMatchObject({
      workspace: "research_id",
      ...alice,
    });
    const child = options.get("WorkspaceMember research/user_1");
    expect(child?.parent).toBe(team);
    expect(child?.deletedWith).toBeDefined();
    expect(await known(team.workspaceId)).toBe("research_id");
  });

  test("a Team with `complete` declares one list", async () => {
    const { inputs } = await declared({
      workspace,
      members: [alice, bob],
      complete: true,
      except: ["eve@example.com"],
    });
    expect([...inputs.keys()]).toEqual(["Team research", "Workspace research", "WorkspaceMembers research"]);
    expect(inputs.get("WorkspaceMembers research")).toMatchObject({
      workspace: "research_id",
      // The spelling that is stored.
      members: [alice, { ...bob, email: "bob@example.com" }],
      except: ["eve@example.com"],
    });
  });

  test("a Team without `members` declares no memberships", async () => {
    const { inputs, team } = await declared({ workspace });
    expect([...inputs.keys()]).toEqual(["Team research", "Workspace research"]);
    expect(await known(team.memberStatuses)).toEqual([]);
  });

  test.each([
    ["an ID", () => "wrkspc_1", "wrkspc_1"],
    ["an output", () => pulumi.output("wrkspc_1"), "wrkspc_1"],
    ["a Workspace of the program", () => new Workspace("lab", { name: "Lab" }), "lab_id"],
  ])("a Team with `workspaceId` as %s declares no Workspace of its own", async (_, id, expected) => {
    const { inputs, team } = await declared(() => ({ workspaceId: id(), members: [alice] }));
    expect(inputs.get("WorkspaceMember research/alice@example.com")).toMatchObject({ workspace: expected });
    expect(inputs.has("Workspace research")).toBe(false);
    expect(team.workspace).toBeUndefined();
    expect(await known(team.workspaceId)).toBe(expected);
  });

  test("a member with `organization` is also declared as a Member, before the membership", async () => {
    const organization = { role: "developer", onDelete: "remove" } as const;
    const { inputs } = await declared({ workspace, members: [{ ...alice, organization }, bob] });
    expect([...inputs.keys()].slice(2)).toEqual([
      "Member research/alice@example.com",
      "WorkspaceMember research/bob@example.com",
      "WorkspaceMember research/alice@example.com",
    ]);
    expect(inputs.get("Member research/alice@example.com")).toMatchObject({
      email: alice.email,
      ...organization,
    });
  });

  test("limits are resources of the workspace", async () => {
    const { inputs } = await declared({
      workspace,
      rateLimits: [
        { model: "claude-opus-5-5", limits: { requests_per_minute: 100 } },
        { groupType: "batch", limits: pulumi.output({ requests_per_minute: 50 }) },
      ],
      spendLimit: { amount: "500", onDelete: "retain" },
    });
    expect([...inputs.keys()].toSorted()).toEqual([
      "SpendLimit research",
      "Team research",
      "Workspace research",
      "WorkspaceRateLimit research/batch",
      "WorkspaceRateLimit research/claude-opus-5-5",
    ]);
    const ofWorkspace = { workspace: "research_id" };
    expect(inputs.get("SpendLimit research")).toMatchObject({
      ...ofWorkspace,
      scope: "workspace",
      amount: "500",
      onDelete: "retain",
    });
    expect(inputs.get("WorkspaceRateLimit research/batch")).toMatchObject({
      ...ofWorkspace,
      groupType: "batch",
      limits: { requests_per_minute: 50 },
    });
  });

  test("an email address may be the output of a resource, which `name` or `complete` allows", async () => {
    const email = pulumi.output("alice@example.com");
    const single = await declared({ workspace, members: [{ ...alice, email, name: "alice" }] });
    expect(single.inputs.get("WorkspaceMember research/alice")).toMatchObject(alice);
    const list = await declared({ workspace, members: [{ ...alice, email }], complete: true });
    expect(list.inputs.get("WorkspaceMembers research")).toMatchObject({ members: [alice] });
  });
});

describe("the outputs of a Team", () => {
  test("`memberStatuses` has the status of each membership", async () => {
    const { team } = await declared(
      { workspace, members: [alice, bob] },
      {},
      {
        "research/alice@example.com": { status: "active", userId: "user_1" },
        "research/bob@example.com": { status: "pending", waitingFor: "acceptance", email: "bob@example.com" },
      },
    );
    expect(await known(team.memberStatuses)).toEqual([
      { ...alice, userId: "user_1", status: "active" },
      { ...bob, email: "bob@example.com", status: "pending", waitingFor: "acceptance" },
    ]);
  });

  test("the output `memberStatuses` of a Team with `complete` is the output of the list", async () => {
    const memberStatuses = [{ ...alice, status: "active" }];
    const { team } = await declared(
      { workspace, members: [alice], complete: true },
      {},
      {
        research: { memberStatuses },
      },
    );
    expect(await known(team.memberStatuses)).toEqual(memberStatuses);
  });
});

describe("the options of a Team", () => {
  const all = { workspace, members: [{ ...alice, organization: {} }, bob] } satisfies TeamArgs;
  const children = [
    "Workspace research",
    "Member research/alice@example.com",
    "WorkspaceMember research/alice@example.com",
    "WorkspaceMember research/bob@example.com",
  ];

  test("every resource of the Team has its `dependsOn` and `retainOnDelete`", async () => {
    await program();
    const first = new Workspace("first", { name: "First" });
    const { options } = await declared(all, { dependsOn: [first], retainOnDelete: true });
    for (const child of children) {
      expect(options.get(child)).toMatchObject({ dependsOn: [first], retainOnDelete: true });
      // A retained workspace ends no memberships.
      expect(options.get(child)?.deletedWith).toBeUndefined();
    }
  });

  test("`protectWorkspace` protects only the workspace, and `import` adopts it", async () => {
    const { inputs, options } = await declared({ ...all, protectWorkspace: true, import: "wrkspc_1" });
    expect(options.get("Workspace research")).toMatchObject({ protect: true });
    expect(options.get("WorkspaceMember research/bob@example.com")?.protect).toBeUndefined();
    expect(inputs.get("Workspace research")).toMatchObject({ adopt: "wrkspc_1" });
    expect(inputs.get("WorkspaceMember research/bob@example.com")?.["adopt"]).toBeUndefined();
    const list = await declared({ ...all, complete: true, import: "wrkspc_1" });
    expect(list.inputs.get("WorkspaceMembers research")).toMatchObject({ adopt: "wrkspc_1" });
  });
});
