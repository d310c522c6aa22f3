import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kinds } from "../../../provider/registry.ts";
import {
  alice,
  bob,
  create,
  destroy,
  developer,
  enterpriseOrganization,
  type Organization,
  organization,
  organizationWithRateLimits,
  organizationWithUser,
  organizationWithUsers,
  type ResourceState,
  refusal,
  spendLimitsOf,
  stateWith,
} from "../harness/index.ts";

// The engine creates the new resource before it deletes the old one, and tells the provider nothing about the old one until then. The
// state of the stack shows that the object is the stack's own, so that the new resource may change it.

const { Invite, Member, SpendLimit, Workspace, WorkspaceMember, WorkspaceMembers, WorkspaceRateLimit } =
  kinds;

/** The arguments of the resource of this name. */
function named(name: string, args: Properties): Properties {
  return { [kernelKeys.origin]: `acme/dev::${name}`, ...args };
}

/** A process that can read a state with these resources. */
const knowing = ({ process }: Organization, ...resources: readonly ResourceState[]) =>
  process({}, {}, undefined, stateWith(...resources));

describe.each([
  ["up", "user", "developer"],
  ["down", "developer", "user"],
] as const)("a user who moves %s between two loops by role", (_, before, after) => {
  async function setUp() {
    const context = await organizationWithUser();
    const { workspace, console } = context;
    console.setUserRole(alice, before);
    const [from, to] = [`workspace_${before}`, `workspace_${after}`];
    const old = {
      member: await context.existing(Member, named(`${before}-alice`, { email: alice, role: before })),
      membership: await context.existing(
        WorkspaceMember,
        named(`${before}-alice`, { workspace, email: alice, role: from }),
      ),
    };
    const declared = {
      member: named(`${after}-alice`, { email: alice, role: after }),
      membership: named(`${after}-alice`, { workspace, email: alice, role: to }),
    };
    context.writes();
    return { ...context, old, declared, to };
  }

  test("changes both roles in one `up`, and loses no access", async () => {
    const { old, declared, to, user, workspace, ...context } = await setUp();
    const session = knowing(context, old.member, old.membership);
    await create(session, Member, declared.member);
    await create(session, WorkspaceMember, declared.membership);
    await destroy(session, old.membership);
    await destroy(session, old.member);
    expect(context.writes()).toEqual([
      `POST /users/${user.id} {"role":"${after}"}`,
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"${to}"}`,
    ]);
    expect(context.memberships()).toEqual([`alice ${to}`]);
  });

  test("changes no role that no resource of the stack declared", async () => {
    const { declared, process, writes, user } = await setUp();
    const session = process({}, {}, undefined, async () => []);
    expect(await refusal(create(session, WorkspaceMember, declared.membership))).toContain(
      `they have the role workspace_${before} already`,
    );
    if (before === "developer") {
      expect(await refusal(create(session, Member, declared.member))).toContain(
        `declare ${alice} (${user.id}) as user: they are in the organization already, as developer.`,
      );
    }
    expect(writes()).toEqual([]);
  });
});

describe("an invited user who moves between two loops by role", () => {
  test("keeps the invitation of a Member, and gets the new role after acceptance", async () => {
    const context = await organization();
    const old = await context.existing(Member, named("dev-alice", { email: alice, role: "developer" }));
    const session = knowing(context, old);
    const moved = await create(session, Member, named("user-alice", { email: alice, role: "user" }));
    await destroy(session, old);
    expect(moved.outputs).toMatchObject({ status: "invited", role: "user", inviteRole: "developer" });
    expect(context.writes()).toEqual([]);
  });

  test("an invited user who changes loops gets another invitation of an Invite, which cannot change its role", async () => {
    const context = await organization();
    const old = await context.existing(Invite, named("dev-alice", { email: alice, role: "developer" }));
    const session = knowing(context, old);
    const moved = await create(session, Invite, named("user-alice", { email: alice, role: "user" }));
    await destroy(session, old);
    expect(moved.outputs).toMatchObject({ status: "pending", role: "user" });
    expect(context.invitationStatuses()).toEqual(["deleted", "pending"]);
  });

  test("keeps the invitation when an Invite becomes a Member with another role", async () => {
    const context = await organization();
    const old = await context.existing(Invite, named("alice", { email: alice, role: "developer" }));
    const session = knowing(context, old);
    const moved = await create(session, Member, named("alice", { email: alice, role: "user" }));
    await destroy(session, old);
    expect(moved.outputs).toMatchObject({ status: "invited", inviteRole: "developer" });
    expect(context.invitationStatuses()).toEqual(["pending"]);
  });

  test("an invited user who changes loops gets another invitation when a Member becomes an Invite with another role", async () => {
    const context = await organization();
    const old = await context.existing(Member, named("alice", { email: alice, role: "developer" }));
    const session = knowing(context, old);
    await create(session, Invite, named("alice", { email: alice, role: "user" }));
    await destroy(session, old);
    expect(context.invitationStatuses()).toEqual(["deleted", "pending"]);
  });
});

describe("a list of members that is renamed", () => {
  test("changes a role and removes a member in the same `up`", async () => {
    const context = await organizationWithUsers();
    const { workspace, id } = context;
    const args = { workspace, members: [developer(alice), developer(bob)] };
    const old = await context.existing(WorkspaceMembers, named("old", args));
    const session = knowing(context, old);
    const members = [{ email: alice, role: "workspace_user" }];
    await create(session, WorkspaceMembers, named("new", { workspace, members }));
    await destroy(session, old);
    expect(context.writes()).toEqual([
      `POST /workspaces/${workspace}/members/${id(alice)} {"workspace_role":"workspace_user"}`,
      `DELETE /workspaces/${workspace}/members/${id(bob)}`,
    ]);
  });

  test("does not remove a member whom no resource of the stack declared", async () => {
    const context = await organizationWithUsers();
    const { workspace, console } = context;
    const old = await context.existing(
      WorkspaceMembers,
      named("old", { workspace, members: [developer(alice)] }),
    );
    console.addMember(workspace, bob, "workspace_user");
    const session = knowing(context, old);
    const declared = named("new", { workspace, members: [developer(alice)] });
    expect(await refusal(create(session, WorkspaceMembers, declared))).toContain(
      "it has members that the program does not declare: bob@example.com",
    );
  });

  test("replaces individual memberships with other roles", async () => {
    const context = await organizationWithUsers();
    const { workspace } = context;
    const old = await context.existing(WorkspaceMember, named("alice", { workspace, ...developer(alice) }));
    const session = knowing(context, old);
    const members = [{ email: alice, role: "workspace_user" }];
    await create(session, WorkspaceMembers, named("list", { workspace, members }));
    await destroy(session, old);
    expect(context.memberships()).toEqual(["alice workspace_user"]);
  });
});

test("a limit that is renamed gets another amount in the same `up`", async () => {
  const context = await enterpriseOrganization();
  const args = { scope: "user", email: alice, amount: "100" };
  const old = await context.existing(SpendLimit, named("old", args));
  const session = knowing(context, old);
  await create(session, SpendLimit, named("new", { ...args, amount: "50" }));
  await destroy(session, old);
  expect(spendLimitsOf(context)).toEqual([`user ${context.user.id} monthly 5000`]);
});

test("a limit that is renamed gets other values in the same `up`", async () => {
  const context = await organizationWithRateLimits();
  const args = { workspace: context.workspace, groupType: "batch", limits: { requests_per_minute: 5 } };
  const old = await context.existing(WorkspaceRateLimit, named("old", args));
  const session = knowing(context, old);
  const limits = { requests_per_minute: 4 };
  await create(session, WorkspaceRateLimit, named("new", { ...args, limits }));
  await destroy(session, old);
  expect(context.overrides()).toEqual(["batch requests_per_minute 4"]);
});

test("a renamed workspace is rejected with the alias that it needs", async () => {
  const context = await organization();
  const old = await context.existing(Workspace, named("research", { name: "Research" }));
  const renamed = create(knowing(context, old), Workspace, named("labs", { name: "Research" }));
  expect(await refusal(renamed)).toContain(
    'If you renamed or moved this resource, add the resource option `aliases: [{ name: "research" }]`.',
  );
});

describe("delete of one of two resources with the same object, without the program", () => {
  test("leaves the object to the other resource, and deletes it with that", async () => {
    const context = await organizationWithUsers();
    const { workspace, notices } = context;
    const args = { workspace, ...developer(alice) };
    const old = await context.existing(WorkspaceMember, named("old", args));
    const renamed = await context.existing(WorkspaceMember, named("new", args));
    const session = knowing(context, old, renamed);
    await destroy(session, old);
    expect(context.memberships()).toEqual(["alice workspace_developer"]);
    expect(notices).toContain(
      `old: WorkspaceMember ${old.id} also belongs to \`new\` in the state of this stack. Nothing was removed.`,
    );
    await destroy(session, renamed);
    expect(context.memberships()).toEqual([]);
  });

  test("leaves a membership to the list that has it, and the list's member to the membership", async () => {
    const context = await organizationWithUsers();
    const { workspace } = context;
    const single = await context.existing(WorkspaceMember, named("a", { workspace, ...developer(alice) }));
    const list = await context.existing(
      WorkspaceMembers,
      named("list", { workspace, members: [developer(alice), developer(bob)] }),
    );
    await destroy(knowing(context, single, list), single);
    expect(context.memberships()).toEqual(["alice workspace_developer", "bob workspace_developer"]);
    await destroy(knowing(context, single, list), list);
    expect(context.memberships()).toEqual(["alice workspace_developer"]);
    const both = knowing(context, single, list);
    await destroy(both, list);
    await destroy(both, single);
    expect(context.memberships()).toEqual([]);
  });

  test("leaves the invitation of an Invite to a Member, and of a Member to an Invite", async () => {
    const context = await organization();
    const args = { email: alice, role: "developer" };
    const invite = await context.existing(Invite, named("invite", args));
    const member = await context.existing(Member, named("member", args));
    await destroy(knowing(context, invite, member), invite);
    await destroy(knowing(context, invite, member), member);
    expect(context.invitationStatuses()).toEqual(["pending"]);
    const both = knowing(context, invite, member);
    await destroy(both, invite);
    await destroy(both, member);
    expect(context.invitationStatuses()).toEqual(["deleted"]);
  });
});

