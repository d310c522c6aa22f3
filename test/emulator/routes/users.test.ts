import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";
import { startEnterprise } from "./rbacSetup.ts";

const users = "/v1/organizations/users";

describe("the list of users", () => {
  it("the list of users has the newest users first, in any order of the seed", async () => {
    const emulator = await emulate({
      seed: {
        version: 1,
        users: [
          { email: "second@example.com", added_at: "2026-02-01T00:00:00Z" },
          { email: "first@example.com", added_at: "2026-01-01T00:00:00Z" },
        ],
      },
    });
    emulator.organization().console.addUser({ email: "third@example.com" });
    expect(column(await send(emulator, `GET ${users}`), "email")).toEqual([
      "third@example.com",
      "second@example.com",
      "first@example.com",
    ]);
  });

  it("finds variants of an email address in any letter case", async () => {
    const emails = ["Ann+x@example.com", "ann@example.com", "joanne@example.com", "a.n.n@gmail.com"];
    const emulator = await emulate({ seed: { version: 1, users: emails.map((email) => ({ email })) } });
    const found = async (email: string) =>
      column(await send(emulator, `GET ${users}?email=${email}`), "email");
    expect(await found("ANN%2Bwork@Example.com")).toEqual(["ann@example.com", "Ann+x@example.com"]);
    expect(await found("ann@googlemail.com")).toEqual(["a.n.n@gmail.com"]);
    expect(await found("nobody@example.com")).toEqual([]);
    expect(await found("")).toHaveLength(4);
  });

  it("filters by several roles, with and without brackets, and rejects unknown ones", async () => {
    const emulator = await emulate({ seed: "sample" });
    const count = async (query: string) => column(await send(emulator, `GET ${users}?${query}`), "id").length;
    expect(await count("roles[]=admin&roles[]=billing")).toBe(3);
    expect(await count("roles=admin&roles=billing")).toBe(3);
    expect(errorOf(await send(emulator, `GET ${users}?roles[]=owner`))).toEqual({
      status: 400,
      type: "invalid_request_error",
      code: undefined,
      message: "roles[0]: Input should be 'user', 'developer', 'billing', 'admin' or 'claude_code_user'",
    });
  });
});

describe("changing a role", () => {
  it("accepts the four assignable roles, including the current one", async () => {
    const emulator = await emulate();
    const user = emulator.organization().console.addUser({ email: "ann@example.com" });
    for (const role of ["user", "claude_code_user", "developer", "billing", "billing"]) {
      const response = await send(emulator, `POST ${users}/${user.id}`, { body: { role } });
      expect(response).toMatchObject({ status: 200, body: { ...user, role } });
    }
  });

  it("rejects admin and roles that Console organizations do not have", async () => {
    const emulator = await emulate();
    const user = emulator.organization().console.addUser({ email: "ann@example.com" });
    for (const role of ["admin", "owner", "managed", "membership_admin", "", 1, null, undefined]) {
      const response = await send(emulator, `POST ${users}/${user.id}`, { body: { role } });
      expect(errorOf(response)).toMatchObject({ status: 400, type: "invalid_request_error" });
    }
    expect(part((await send(emulator, `GET ${users}/${user.id}`)).body, "role")).toBe("user");
  });

  it("changing a role gets status 400 or 403 for an admin", async () => {
    const emulator = await emulate();
    const [admin] = emulator.organization().state().users;
    const changing = () => send(emulator, `POST ${users}/${admin?.id}`, { body: { role: "user" } });
    expect((await changing()).status).toBe(400);
    emulator.assumptions.adminUser = 403;
    expect(errorOf(await changing())).toMatchObject({ status: 403, type: "permission_error" });
    expect(emulator.organization().state().users).toEqual([admin]);
  });

  it("changing a role gets status 404 for an unknown user", async () => {
    const emulator = await emulate();
    const response = await send(emulator, `POST ${users}/user_01nobody`, { body: { role: "user" } });
    expect(errorOf(response)).toMatchObject({ status: 404, type: "not_found_error" });
  });

  it("changing a role to billing and back does not affect explicit memberships", async () => {
    const emulator = await emulate({ seed: "sample" });
    const { console: actions } = emulator.organization();
    const ben = actions.setUserRole("ben.carter@example.com", "user");
    const memberships = () =>
      emulator
        .organization()
        .state()
        .members.filter((member) => member.user_id === ben.id);
    const before = memberships();
    await send(emulator, `POST ${users}/${ben.id}`, { body: { role: "billing" } });
    await send(emulator, `POST ${users}/${ben.id}`, { body: { role: "user" } });
    expect(memberships()).toEqual(before);
    expect(before).toHaveLength(1);
  });
});

