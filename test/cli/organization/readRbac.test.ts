import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { expected } from "../../../cli/organization/unread.ts";
import type { Seed } from "../../../emulator/index.ts";
import { workdirOf } from "../workdir.ts";

const wanted = {
  users: true,
  invites: false,
  apiKeys: false,
  membersOf: () => false,
  groupMembersOf: ({ name }: { name: string }) => name === "Lab",
  rbacRoles: true,
};

async function read(seed: Omit<Seed, "version">) {
  const { io, emulator } = await workdirOf({ seed: { version: 1, ...seed } });
  const organization = await readOrganization(
    io,
    sessionFor(io, () => undefined),
    wanted,
    () => undefined,
  );
  return { organization, paths: emulator.requests.map(({ path }) => path.replace("/v1/organizations/", "")) };
}

it("reads the groups, the members of those that are wanted, and the roles", async () => {
  const { organization, paths } = await read({
    settings: { organization_type: "claude_enterprise" },
    users: [{ email: "owner@example.com", role: "primary_owner" }],
    rbac_roles: [{ display_name: "Chat" }],
    rbac_groups: [{ id: "rbac_group_lab", name: "Lab" }, { name: "Other" }],
    rbac_group_members: [{ rbac_group_id: "Lab", user_id: "owner@example.com" }],
  });
  expect(organization.groups?.groups.map(({ name }) => name).sort()).toEqual(["Lab", "Other"]);
  expect([...(organization.groups?.members.keys() ?? [])]).toEqual(["rbac_group_lab"]);
  expect(organization.rbacRoles).toMatchObject([{ display_name: "Chat" }]);
  expect(paths).toEqual(["me", "users", "rbac_groups", "rbac_groups/rbac_group_lab/members", "rbac_roles"]);
});

it("requests nothing of this in a Console organization, and does not mention it", async () => {
  const { organization, paths } = await read({});
  expect(organization).toMatchObject({ groups: undefined, rbacRoles: undefined });
  expect(paths).toEqual(["workspaces", "users"]);
  expect(expected(organization.unread)).toEqual([]);
});

it("says that an organization without a parent organization has no roles", async () => {
  const { organization } = await read({
    settings: { organization_type: "claude_enterprise", standalone: true },
    users: [{ email: "owner@example.com", role: "primary_owner" }],
  });
  expect(expected(organization.unread)).toMatchObject([{ family: "rbacRoles", because: "organization" }]);
});
