import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { KeyScope } from "../../../emulator/index.ts";
import { ApiError } from "../../../provider/api/apiError.ts";
import { resolveCredential } from "../../../provider/api/credentials.ts";
import { startEnterprise } from "../../emulator/routes/rbacSetup.ts";
import { tokenEnv } from "../harness/organization.ts";
import { clientOf, emulate } from "./setup.ts";

const secret = "sk-ant-api01-scoped";

/** A client with a key of a Claude Enterprise organization that has these scopes. */
async function start(...scopes: KeyScope[]) {
  const { emulator, organization } = await startEnterprise();
  organization.credentials.add({ secret, kind: "scoped", scopes });
  const { client } = clientOf(emulator, {
    credential: () => resolveCredential({ env: { ANTHROPIC_ADMIN_KEY: secret } }),
  });
  const failure = async (method: "GET" | "POST", path: string, body?: object) => {
    const request = client.request({
      method,
      path: `/v1/organizations/${path}`,
      ...(body === undefined ? {} : { body }),
      schema: z.looseObject({}),
      doing: "do it",
    });
    return await request.then(
      () => undefined,
      (error: unknown) => (error instanceof ApiError ? error.message : String(error)),
    );
  };
  return { emulator, failure, organization };
}

const needs = (scope: string, them = "it") =>
  `The key from ANTHROPIC_ADMIN_KEY is valid, but this needs the ${scope}. Use a key with ${them}, which an owner creates in the organization settings of Claude.`;

describe("a rejected request for RBAC groups with an OAuth token", () => {
  it("says which organizations have groups, instead of recommending an Admin API key", async () => {
    const emulator = await emulate();
    const { client } = clientOf(emulator, {
      credential: () => resolveCredential({ env: tokenEnv(emulator) }),
    });
    const request = client.request({
      method: "GET",
      path: "/v1/organizations/rbac_groups",
      schema: z.looseObject({}),
      doing: "list the groups",
    });
    await expect(request).rejects.toThrow(
      /Only Claude Enterprise organizations have RBAC groups and roles\. Use a key of one \(sk-ant-api01-\.\.\.\)/,
    );
    await expect(request).rejects.not.toThrow("Admin API key of this organization");
  });
});

describe("a rejected request with a key of a Claude Enterprise organization", () => {
  it.each([
    ["GET", "users", undefined, "scope `read:members` or `read:org_audit`"],
    ["GET", "rbac_groups", undefined, "scope `read:rbac_groups` or `read:org_audit`"],
    ["GET", "rbac_groups/rbac_group_eng/members", undefined, "scope `read:rbac_groups` or `read:org_audit`"],
    ["POST", "rbac_groups", { name: "x" }, "scope `write:rbac_groups`"],
    ["GET", "rbac_roles", undefined, "scope `read:members` or `read:org_audit`"],
    ["GET", "spend_limits/effective", undefined, "scope `read:spend_limits`"],
    ["POST", "users/user_eva", { role: "user" }, "scope `write:members`"],
  ] as const)("names the scope that is missing: %s %s", async (method, path, body, scope) => {
    const { failure } = await start();
    expect(await failure(method, path, body)).toContain(needs(scope));
  });

  it("names both scopes if the request assigns groups", async () => {
    const { failure } = await start("write:members");
    const both = needs("scopes `write:members` and `write:rbac_groups`", "them");
    expect(await failure("POST", "users/user_eva", { role: "managed" })).toContain(both);
    const invite = { email: "new@example.com", role: "user", rbac_group_ids: ["rbac_group_eng"] };
    expect(await failure("POST", "invites", invite)).toContain(both);
  });

  it.each([403, 400, 404] as const)(
    "says that the organization has no such endpoint (%d)",
    async (status) => {
      const { emulator, failure } = await start("read:members");
      emulator.assumptions.enterpriseConsoleEndpoint = status;
      const message = await failure("GET", "workspaces");
      expect(message).toContain(
        "The key from ANTHROPIC_ADMIN_KEY belongs to a Claude Enterprise organization, which does not have this endpoint. Use an Admin API key (sk-ant-admin01-...) of a Console organization for it.",
      );
      expect(message).not.toContain(secret);
    },
  );

  it("says where a revoked key came from", async () => {
    const { failure, organization } = await start();
    organization.credentials.revoke(secret);
    expect(await failure("GET", "users")).toContain(
      "The key came from ANTHROPIC_ADMIN_KEY: check that it is a current key of this Claude Enterprise organization",
    );
  });
});
