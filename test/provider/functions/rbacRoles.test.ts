import { expect, test } from "vitest";
import type { SeedRbacRolePermission } from "../../../emulator/index.ts";
import { getRbacRoles, getRbacRolesOutput } from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

const enterprise = { version: 1, settings: { organization_type: "claude_enterprise" } } as const;

const permissions: SeedRbacRolePermission[] = [
  { action: "chat", resource: { type: "organization", organization_id: "org_1" } },
  { action: "use", resource: { type: "connector_tool", connector_id: "conn_1", tool_name: "search" } },
];

test("getRbacRoles filters by name and source, with one request for all filters", async () => {
  const { console: actions, requests } = await reader({
    seed: { ...enterprise, rbac_roles: [{ display_name: "User", source: { type: "built_in" } }] },
  });
  const { id } = actions.createRbacRole({ display_name: "Chat only", permissions });
  const custom = await getRbacRoles({ source: "custom" });
  expect(custom).toEqual([
    {
      id,
      name: "Chat only",
      source: "custom",
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      permissions: undefined,
    },
  ]);
  expect(await getRbacRoles({ name: " Chat only" })).toEqual(custom);
  expect((await getRbacRoles({ source: "built_in" })).map(({ name }) => name)).toEqual(["User"]);
  expect(await getRbacRoles()).toHaveLength(2);
  expect(requests().filter((request) => request.startsWith("GET /rbac_roles"))).toEqual(["GET /rbac_roles"]);
});

test("getRbacRolesOutput with `permissions` requests those of the selected roles", async () => {
  const { console: actions, requests } = await reader({ seed: enterprise });
  const { id } = actions.createRbacRole({ display_name: "Chat only", permissions });
  const selected = await settled(getRbacRolesOutput({ name: "Chat only", permissions: true }));
  const none = {
    organizationId: undefined,
    connectorId: undefined,
    toolName: undefined,
    scope: undefined,
  };
  expect(selected).toMatchObject([
    {
      id,
      permissions: [
        { ...none, action: "chat", resourceType: "organization", organizationId: "org_1" },
        {
          ...none,
          action: "use",
          resourceType: "connector_tool",
          connectorId: "conn_1",
          toolName: "search",
        },
      ],
    },
  ]);
  expect(requests().filter((request) => request.endsWith("/permissions"))).toEqual([
    `GET /rbac_roles/${id}/permissions`,
  ]);
});

test("getRbacRoles fails with the key of a Console organization, before it requests roles", async () => {
  const { requests } = await reader();
  expect(await failure(getRbacRoles())).toMatch(
    /^cannot list the RBAC roles: only Claude Enterprise organizations have them, but .*\.$/,
  );
  expect(requests()).toEqual([]);
});

test("getRbacRoles fails in an organization without a parent organization", async () => {
  await reader({ seed: { version: 1, settings: { ...enterprise.settings, standalone: true } } });
  expect(await failure(getRbacRoles())).toContain("cannot list the RBAC roles");
});

test.each([
  [{ source: 1 }, "`source` must be a string"],
  [{ permissions: "all" }, "`permissions`"],
  [{ displayName: "Chat" }, "`displayName`"],
])("getRbacRoles rejects the filter %j", async (args, message) => {
  const { requests } = await reader({ seed: enterprise });
  expect(await failure(getRbacRoles(args as unknown as Parameters<typeof getRbacRoles>[0]))).toContain(
    message,
  );
  expect(requests()).toEqual([]);
});
