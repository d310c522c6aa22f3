import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import type { Seed } from "../../emulator/index.ts";

const now = new Date("2026-06-01T00:00:00Z");
const base: Seed = {
  version: 1,
  workspaces: [{ id: "wrkspc_lab", name: "Lab" }],
  service_accounts: [{ id: "svac_ci", name: "ci" }],
  federation_issuers: [{ id: "fdis_ci", issuer_url: "https://ci.example.com/x" }],
};
const rule = {
  name: "deploy",
  issuer_id: "ci-example-com",
  match: { subject_prefix: "job:*" },
  target: { service_account_id: "ci" },
};

describe("the federation of a seed", () => {
  it("the federation of a seed gets defaults, and IDs instead of names", () => {
    const rules = [
      rule,
      { ...rule, name: "lab", workspace_ids: ["Lab", "Default", "Lab"] },
      { ...rule, name: "all", applies_to_all_workspaces: true },
      { ...rule, name: "old", archived_at: "2026-01-02T00:00:00Z" },
    ];
    const seed = fullSeed({ ...base, federation_rules: rules } satisfies Seed, now);
    const present = "2026-06-01T00:00:00.000000Z";
    expect(seed.federation_issuers).toEqual([
      {
        id: "fdis_ci",
        type: "federation_issuer",
        name: "ci-example-com",
        issuer_url: "https://ci.example.com/x",
        jwks: { type: "discovery" },
        check_jti: true,
        max_jwt_lifetime_seconds: 3600,
        jwks_polling_disabled_at: null,
        poll_status: null,
        created_at: present,
        updated_at: present,
        archived_at: null,
        created_by_actor_id: null,
        updated_by_actor_id: null,
        archived_by_actor_id: null,
      },
    ]);
    const shared = { issuer_id: "fdis_ci", target: { service_account_id: "svac_ci" } };
    const ofDefault = seed.default_workspace.id;
    expect(seed.federation_rules).toMatchObject([
      {
        ...shared,
        id: expect.stringMatching(/^fdrl_01/),
        name: "deploy",
        oauth_scope: "workspace:developer",
        token_lifetime_seconds: 3600,
        applies_to_all_workspaces: false,
        workspace_ids: [ofDefault],
      },
      { ...shared, name: "lab", workspace_ids: ["wrkspc_lab", ofDefault] },
      { ...shared, name: "all", applies_to_all_workspaces: true, workspace_ids: [] },
      { ...shared, name: "old", workspace_ids: [], updated_at: "2026-01-02T00:00:00Z" },
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  const issuer = { issuer_url: "https://ci.example.com" };
  it.each([
    [{ federation_issuers: [issuer, issuer] }, "federation_issuers[1].name"],
    [{ federation_issuers: [{ issuer_url: "http://ci.example.com" }] }, "url must use https scheme"],
    [
      { federation_issuers: [{ ...issuer, jwks: { type: "inline", keys: [{ kty: "RSA", d: "secret" }] } }] },
      "federation_issuers[0].jwks.keys[0].d: Only public keys are accepted",
    ],
    [{ federation_rules: [rule, rule] }, "federation_rules[1].name"],
    [{ federation_rules: [{ ...rule, issuer_id: "none" }] }, "There is no federation issuer 'none'"],
    [
      { federation_rules: [{ ...rule, target: { service_account_id: "none" } }] },
      "federation_rules[0].target.service_account_id: There is no service account 'none'",
    ],
    [{ federation_rules: [{ ...rule, workspace_ids: ["none"] }] }, "federation_rules[0].workspace_ids[0]"],
    [{ federation_rules: [{ ...rule, match: { audience: "a" } }] }, "federation_rules[0].match"],
    [
      { federation_rules: [{ ...rule, archived_at: "2026-01-02T00:00:00Z", workspace_ids: ["Lab"] }] },
      "An archived rule has no workspaces",
    ],
  ])("the federation of a seed is rejected: %j", (more, message) => {
    expect(() => fullSeed({ ...base, ...more }, now)).toThrow(message);
  });
});
