import { describe, expect, it } from "vitest";
import { column, errorOf, part } from "../setup.ts";
import { groupsPath, startEnterprise } from "./rbacSetup.ts";

const members = `${groupsPath}/rbac_group_eng/members`;

describe("members of RBAC groups", () => {
  it("members of RBAC groups are added, listed oldest first with pages, and removed", async () => {
    const { emulator, call } = await startEnterprise();
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${members}`, { user_id: "user_tom" })).body).toEqual({
      type: "rbac_group_member",
      rbac_group_id: "rbac_group_eng",
      user_id: "user_tom",
      email: "tom@example.com",
      created_at: expect.any(String),
    });
    const first = await call(`GET ${members}?limit=1`);
    expect(column(first, "user_id")).toEqual(["user_eva"]);
    const next = await call(`GET ${members}?limit=1&page=${String(part(first.body, "next_page"))}`);
    expect(column(next, "user_id")).toEqual(["user_tom"]);
    expect((await call(`DELETE ${members}/user_eva`)).body).toEqual({
      type: "rbac_group_member_deleted",
      rbac_group_id: "rbac_group_eng",
      user_id: "user_eva",
    });
    expect(column(await call(`GET ${members}`), "user_id")).toEqual(["user_tom"]);
  });

  it.each([
    ["a member", "user_eva", 400, "User 'user_eva' is already a member of the group"],
    ["an unknown user", "user_none", 404, "User 'user_none' not found in any organization of the enterprise"],
    ["another ID", "apikey_1", 400, "user_id: Input should be an ID that begins with 'user_'"],
  ])("members of RBAC groups cannot be added: %s", async (_, userId, status, message) => {
    const { call } = await startEnterprise();
    expect(errorOf(await call(`POST ${members}`, { user_id: userId }))).toMatchObject({ status, message });
  });

  it("members of RBAC groups cannot be removed twice", async () => {
    const { call } = await startEnterprise();
    expect(errorOf(await call(`DELETE ${members}/user_tom`))).toMatchObject({
      status: 404,
      message: "User 'user_tom' is not a member of the group",
    });
  });

  it("members of RBAC groups can belong to another organization of the enterprise", async () => {
    const { call } = await startEnterprise();
    expect((await call(`POST ${members}`, { user_id: "user_else" })).body).toMatchObject({
      email: "else@example.com",
    });
    expect((await call("GET /v1/organizations/users/user_else")).status).toBe(404);
    expect((await call(`DELETE ${members}/user_else`)).status).toBe(200);
  });

  it("leave every group when they leave the organization, and join those of their invitation", async () => {
    const { organization, call } = await startEnterprise();
    expect((await call("DELETE /v1/organizations/users/user_eva")).status).toBe(200);
    expect(organization.state().rbac_group_members).toEqual([]);
    const invitation = { email: "new@example.com", role: "managed", rbac_group_ids: ["rbac_group_eng"] };
    expect((await call("POST /v1/organizations/invites", invitation)).body).toMatchObject(invitation);
    const { id } = organization.console.acceptInvite("new@example.com");
    expect(column(await call(`GET ${members}`), "user_id")).toEqual([id]);
  });

  it("members of RBAC groups can be invited only to groups that exist", async () => {
    const { emulator, call } = await startEnterprise();
    const invitation = { email: "new@example.com", role: "user", rbac_group_ids: ["rbac_group_none"] };
    expect((await call("POST /v1/organizations/invites", invitation)).status).toBe(400);
    emulator.assumptions.unknownRbacGroup = 404;
    expect((await call("POST /v1/organizations/invites", invitation)).status).toBe(404);
  });
});
