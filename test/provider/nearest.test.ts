import { expect, test } from "vitest";
import { nearestOf } from "../../provider/nearest.ts";
import { settingNames } from "../../provider/settings/config.ts";

test("suggests the name with the fewest differences, swapped letters included", () => {
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

test("suggests the nearest of several names, and requires more equal letters of a short name", () => {
  expect(nearestOf("names", ["nam", "name", "named"])).toBe("name");
  expect(nearestOf("nmae", ["tags", "name"])).toBe("name");
  expect(nearestOf("mean", ["tags", "name"])).toBeUndefined();
});

test("suggests an email address only if both the user and the domain are similar", () => {
  const known = ["mei.chen@example.com", "priya.nair@example.com", "bo@example.com"];
  for (const [unknown, nearest] of [
    ["ben.carter@example.com", undefined],
    ["mei.chan@example.com", "mei.chen@example.com"],
    ["priya.nair@example.org", "priya.nair@example.com"],
    ["priya.nair@elsewhere.org", undefined],
    ["bob@example.com", "bo@example.com"],
    ["al@example.com", undefined],
    ["mei.chen", undefined],
  ] as const) {
    expect([unknown, nearestOf(unknown, known)]).toEqual([unknown, nearest]);
  }
});
