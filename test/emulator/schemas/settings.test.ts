import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../emulator/schemas/settings.ts";
import { check } from "../../../emulator/validation.ts";

describe("settingsSchema", () => {
  it("accepts every setting, and none", () => {
    expect(check(settingsSchema, {})).toEqual({});
    const settings = {
      member_limit: 10,
      allowed_email_domains: [],
      parent_organization: { compliance_state: "enabled" },
      user_profiles: [{ id: "uprof_01a", active: false }],
      workspace_policy: { allowed_external_key_ids: ["ekey_01a"], external_key_required: true },
    };
    expect(check(settingsSchema, settings)).toEqual(settings);
  });

  it.each([
    ["member_limit: Input should be greater than or equal to 0", { member_limit: -1 }],
    ["members: Extra inputs are not permitted", { members: 3 }],
  ])("rejects an invalid setting: %s", (message, settings) => {
    expect(() => check(settingsSchema, settings)).toThrow(message);
  });
});
