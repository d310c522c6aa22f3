import { expect, test } from "vitest";
import { getRbacGroups, getRbacGroupsOutput } from "../../../provider/index.ts";
import { failure, type Reader, reader, settled } from "./reader.ts";

const enterprise = { version: 1, settings: { organization_type: "claude_enterprise" } } as const;

/** A direct group with the members ada and bob, and a group of the identity provider. */
async function organizationWithGroups() {
  const context: Reader = await reader({ seed: enterprise });
  const { console: actions } = context;
  const ada = actions.addUser({ email: "Ada@Example.com" });
  actions.addUser({ email: "bob@example.com" });
  const roles = ["Zeta", "Alpha"].map((name) => actions.createRbacRole({ display_name: name }));
  const direct = actions.createRbacGroup({ name: "Engineering", roles: roles.map(({ id }) => id) });
  const scim = actions.createRbacGroup({ name: "Synced", source: "scim" });
  for (const email of ["bob@example.com", "ada@example.com"]) actions.addRbacGroupMember(direct.id, email);
  return { ...context, ada, direct, scim, roles };
}

test("getRbacGroups filters by name and source, with one request for all filters", async () => {
  const { direct, scim, requests } = await organizationWithGroups();
  const ids = async (args: Parameters<typeof getRbacGroups>[0] = {}) =>
    (await getRbacGroups(args)).map(({ id }) => id).toSorted();
  expect(await ids()).toEqual([direct.id, scim.id].toSorted());
  expect(await ids({ name: " Engineering " })).toEqual([direct.id]);
  expect(await ids({ name: "engineering" })).toEqual([]);
  expect(await ids({ sourceType: "scim" })).toEqual([scim.id]);
  expect(await ids({ sourceType: "direct", name: "Synced" })).toEqual([]);
  expect(requests().filter((request) => request.startsWith("GET /rbac_groups"))).toEqual([
    "GET /rbac_groups",
  ]);
});

test("getRbacGroupsOutput with `members` requests those of the selected groups, sorted by email address", async () => {
  const { direct, roles, ada, requests } = await organizationWithGroups();
  expect(await settled(getRbacGroupsOutput({ name: "Engineering", members: true }))).toEqual([
    {
      id: direct.id,
      name: "Engineering",
      sourceType: "direct",
      roleIds: roles.map(({ id }) => id).toSorted(),
      createdAt: direct.created_at,
      updatedAt: direct.updated_at,
      members: [
        { userId: ada.id, email: "ada@example.com", createdAt: expect.any(String) },
        { userId: expect.stringMatching(/^user_/), email: "bob@example.com", createdAt: expect.any(String) },
      ],
    },
  ]);
  expect(requests().filter((request) => request.endsWith("/members"))).toEqual([
    `GET /rbac_groups/${direct.id}/members`,
  ]);
});

test("getRbacGroups returns no roles, instead of an empty list, while the API does not know them", async () => {
  const { emulator, direct } = await organizationWithGroups();
  emulator.assumptions.rbacRoleIds = "unknown";
  const [group] = await getRbacGroups({ name: "Engineering" });
  expect(group).toMatchObject({ id: direct.id, roleIds: undefined, members: undefined });
});

test("getRbacGroups fails with the key of a Console organization, before it requests groups", async () => {
  const { requests } = await reader();
  expect(await failure(getRbacGroups())).toMatch(
    /^cannot list the RBAC groups: only Claude Enterprise organizations have them, but .*\.$/,
  );
  expect(requests()).toEqual([]);
});

test.each([
  [{ sourceType: "sicm" }, "`sourceType` must be `direct` or `scim`. Did you mean `scim`?"],
  [{ members: "yes" }, "`members`"],
  [{ nam: "Engineering" }, "`nam`"],
])("getRbacGroups rejects the filter %j", async (args, message) => {
  const { requests } = await reader({ seed: enterprise });
  expect(await failure(getRbacGroups(args as Parameters<typeof getRbacGroups>[0]))).toContain(message);
  expect(requests()).toEqual([]);
});

test("getRbacGroups names the scope that the key does not have", async () => {
  const { emulator } = await reader({
    seed: enterprise,
    env: { ANTHROPIC_ADMIN_KEY: "sk-ant-api01-members" },
  });
  const { credentials } = emulator.organization();
  credentials.add({ secret: "sk-ant-api01-members", kind: "scoped", scopes: ["read:members"] });
  expect(await failure(getRbacGroups())).toContain(
    "this needs the scope `read:rbac_groups` or `read:org_audit`",
  );
});
