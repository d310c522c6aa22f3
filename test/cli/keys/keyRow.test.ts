import { describe, expect, it } from "vitest";
import { ageInDays, creatorText, lastUseOf, lastUseText } from "../../../cli/keys/keyRow.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";

const now = Date.parse("2026-11-20T10:30:00Z");
const since = Date.parse("2026-01-01");

function created(at: string): ApiKeyWire {
  return ApiKeyWire.parse({
    id: "apikey_01",
    type: "api_key",
    name: "it",
    status: "active",
    created_at: at,
    scope: { type: "organization" },
  });
}

const uses = (days: [string, string][] = []) => ({
  source: "analytics" as const,
  since,
  completeTo: now,
  days: new Map(days),
});

describe("lastUseOf", () => {
  it("returns `never` only for a key that is not older than the reports", () => {
    expect(lastUseText(lastUseOf(created("2026-01-01T00:00:00Z"), uses()))).toBe("never");
    expect(lastUseText(lastUseOf(created("2025-12-31T23:59:59Z"), uses()))).toBe("not since 2026-01-01");
    const used = uses([["apikey_01", "2026-05-01"]]);
    expect(lastUseText(lastUseOf(created("2025-12-31T23:59:59Z"), used))).toBe("2026-05-01");
  });
});

it("the age is in whole days, and never negative", () => {
  expect(ageInDays(created("2026-11-18T10:30:01Z"), now)).toBe(1);
  expect(ageInDays(created("2026-11-21T00:00:00Z"), now)).toBe(0);
});

it("the creator is shown as an email address, or as an ID with a note", () => {
  expect([
    creatorText({ id: "user_01", email: "ada@example.com", left: false }),
    creatorText({ id: "user_01", email: undefined, left: true }),
    creatorText({ id: "svac_01", email: undefined, left: undefined }),
    creatorText({ id: undefined, email: undefined, left: undefined }),
  ]).toEqual(["ada@example.com", "user_01 (left)", "svac_01", "(unknown)"]);
});
