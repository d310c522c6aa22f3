import { describe, expect, it } from "vitest";
import { type KeyList, keysCsv, keysJsonLines, keysMarkdown, keysText } from "../../../cli/keys/keyTable.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";
import { uglyName } from "../report/reports.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-20T10:30:00Z");

function key(name: string, created_at: string, more: object = {}): ApiKeyWire {
  return ApiKeyWire.parse({
    id: `apikey_01${name.length}`,
    type: "api_key",
    name,
    status: "active",
    created_at,
    scope: { type: "workspace", workspace_id: "wrkspc_01" },
    ...more,
  });
}

function list(): KeyList {
  return {
    organization: "0b5ad6ab",
    rows: [
      {
        key: key(uglyName, "2026-01-01T00:00:00Z"),
        workspace: "a|b",
        creator: { id: "user_01cy", email: undefined, left: true },
        ageDays: 323,
        lastUse: { is: "notSince", day: "2026-01-01" },
        cost: "1234.5678",
      },
      {
        key: key("new", "2026-11-01T00:00:00Z"),
        workspace: undefined,
        creator: { id: undefined, email: undefined, left: undefined },
        ageDays: 19,
        lastUse: { is: "never" },
        cost: "0",
      },
      {
        key: key("ours", "2026-11-02T00:00:00Z", { status: "inactive" }),
        workspace: "Research",
        creator: { id: "user_01ada", email: "ada@example.com", left: false },
        ageDays: 18,
        lastUse: { is: "used", day: "2026-11-19" },
        cost: "0.001",
      },
    ],
    uses: {
      source: "analytics",
      since: Date.parse("2026-01-01"),
      completeTo: Date.parse("2026-11-20T10:29:00Z"),
      days: new Map(),
    },
    costs: { currency: "USD", amounts: new Map() },
    maxAge: 90 * day,
    now,
  };
}

describe("the list of keys", () => {
  it("marks keys in the table that are too old, never used or created by someone who left", () => {
    expect(keysText(list())).toMatchInlineSnapshot(`
      "3 API keys of organization 0b5ad6ab: 1 active key older than 90 days, 1 active key of a creator who left the organization

      Key                                  ID           Status    Workspace  Age (days)  Creator           Last use              Cost, 30 days (USD)
      -----------------------------------  -----------  --------  ---------  ----------  ----------------  --------------------  -------------------
      =cmd|"x", <b>@team</b> | *[secret]*  apikey_0149  active    a|b             ! 323  user_01cy (left)  not since 2026-01-01              1234.57
      new                                  apikey_013   active    (none)             19  (unknown)         never                                   0
      ours                                 apikey_014   inactive  Research           18  ada@example.com   2026-11-19                         < 0.01

      Last use: the Analytics API, from 2026-01-01, complete up to 2026-11-20T10:29:00Z. Days are in UTC.
      Cost: the last 30 days, including today, from the Analytics API."
    `);
  });

  it("prints a Markdown table with escaped names", () => {
    expect(keysMarkdown(list())).toMatchInlineSnapshot(`
      "## 3 API keys of organization 0b5ad6ab: 1 active key older than 90 days, 1 active key of a creator who left the organization

      | Key | ID | Status | Workspace | Age (days) | Creator | Last use | Cost, 30 days (USD) |
      | --- | --- | --- | --- | ---: | --- | --- | ---: |
      | =cmd&#124;"x", &#60;b&#62;@<!-- -->team&#60;/b&#62; &#124; &#42;&#91;secret&#93;&#42; | apikey_0149 | active | a&#124;b | ! 323 | user_01cy (left) | not since 2026-01-01 | 1234.57 |
      | new | apikey_013 | active | (none) | 19 | (unknown) | never | 0 |
      | ours | apikey_014 | inactive | Research | 18 | ada@example.com | 2026-11-19 | &#60; 0.01 |

      <sub>Last use: the Analytics API, from 2026-01-01, complete up to 2026-11-20T10:29:00Z. Days are in UTC.</sub>
      <sub>Cost: the last 30 days, including today, from the Analytics API.</sub>"
    `);
  });

  it("writes no secret and no formula in CSV, and `null` for unknown values in JSON Lines", () => {
    const csv = keysCsv(list());
    expect(csv).toContain("'=cmd|");
    expect(csv.split("\r\n")[2]).toMatch(/^apikey_013,new,active,wrkspc_01,,.*,true,2026-01-01T00:00:00Z,/);
    const [first, second] = keysJsonLines(list()).split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({ tooOld: true, creatorLeft: true, neverUsed: null });
    expect(JSON.parse(second ?? "")).toMatchObject({ tooOld: false, creatorLeft: null, neverUsed: true });
    for (const text of [csv, first, keysText(list()), keysMarkdown(list())])
      expect(text).not.toContain("abcdefgh");
  });

  it("prints that no key matches", () => {
    const empty = { ...list(), rows: [] };
    expect(keysText(empty)).toBe(
      "0 API keys of organization 0b5ad6ab: 0 active keys older than 90 days\n\nNo key matches.",
    );
    expect(keysMarkdown(empty)).toContain("No key matches.");
    expect(keysJsonLines(empty)).toBe("");
  });
});
