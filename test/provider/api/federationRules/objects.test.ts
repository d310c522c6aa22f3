import type {
  FederationIssuer,
  FederationRule,
  FederationRuleWorkspace,
} from "@anthropic-ai/sdk/resources/organization/federation";
import type { WorkspaceRemoveResponse } from "@anthropic-ai/sdk/resources/organization/federation/rules";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  FederationIssuerWire,
  FederationRuleWire,
  type FederationRuleWorkspaceDeletedWire,
  type FederationRuleWorkspaceWire,
} from "../../../../provider/api/federationRules/objects.ts";

const time = "2026-10-30T23:58:27.427722Z";
const history = {
  created_at: time,
  updated_at: time,
  archived_at: null,
  created_by_actor_id: null,
  updated_by_actor_id: null,
  archived_by_actor_id: null,
};
const issuer: FederationIssuer = {
  ...history,
  id: "fdis_01",
  type: "federation_issuer",
  name: "ci",
  issuer_url: "https://ci.example.com",
  jwks: { type: "discovery", discovery_base: null },
  check_jti: true,
  max_jwt_lifetime_seconds: 3600,
  jwks_polling_disabled_at: null,
  poll_status: { consecutive_failures: 0, last_fetched_at: time, next_poll_at: null },
};
const rule: FederationRule = {
  ...history,
  id: "fdrl_01",
  type: "federation_rule",
  name: "deploy",
  description: null,
  issuer_id: "fdis_01",
  issuer_name: "ci",
  match: { claims: { ref: "main" } },
  target: { type: "service_account", service_account_id: "svac_01", service_account_name: "deployer" },
  oauth_scope: "workspace:developer",
  token_lifetime_seconds: 3600,
  applies_to_all_workspaces: false,
  workspace_ids: ["wrkspc_01"],
};

describe("the schemas of federation", () => {
  it("accept what the official SDK declares", () => {
    expectTypeOf<FederationRule>().toExtend<z.input<typeof FederationRuleWire>>();
    expectTypeOf<FederationRuleWorkspace>().toExtend<z.input<typeof FederationRuleWorkspaceWire>>();
    expectTypeOf<WorkspaceRemoveResponse>().toExtend<z.input<typeof FederationRuleWorkspaceDeletedWire>>();
    expect(FederationIssuerWire.parse(issuer)).toMatchObject({ name: "ci", archived_at: null });
    expect(FederationRuleWire.parse(rule)).toMatchObject({
      match: { claims: { ref: "main" }, subject_prefix: null, audience: null, condition: null },
      workspace_ids: ["wrkspc_01"],
    });
  });

  it("accept types of keys and targets, and fields, that are not known yet", () => {
    const jwks = { type: "spiffe", bundle_url: "https://x.example.com" };
    expect(FederationIssuerWire.parse({ ...issuer, jwks, color: "red" }).jwks).toEqual(jwks);
    const target = { type: "user", service_account_id: "svac_01" };
    expect(FederationRuleWire.parse({ ...rule, target }).target.type).toBe("user");
  });

  it.each([
    ["an issuer without `archived_at`", FederationIssuerWire, { ...issuer, archived_at: undefined }],
    ["an issuer of another type", FederationIssuerWire, { ...issuer, type: "federation_rule" }],
    ["a rule without `archived_at`", FederationRuleWire, { ...rule, archived_at: undefined }],
    ["a rule without workspaces", FederationRuleWire, { ...rule, workspace_ids: undefined }],
    ["a rule that may apply to all", FederationRuleWire, { ...rule, applies_to_all_workspaces: undefined }],
    ["a rule without conditions", FederationRuleWire, { ...rule, match: undefined }],
    ["claims that are not strings", FederationRuleWire, { ...rule, match: { claims: { run: 1 } } }],
    ["a rule without a target", FederationRuleWire, { ...rule, target: {} }],
  ])("reject %s", (_, schema, wrong) => {
    expect(schema.safeParse(wrong).success).toBe(false);
  });

  it("keep claims with unusual names", () => {
    const claims = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    const { match } = FederationRuleWire.parse({ ...rule, match: { claims } });
    expect(Object.entries(match.claims ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  it("leaves out the secret members of a key, at any depth", () => {
    const publicKey = { kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" };
    const pem = "-----BEGIN PRIVATE KEY-----hunter2";
    const keys = [{ ...publicKey, d: "hunter2", x5c: [pem], jwk: { kty: "AKP", priv: "hunter2" } }];
    const { jwks } = FederationIssuerWire.parse({ ...issuer, jwks: { type: "inline", keys } });
    expect(jwks.keys).toEqual([{ ...publicKey, x5c: ["[secret]"], jwk: { kty: "AKP" } }]);
  });
});
