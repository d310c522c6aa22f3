import { describe, expect, it } from "vitest";
import { defaultAdminKey, defaultEnterpriseKey, type KeyScope } from "../../emulator/index.ts";
import { startEnterprise } from "./routes/rbacSetup.ts";
import { control, emulate, errorOf, send } from "./setup.ts";

const secret = "sk-ant-api01-scoped";

async function start(...scopes: KeyScope[]) {
  const { emulator, organization } = await startEnterprise();
  organization.credentials.add({ secret, kind: "scoped", scopes });
  const call = (what: string, body?: unknown) =>
    send(emulator, what, {
      headers: { "x-api-key": secret },
      ...(body === undefined ? {} : { body }),
    });
  return { emulator, organization, call };
}

const reads = {
  users: "GET /v1/organizations/users",
  invites: "GET /v1/organizations/invites",
  groups: "GET /v1/organizations/rbac_groups",
  members: "GET /v1/organizations/rbac_groups/rbac_group_eng/members",
  roles: "GET /v1/organizations/rbac_roles",
  spend: "GET /v1/organizations/spend_limits/effective",
};

describe("a key of a Claude Enterprise organization", () => {
  it.each([
    ["read:members", ["users", "invites", "roles"]],
    ["read:rbac_groups", ["groups", "members"]],
    ["read:org_audit", ["users", "invites", "groups", "members", "roles"]],
    ["read:spend_limits", ["spend"]],
    ["write:members", []],
  ] as const)("a key of Claude Enterprise with the scope %s reads %j", async (scope, allowed) => {
    const { call } = await start(scope);
    expect((await call("GET /v1/organizations/me")).status).toBe(200);
    for (const [name, what] of Object.entries(reads)) {
      expect((await call(what)).status, name).toBe((allowed as readonly string[]).includes(name) ? 200 : 403);
    }
  });

  it("writes with its own scopes, and names both in the error", async () => {
    const { call } = await start("read:rbac_groups", "read:members");
    const error = errorOf(await call("POST /v1/organizations/rbac_groups", { name: "x" }));
    expect(error).toEqual({
      status: 403,
      type: "permission_error",
      code: undefined,
      message:
        "This key has the scopes read:rbac_groups, read:members. This endpoint requires write:rbac_groups",
    });
    const none = await start();
    expect(errorOf(await none.call(reads.users)).message).toBe(
      "This key has no scopes. This endpoint requires read:members or read:org_audit",
    );
  });

  it("a key of Claude Enterprise needs write:rbac_groups for the role `managed` and for groups of invitations", async () => {
    const { call } = await start("write:members");
    const invite = (more: object) =>
      call("POST /v1/organizations/invites", { email: "new@example.com", role: "user", ...more });
    expect((await invite({ role: "managed" })).status).toBe(403);
    expect((await invite({ rbac_group_ids: ["rbac_group_eng"] })).status).toBe(403);
    expect((await call("POST /v1/organizations/users/user_eva", { role: "managed" })).status).toBe(403);
    expect((await call("POST /v1/organizations/users/user_eva", { role: "user" })).status).toBe(200);
    expect((await invite({ rbac_group_ids: [] })).status).toBe(200);
    const both = await start("write:members", "write:rbac_groups");
    expect((await both.call("POST /v1/organizations/users/user_eva", { role: "managed" })).status).toBe(200);
  });

  it("keeps its scopes in a saved state", async () => {
    const { emulator } = await start("read:members");
    const second = await emulate({ saved: emulator.saved() });
    const headers = { "x-api-key": secret };
    expect((await send(second, reads.users, { headers })).status).toBe(200);
    expect((await send(second, reads.groups, { headers })).status).toBe(403);
  });

  it("a key of Claude Enterprise is added by a control route, and has no access to a Console organization", async () => {
    const emulator = await emulate();
    const body = { secret, kind: "scoped", scopes: ["read:members"] };
    expect((await control(emulator, "POST /_emulator/credentials", body)).status).toBe(200);
    expect((await send(emulator, reads.users, { headers: { "x-api-key": secret } })).status).toBe(401);
    const unknown = { ...body, secret: `${secret}2`, scopes: ["read:all"] };
    expect((await control(emulator, "POST /_emulator/credentials", unknown)).status).toBe(400);
  });
});

it.each([403, 400, 404] as const)(
  "a Claude Enterprise organization has none of the other endpoints, with status %d",
  async (status) => {
    const { emulator, call } = await startEnterprise();
    emulator.assumptions.enterpriseConsoleEndpoint = status;
    for (const path of ["workspaces", "api_keys", "rate_limits", "service_accounts", "cost_report"]) {
      expect((await call(`GET /v1/organizations/${path}`)).status, path).toBe(status);
    }
  },
);

it("an emulator of a Claude Enterprise organization has a key of its form by default", async () => {
  const settings = { organization_type: "claude_enterprise" } as const;
  const emulator = await emulate({ seed: { version: 1, settings } });
  expect(emulator.adminKey).toBe(defaultEnterpriseKey);
  expect((await send(emulator, reads.groups)).status).toBe(200);
  expect((await emulate({ saved: emulator.saved() })).adminKey).toBe(defaultEnterpriseKey);
  expect((await emulate()).adminKey).toBe(defaultAdminKey);
});