describe("delete of an adopted object", () => {
  test("reports that the invitation was not sent by this stack", async () => {
    const { process, console, notices } = await organization();
    console.invite(alice, "developer");
    const args = { email: alice, role: "developer" };
    const member = await create(process(), Member, named("member", args));
    await destroy(process(), member);
    expect(notices.join("\n")).toMatch(
      /member: The invitation of alice@example\.com \(invite_\w+\) was adopted, not sent, by this resource\./,
    );
    console.invite(alice, "developer");
    const invite = await create(process(), Invite, named("invite", args));
    await destroy(process(), invite);
    expect(notices.join("\n")).toContain("invite: The invitation of alice@example.com");
  });

  test("reports once per run that other objects were adopted", async () => {
    const { process, workspace, notices } = await organizationWithUsers(developer(alice), developer(bob));
    const args = (email: string) => named(email, { workspace, ...developer(email) });
    const adopted = [
      await create(process(), WorkspaceMember, args(alice)),
      await create(process(), WorkspaceMember, args(bob)),
    ];
    const session = process();
    for (const resource of adopted) await destroy(session, resource);
    const told = () => notices.filter((line) => line.startsWith("This run also removes objects that"));
    expect(told()).toHaveLength(1);
  });

  test("reports nothing about an object that this stack created", async () => {
    const { process, workspace, notices } = await organizationWithUsers();
    const created = await create(process(), WorkspaceMember, named("a", { workspace, ...developer(alice) }));
    await destroy(process(), created);
    expect(notices).toEqual([]);
  });
});