describe("removing a user", () => {
  it("removes memberships and archives personal keys, but not keys of workspaces", async () => {
    const emulator = await emulate({ seed: "sample" });
    const organization = emulator.organization();
    const priya = organization.state().users.find((user) => user.email === "priya.nair@example.com");
    organization.console.createApiKey({ name: "hers", workspaceId: "Staging", createdBy: priya?.id ?? "" });
    expect((await send(emulator, `DELETE ${users}/${priya?.id}`)).body).toEqual({
      id: priya?.id,
      type: "user_deleted",
    });
    const { users: left, members, api_keys: keys } = organization.state();
    expect(left).toHaveLength(11);
    expect(members.filter((member) => member.user_id === priya?.id)).toEqual([]);
    const statusOf = (name: string) => keys.find((key) => key.name === name)?.status;
    expect([statusOf("priya-laptop"), statusOf("hers")]).toEqual(["archived", "active"]);
    expect((await send(emulator, `DELETE ${users}/${priya?.id}`)).status).toBe(404);
  });

  it("removing a user gets status 400 or 403 for an admin", async () => {
    const emulator = await emulate({ seed: "sample" });
    const admin = emulator
      .organization()
      .state()
      .users.find((user) => user.role === "admin");
    expect((await send(emulator, `DELETE ${users}/${admin?.id}`)).status).toBe(400);
    emulator.assumptions.adminUser = 403;
    expect((await send(emulator, `DELETE ${users}/${admin?.id}`)).status).toBe(403);
    expect(emulator.organization().state().users).toContainEqual(admin);
  });

  it("removing a user is final for personal keys, also if the user is invited again", async () => {
    const emulator = await emulate({ seed: "sample" });
    const organization = emulator.organization();
    organization.console.removeUser("priya.nair@example.com");
    organization.console.invite("priya.nair@example.com", "developer");
    organization.console.acceptInvite("priya.nair@example.com");
    const laptop = organization.state().api_keys.find((key) => key.name === "priya-laptop");
    expect(laptop?.status).toBe("archived");
  });
});

describe("users of a Claude Enterprise organization", () => {
  it("users of Claude Enterprise have its roles, of which the API assigns two", async () => {
    const { call } = await startEnterprise();
    const eva = "/v1/organizations/users/user_eva";
    expect((await call(`POST ${eva}`, { role: "managed" })).body).toMatchObject({ role: "managed" });
    for (const role of ["developer", "owner", "membership_admin"]) {
      expect((await call(`POST ${eva}`, { role })).status, role).toBe(400);
    }
    const owners = await call("GET /v1/organizations/users?roles[]=primary_owner");
    expect(column(owners, "id")).toEqual(["user_owner"]);
    expect((await call("GET /v1/organizations/users?roles[]=developer")).status).toBe(400);
    const owner = "/v1/organizations/users/user_owner";
    expect((await call(`POST ${owner}`, { role: "user" })).status).toBe(400);
    expect((await call(`DELETE ${owner}`)).status).toBe(400);
  });

  it("users of Claude Enterprise are changed, invited and removed by the identity provider only, if it does so", async () => {
    const { organization, call } = await startEnterprise({ scim_provisioning: true });
    const eva = "/v1/organizations/users/user_eva";
    const invite = { email: "new@example.com", role: "user" };
    expect((await call("POST /v1/organizations/invites", invite)).status).toBe(400);
    expect((await call(`DELETE ${eva}`)).status).toBe(400);
    expect((await call(`POST ${eva}`, { role: "managed" })).status).toBe(200);
    organization.settings.identity_provider_roles = true;
    expect((await call(`POST ${eva}`, { role: "user" })).status).toBe(400);
    organization.settings.scim_provisioning = false;
    expect((await call(`DELETE ${eva}`)).status).toBe(200);
  });
});
