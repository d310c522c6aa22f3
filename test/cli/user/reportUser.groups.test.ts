import { expect, it } from "vitest";
import { reportUser } from "../../../cli/user/reportUser.ts";
import { sectionsOf } from "../../../cli/user/sections.ts";
import type { Seed } from "../../../emulator/index.ts";
import { stateOf, workdirOf } from "../workdir.ts";

const seed: Seed = {
  version: 1,
  settings: {
    organization_type: "claude_enterprise",
    enterprise_users: [{ id: "user_else", email: "else@example.com" }],
  },
  users: [
    { id: "user_olga", email: "olga@example.com", role: "primary_owner" },
    { id: "user_ann", email: "Ann@Example.com" },
  ],
  rbac_roles: [{ id: "rbac_role_chat", display_name: "Chat" }],
  rbac_groups: [
    { id: "rbac_group_sync", name: "Synced", source_type: "scim" },
    { id: "rbac_group_eng", name: "Engineering", role_ids: ["rbac_role_chat"] },
    { id: "rbac_group_lab", name: "Lab" },
    { id: "rbac_group_other", name: "Other" },
  ],
  rbac_group_members: [
    { rbac_group_id: "rbac_group_eng", user_id: "ann@example.com" },
    { rbac_group_id: "rbac_group_sync", user_id: "user_ann" },
    { rbac_group_id: "rbac_group_other", user_id: "user_else" },
  ],
};

const list = (name: string, group: string) => ({
  kind: "RbacGroupMembers",
  name,
  id: group,
  outputs: { group, members: ["ann@example.com"] },
});

const options = { state: ["state.json"], lookBack: 1 };

async function start() {
  const workdir = await workdirOf({ seed });
  await workdir.write("state.json", stateOf([list("eng", "rbac_group_eng"), list("lab", "rbac_group_lab")]));
  return workdir;
}

it("reports the groups of a user with their roles, and those that a stack declares without a membership", async () => {
  const { io, emulator } = await start();
  const report = await reportUser(io, "ann@example.com", options);
  const declaredBy = (resource: string) => [{ stack: "state.json", type: "RbacGroupMembers", resource }];
  expect(report).toMatchObject({ user: { id: "user_ann" }, workspaces: [], keys: [], notes: [] });
  expect(report.groups).toEqual([
    {
      id: "rbac_group_eng",
      name: "Engineering",
      sourceType: "direct",
      member: true,
      roles: ["Chat"],
      declaredBy: declaredBy("eng"),
    },
    {
      id: "rbac_group_lab",
      name: "Lab",
      sourceType: "direct",
      member: false,
      roles: [],
      declaredBy: declaredBy("lab"),
    },
    { id: "rbac_group_sync", name: "Synced", sourceType: "scim", member: true, roles: [], declaredBy: [] },
  ]);
  expect(sectionsOf(report)).toEqual([
    {
      title: "Groups",
      columns: ["Group", "ID", "Source", "Roles", "Status", "Declared by"],
      rows: [
        ["Engineering", "rbac_group_eng", "direct", "Chat", "member", "state.json: eng (RbacGroupMembers)"],
        ["Lab", "rbac_group_lab", "direct", "(none)", "(not a member)", "state.json: lab (RbacGroupMembers)"],
        ["Synced", "rbac_group_sync", "scim", "(none)", "member", ""],
      ],
    },
  ]);
  emulator.assumptions.rbacRoleIds = "unknown";
  const unknown = await reportUser(io, "user_ann", options);
  expect(unknown.groups?.map(({ roles }) => roles)).toEqual([undefined, undefined, undefined]);
});

it("an owner has no access to workspaces, which a Claude Enterprise organization does not have", async () => {
  const { io } = await start();
  const report = await reportUser(io, "olga@example.com", options);
  expect(report).toMatchObject({ user: { role: "primary_owner" }, everyWorkspace: false, groups: [] });
});

it("finds a user of another organization of the enterprise by the email address in a group", async () => {
  const { io } = await start();
  const report = await reportUser(io, "else@example.com", options);
  expect(report.user).toBeUndefined();
  expect(report.groups).toMatchObject([{ name: "Other", member: true }]);
});

it("says that the key cannot read the groups, and reports everything else", async () => {
  const { io, emulator } = await start();
  const secret = "sk-ant-api01-members";
  emulator.organization().credentials.add({ secret, kind: "scoped", scopes: ["read:members"] });
  const scoped = { ...io, env: { ...io.env, ANTHROPIC_ADMIN_KEY: secret } };
  const report = await reportUser(scoped, "ann@example.com", options);
  expect(report).not.toHaveProperty("groups");
  expect(report.user).toMatchObject({ email: "ann@example.com" });
  expect(report.notes).toEqual([expect.stringMatching(/^Not read: RBAC groups, because the API responded /)]);
});

it("fails for an unknown user without naming API keys, which the organization does not have", async () => {
  const { io } = await start();
  await expect(reportUser(io, "anne@example.com", options)).rejects.toThrow(
    /: the organization has no such user, invitation or group member\. Did you mean "ann@example\.com"\?$/,
  );
});
