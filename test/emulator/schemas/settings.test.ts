import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../emulator/schemas/settings.ts";
import { check } from "../../../emulator/validation.ts";

const rule = {
  id: "fdrl_01a",
  issuer_url: "https://ci.example.com",
  match: { subject_prefix: "repo:acme/*" },
  service_account_id: "svac_01a",
};

describe("settingsSchema", () => {
  it("accepts every setting, and none", () => {
    expect(check(settingsSchema, {})).toEqual({});
    const settings = {
      member_limit: 10,
      allowed_email_domains: [],
      parent_organization: { compliance_state: "enabled" },
      user_profiles: [{ id: "uprof_01a", active: false }],
      workspace_policy: { allowed_external_key_ids: ["ekey_01a"], external_key_required: true },
      federation_rules: [{ ...rule, token_lifetime_seconds: 60, workspace_ids: ["wrkspc_01a"] }],
    };
    expect(check(settingsSchema, settings)).toEqual(settings);
  });

  it.each([
    ["member_limit: Input should be greater than or equal to 0", { member_limit: -1 }],
    ["members: Extra inputs are not permitted", { members: 3 }],
    [
      "federation_rules[0].match: at least one of subject_prefix and claims is required",
      { federation_rules: [{ ...rule, match: { audience: "a" } }] },
    ],
    [
      "federation_rules[0].token_lifetime_seconds: Input should be greater than or equal to 60",
      { federation_rules: [{ ...rule, token_lifetime_seconds: 59 }] },
    ],
    ["federation_rules[0].id: String should match", { federation_rules: [{ ...rule, id: "main" }] }],
  ])("rejects an invalid setting: %s", (message, settings) => {
    expect(() => check(settingsSchema, settings)).toThrow(message);
  });
});
