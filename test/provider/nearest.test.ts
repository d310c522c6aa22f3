import { expect, test } from "vitest";
import { nearestOf } from "../../provider/nearest.ts";
import { settingNames } from "../../provider/settings/config.ts";

test("what may be meant is what is written nearly like it, also with two letters swapped", () => {
  for (const [written, meant] of [
    ["organisationId", "organizationId"],
    ["organisation_id", "organizationId"],
    ["maxarchives", "maxArchives"],
    ["emailDomain", "emailDomains"],
    ["requestPerMinute", "requestsPerMinute"],
    ["invites", "invite"],
    ["baseURL", "baseUrl"],
    ["ivnite", "invite"],
    ["allowEmtpy", "allowEmpty"],
    ["apiKey", undefined],
    ["region", undefined],
    ["", undefined],
  ] as const) {
    expect([written, nearestOf(written, settingNames)]).toEqual([written, meant]);
  }
});

test("of several it is the nearest, and a short name needs nearly all of its letters", () => {
  expect(nearestOf("names", ["nam", "name", "named"])).toBe("name");
  expect(nearestOf("nmae", ["tags", "name"])).toBe("name");
  expect(nearestOf("mean", ["tags", "name"])).toBeUndefined();
});
