import { expect, test } from "vitest";
import { nearestOf } from "../../provider/nearest.ts";
import { settingNames } from "../../provider/settings/config.ts";

test("nearestOf finds a similar name, including one with two swapped letters", () => {
  for (const [unknown, nearest] of [
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
    expect([unknown, nearestOf(unknown, settingNames)]).toEqual([unknown, nearest]);
  }
});

test("nearestOf prefers the most similar name, and requires more similarity of a short one", () => {
  expect(nearestOf("names", ["nam", "name", "named"])).toBe("name");
  expect(nearestOf("nmae", ["tags", "name"])).toBe("name");
  expect(nearestOf("mean", ["tags", "name"])).toBeUndefined();
});
