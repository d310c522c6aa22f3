import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { alice, failures, organizationWithUser } from "../../harness/index.ts";

describe("WorkspaceMember check", () => {
  const reasons = async (args: Properties, olds: Properties = {}) => {
    const { process } = await organizationWithUser();
    return failures(process({}, { ANTHROPIC_ADMIN_KEY: undefined }), WorkspaceMember, args, olds);
  };
  const whole = { workspace: "wrkspc_1", email: alice, role: "workspace_user" };

  test("normalizes the address of a WorkspaceMember", async () => {
    const { process } = await organizationWithUser();
    const { inputs } = WorkspaceMember.check(
      process(),
      {},
      { ...whole, workspace: " wrkspc_1", email: " Alice@EXAMPLE.com " },
    );
    expect(inputs).toEqual(whole);
  });

  test.each<[Properties, string]>([
    [{ email: alice, role: "workspace_user" }, "`workspace` is required."],
    [{ workspace: "wrkspc_1", email: alice }, "`role` is required."],
    [
      { ...whole, workspace: "Research" },
      "`workspace`: must be an ID that begins with `wrkspc_`. This is a name, which several workspaces can have: use the Workspace resource, or the ID that `getWorkspace` returns for the name.",
    ],
    [{ ...whole, workspace: "user_1" }, "`workspace`: must be an ID that begins with `wrkspc_`."],
    [{ ...whole, email: "alice" }, "`email`: must be an email address such as `alice@example.com`."],
    [{ ...whole, email: "a@b.c, d@e.f" }, "`email`: must be an email address such as `alice@example.com`."],
    [
      { workspace: "wrkspc_1", userId: alice, role: "workspace_user" },
      "`userId`: must be an ID that begins with `user_`.",
    ],
    [
      { ...whole, role: "developer" },
      "`role`: must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`. Did you mean `workspace_developer`?",
    ],
    [
      { ...whole, role: "owner" },
      "`role`: must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`.",
    ],
    [{ ...whole, role: "billing" }, `\`role\`: ${row("assignWorkspaceBilling")}`],
    [{ ...whole, role: "workspace_billing" }, `\`role\`: ${row("assignWorkspaceBilling")}`],
    [{ workspace: "wrkspc_1", role: "workspace_user" }, "Set `email` or `userId`."],
    [{ ...whole, userId: "user_1" }, "Set `email` or `userId`, not both."],
    [
      { ...whole, adopt: "wrkspc_1" },
      '"wrkspc_1" is not the ID of a WorkspaceMember, which is the ID of the workspace, a slash, and the email address or ID of the user, such as `wrkspc_.../alice@example.com`.',
    ],
    [
      { ...whole, adopt: "wrkspc_1/bob@example.com" },
      "The resource option `import` names wrkspc_1/bob@example.com, but the resource declares wrkspc_1/alice@example.com. Remove `import`, or correct the declaration.",
    ],
  ])("rejects %j in the arguments of a WorkspaceMember", async (args, reason) => {
    expect(await reasons(args)).toEqual([reason]);
  });

  test("accepts an unknown user in a preview", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(await reasons({ ...whole, email: unknown })).toEqual([]);
    expect(await reasons({ ...whole, workspace: unknown })).toEqual([]);
    expect(await reasons({ ...whole, email: undefined, userId: unknown })).toEqual([]);
  });

  test("forms the ID of a WorkspaceMember from its workspace and the address or user ID", () => {
    expect(WorkspaceMember.parseId(" wrkspc_1/Alice@Example.com ")).toBe("wrkspc_1/alice@example.com");
    expect(WorkspaceMember.parseId("wrkspc_1/user_1")).toBe("wrkspc_1/user_1");
    for (const id of [
      "",
      "wrkspc_1/",
      "/user_1",
      "wrkspc_1/user_1/x",
      "user_1/wrkspc_1",
      "wrkspc_1/invite_1",
      "wrkspc_1/user_",
    ]) {
      expect(() => WorkspaceMember.parseId(id)).toThrow(/is not the ID of a WorkspaceMember/);
    }
  });
});
