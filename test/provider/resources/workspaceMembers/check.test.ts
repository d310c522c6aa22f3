import { describe, expect, it } from "vitest";
import { workspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers } from "../../../../provider/resources/workspaceMembers/plan.ts";
import {
  admin,
  alice,
  bob,
  create,
  dave,
  developer,
  failures,
  organization,
  organizationWithUsers,
  preview,
} from "../../harness/index.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("WorkspaceMembers check", () => {
  it("normalizes the order and the addresses of `members`", async () => {
    const { process } = await organization();
    const { inputs } = workspaceMembers.check(
      process(),
      {},
      {
        workspace: "wrkspc_1",
        members: [{ userId: "user_1", role: "workspace_user" }, developer(" Bob@Example.com "), admin(alice)],
        except: [dave, "user_2", dave],
      },
    );
    expect(inputs).toEqual({
      workspace: "wrkspc_1",
      members: [admin(alice), developer(bob), { userId: "user_1", role: "workspace_user" }],
      except: [dave, "user_2"],
    });
  });

  it("rejects duplicate users and roles that cannot be assigned", async () => {
    const { process } = await organization();
    const judged = (...members: object[]) =>
      failures(process(), workspaceMembers, { workspace: "wrkspc_1", members });
    expect(judged({ role: "workspace_user" })).toEqual([
      "`members.0`: must have exactly one of `email` and `userId`.",
    ]);
    expect(judged(admin(bob), { ...admin(alice), userId: "user_1" })).toEqual([
      "`members.1`: must have exactly one of `email` and `userId`.",
    ]);
    expect(judged(admin(alice), developer("Alice@example.com"))).toEqual([
      `\`members\` contains ${alice} more than once. Remove the duplicate.`,
    ]);
    expect(judged({ email: alice, role: "workspace_billing" })[0]).toContain(
      "comes with the organization role `billing` and cannot be assigned.",
    );
    expect(judged({ email: "alice", role: "workspace_user" })[0]).toContain("`members.0.email`");
  });

  it("rejects a user in both `members` and `except`", async () => {
    const { process } = await organization();
    const args = { workspace: "wrkspc_1", members: [admin(alice)], except: [alice] };
    expect(failures(process(), workspaceMembers, args)).toEqual([
      `${alice} is in both \`members\` and \`except\`. Remove it from one of them.`,
    ]);
    expect(failures(process(), workspaceMembers, { ...args, except: ["dave"] })).toEqual([
      "`except.0`: must be an email address such as `alice@example.com`, or an ID `user_...`.",
    ]);
  });

  it("accepts unknown values in a preview", async () => {
    const context = await organizationWithUsers(developer(alice));
    const { process, workspace } = context;
    const members = [developer(alice), { email: unknown, role: "workspace_user" }];
    expect(failures(process(), workspaceMembers, { workspace: unknown, members, except: [unknown] })).toEqual(
      [],
    );
    const resource = await create(process(), workspaceMembers, { workspace, members: [developer(alice)] });
    expect((await preview(process(), resource, { workspace, members })).action).toBe("update");
  });

  it("rejects an empty list unless `allowEmpty` is set", async () => {
    const { process } = await organization();
    const olds = { workspace: "wrkspc_1", members: [admin(alice)] };
    const news = { workspace: "wrkspc_1", members: [] };
    expect(failures(process(), workspaceMembers, news, olds)).toEqual([
      "`members` is empty now, which would remove all members. If this is intended, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.",
    ]);
    expect(failures(process({ allowEmpty: "true" }), workspaceMembers, news, olds)).toEqual([]);
    expect(failures(process(), workspaceMembers, news)).toEqual([]);
    expect(failures(process(), workspaceMembers, news, news)).toEqual([]);
  });
});

describe("WorkspaceMembers beside WorkspaceMember", () => {
  const list = { workspace: "wrkspc_1", members: [admin(alice)] };
  const single = { workspace: "wrkspc_1", ...developer(bob) };

  it("rejects WorkspaceMembers and a WorkspaceMember for one user in any order", async () => {
    const { process } = await organization();
    const one = process();
    expect(failures(one, workspaceMember, single, single)).toEqual([]);
    expect(failures(one, workspaceMembers, list, list)).toEqual([
      `The program also declares members of workspace wrkspc_1 as WorkspaceMember: ${bob}. This list would remove them. Add them to \`members\` and remove their WorkspaceMember, or add them to \`except\`.`,
    ]);
    const other = process();
    expect(failures(other, workspaceMembers, list, list)).toEqual([]);
    expect(failures(other, workspaceMember, single, single)).toEqual([
      `A WorkspaceMembers of this program declares all members of workspace wrkspc_1, and would remove ${bob}. Add ${bob} to its \`members\` and remove this resource, or add ${bob} to its \`except\`.`,
    ]);
  });

  it("accepts a WorkspaceMember of another workspace or of a user in `except`", async () => {
    const { process } = await organization();
    const one = process();
    expect(failures(one, workspaceMember, { ...single, workspace: "wrkspc_2" })).toEqual([]);
    expect(failures(one, workspaceMember, single)).toEqual([]);
    expect(failures(one, workspaceMembers, { ...list, except: [bob] })).toEqual([]);
    expect(failures(one, workspaceMembers, { ...list, except: [unknown] })).toEqual([]);
    for (const except of [[bob], [unknown]]) {
      const other = process();
      expect(failures(other, workspaceMembers, { ...list, except })).toEqual([]);
      expect(failures(other, workspaceMember, single)).toEqual([]);
    }
  });

  it("rejects a second WorkspaceMembers of one workspace", async () => {
    const { process, workspace } = await organizationWithUsers();
    const session = process();
    const two = { workspace, members: [developer(bob)], __origin: "acme/dev::two" };
    expect(failures(session, workspaceMembers, { workspace, members: [developer(alice)] })).toEqual([]);
    expect(failures(session, workspaceMembers, two)).toEqual([
      `WorkspaceMembers ${workspace} is already declared by another resource of this program, \`it\`. Remove one of the two resources; the object is not changed.`,
    ]);
    const other = { ...two, workspace: "wrkspc_other" };
    expect(failures(session, workspaceMembers, other)).toEqual([]);
  });

  it("compares the users that the program names, even when the state has more names", async () => {
    const { process, memberships, workspace } = await organizationWithUsers();
    const session = process();
    await create(session, workspaceMember, { workspace, ...developer(bob) });
    await create(session, workspaceMembers, { workspace, members: [admin(alice)], except: [bob] });
    expect(memberships()).toEqual(["alice workspace_admin", "bob workspace_developer"]);
  });

  it("accepts the same WorkspaceMembers when the engine checks it again", async () => {
    const { process } = await organization();
    const session = process();
    expect(failures(session, workspaceMembers, list)).toEqual([]);
    expect(failures(session, workspaceMembers, list)).toEqual([]);
  });
});
