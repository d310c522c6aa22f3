import { describe, expect, it } from "vitest";
import { errorOf, send } from "../setup.ts";
import { startEnterprise } from "./rbacSetup.ts";

const path = "/v1/organizations/rbac_roles";

describe("RBAC roles", () => {
  it("RBAC roles are read without their permissions, which are a list of their own", async () => {
    const { emulator, organization, call } = await startEnterprise();
    const { id } = organization.console.createRbacRole({
      display_name: "Tools",
      permissions: [
        { action: "use", resource: { type: "all_connectors" } },
        { action: "chat", resource: { type: "organization", organization_id: organization.id } },
      ],
    });
    const role = {
      id,
      type: "rbac_role",
      display_name: "Tools",
      source: { type: "custom" },
      created_at: expect.any(String),
      updated_at: expect.any(String),
    };
    expect((await call(`GET ${path}/${id}`)).body).toEqual(role);
    expect((await call(`GET ${path}?limit=1`)).body).toMatchObject({ data: [role] });
    const old = await send(emulator, `GET ${path}/${id}`, { headers: { "anthropic-version": "2023-06-01" } });
    expect(old.body).toEqual({ ...role, name: "Tools" });
    expect((await call(`GET ${path}/${id}/permissions`)).body).toMatchObject({
      data: [{ type: "rbac_role_permission", action: "use" }, { action: "chat" }],
      next_page: null,
    });
    expect(errorOf(await call(`GET ${path}/rbac_role_none/permissions`))).toMatchObject({
      status: 404,
      code: "rbac_role_not_found",
    });
  });

  it.each([
    [{ organization_type: "console" }, "organization_type_not_supported"],
    [{ standalone: true }, "parent_organization_required"],
  ] as const)("do not exist with %j", async (settings, code) => {
    const { call } = await startEnterprise(settings);
    for (const one of [path, `${path}/rbac_role_chat`, `${path}/rbac_role_chat/permissions`]) {
      expect(errorOf(await call(`GET ${one}`))).toMatchObject({ status: 400, code });
    }
  });
});
