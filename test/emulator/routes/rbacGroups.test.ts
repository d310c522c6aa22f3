import { describe, expect, it } from "vitest";
import { column, errorOf, part } from "../setup.ts";
import { groupsPath, startEnterprise } from "./rbacSetup.ts";

describe("RBAC groups", () => {
  it("RBAC groups are created, read, listed, renamed and deleted with their memberships", async () => {
    const { emulator, organization, call } = await startEnterprise();
    const created = (await call(`POST ${groupsPath}`, { name: "Engineering" })).body;
    expect(created).toEqual({
      id: expect.stringMatching(/^rbac_group_01/),
      type: "rbac_group",
      name: "Engineering",
      source_type: "direct",
      role_ids: [],
      created_at: expect.any(String),
      updated_at: part(created, "created_at"),
    });
    const one = `${groupsPath}/${String(part(created, "id"))}`;
    expect((await call(`GET ${one}`)).body).toEqual(created);
    expect(column(await call(`GET ${groupsPath}`), "name")).toEqual([
      "Engineering",
      "Maybe",
      "Owners",
      "Synced",
      "Engineering",
    ]);
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${one}`, { name: null })).body).toEqual(created);
    expect((await call(`POST ${one}`, {})).body).toEqual(created);
    const renamed = (await call(`POST ${one}`, { name: "Research" })).body;
    expect(renamed).toMatchObject({ name: "Research", created_at: part(created, "created_at") });
    expect(part(renamed, "updated_at")).not.toBe(part(created, "updated_at"));

    const engineering = `${groupsPath}/rbac_group_eng`;
    expect((await call(`DELETE ${engineering}`)).body).toEqual({
      id: "rbac_group_eng",
      type: "rbac_group_deleted",
    });
    expect((await call(`GET ${engineering}`)).status).toBe(404);
    expect((await call(`POST ${engineering}`, { name: "x" })).status).toBe(404);
    expect((await call(`DELETE ${engineering}`)).status).toBe(404);
    expect((await call(`GET ${engineering}/members`)).status).toBe(404);
    const left = organization.state().rbac_group_members.map((member) => member.rbac_group_id);
    expect(left).toEqual(["rbac_group_scim", "rbac_group_owner", "rbac_group_maybe"]);
  });

  it.each([
    ["no name", {}, "name: Field required"],
    ["an empty name", { name: "" }, "name: String should have at least 1 character"],
    ["a long name", { name: "x".repeat(256) }, "name: String should have at most 255 characters"],
    ["another field", { name: "x", role_ids: [] }, "role_ids: Extra inputs are not permitted"],
  ])("RBAC groups are not created with %s", async (_, body, message) => {
    const { call } = await startEnterprise();
    expect(errorOf(await call(`POST ${groupsPath}`, body))).toMatchObject({ status: 400, message });
  });

  it("that the identity provider provisions refuse writes only while SCIM is in use", async () => {
    const { organization, call } = await startEnterprise({ scim_provisioning: true });
    const synced = `${groupsPath}/rbac_group_scim`;
    const writes = async () => [
      (await call(`POST ${synced}`, { name: "New" })).status,
      (await call(`POST ${synced}/members`, { user_id: "user_tom" })).status,
      (await call(`DELETE ${synced}/members/user_eva`)).status,
      (await call(`DELETE ${synced}`)).status,
    ];
    expect(await writes()).toEqual([400, 400, 400, 400]);
    expect((await call(`POST ${groupsPath}/rbac_group_eng`, { name: "New" })).status).toBe(200);
    organization.settings.scim_provisioning = false;
    expect(await writes()).toEqual([200, 200, 200, 200]);
  });

  it.each([
    ["rbac_group_owner", "rbac_group_grants_owner_access"],
    ["rbac_group_maybe", "rbac_group_owner_access_unconfirmed"],
  ])("RBAC groups with a role that may grant owner access can be renamed only: %s", async (id, code) => {
    const { organization, call } = await startEnterprise();
    const one = `${groupsPath}/${id}`;
    const refused = [
      await call(`DELETE ${one}`),
      await call(`POST ${one}/members`, { user_id: "user_tom" }),
      await call(`DELETE ${one}/members/user_eva`),
      await call("POST /v1/organizations/invites", {
        email: "new@example.com",
        role: "user",
        rbac_group_ids: [id],
      }),
    ];
    for (const response of refused) expect(errorOf(response)).toMatchObject({ status: 400, code });
    expect(organization.state().invites).toEqual([]);
    expect((await call(`POST ${one}`, { name: "New" })).status).toBe(200);
  });

  it("RBAC groups have no known roles for a while with `rbacRoleIds`", async () => {
    const { emulator, call } = await startEnterprise();
    const one = `GET ${groupsPath}/rbac_group_eng`;
    expect((await call(one)).body).toMatchObject({ role_ids: ["rbac_role_chat"] });
    emulator.assumptions.rbacRoleIds = "unknown";
    expect((await call(one)).body).toMatchObject({ role_ids: null });
    expect(new Set(column(await call(`GET ${groupsPath}`), "role_ids"))).toEqual(new Set([null]));
  });

  it("RBAC groups are read as before a write for some seconds with `staleRbacGroups`", async () => {
    const { emulator, call } = await startEnterprise();
    emulator.assumptions.staleRbacGroups = 5;
    const id = String(part((await call(`POST ${groupsPath}`, { name: "New" })).body, "id"));
    expect((await call(`GET ${groupsPath}/${id}`)).status).toBe(404);
    expect(column(await call(`GET ${groupsPath}`), "id")).not.toContain(id);
    expect((await call(`POST ${groupsPath}/${id}/members`, { user_id: "user_tom" })).status).toBe(200);
    expect(column(await call(`GET ${groupsPath}/${id}/members`), "user_id")).toEqual([]);
    emulator.clock.advance({ seconds: 6 });
    expect((await call(`GET ${groupsPath}/${id}`)).status).toBe(200);
    expect(column(await call(`GET ${groupsPath}/${id}/members`), "user_id")).toEqual(["user_tom"]);
  });

  it.each([403, 400, 404] as const)(
    "do not exist in a Console organization, with status %d",
    async (status) => {
      const { emulator, call } = await startEnterprise({ organization_type: "console" });
      emulator.assumptions.consoleRbacGroups = status;
      for (const what of [
        `GET ${groupsPath}`,
        `GET ${groupsPath}/rbac_group_eng`,
        `GET ${groupsPath}/rbac_group_eng/members`,
      ]) {
        expect((await call(what)).status).toBe(status);
      }
      expect((await call(`POST ${groupsPath}`, { name: "x" })).status).toBe(status);
    },
  );
});
