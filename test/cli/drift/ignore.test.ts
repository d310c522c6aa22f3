import { describe, expect, it } from "vitest";
import type { Finding } from "../../../cli/drift/finding.ts";
import { accept, applyRules, type Rule, readRules } from "../../../cli/drift/ignore.ts";
import { newWorkdir } from "../workdir.ts";

const now = new Date("2026-11-22T12:00:00Z");

const changed: Finding = {
  category: "changed",
  kind: "Workspace",
  id: "wrkspc_1",
  name: "Research",
  declarations: [{ stack: "dev", resource: "research" }],
  differences: [
    { property: "name", declared: "Research", actual: "Research 2" },
    { property: "tags.team", declared: "ml", actual: "physics" },
  ],
  detail: "",
};
const key: Finding = {
  category: "unmanaged",
  kind: "ApiKey",
  id: "apikey_1",
  name: "ci-deploy",
  workspace: { id: "wrkspc_1", name: "Research" },
  declarations: [],
  differences: [],
  detail: "",
};

function left(...rules: Omit<Rule, "reason">[]): readonly Finding[] {
  return applyRules(
    [changed, key],
    rules.map((rule) => ({ ...rule, reason: "fine" })),
    now,
  ).findings;
}

describe("rules", () => {
  it("cover what agrees with everything that they name", () => {
    expect(left({ kind: "ApiKey", name: "CI-*" })).toEqual([changed]);
    expect(left({ workspace: "Research" })).toEqual([changed]);
    expect(left({ workspace: "wrkspc_1", category: "unmanaged" })).toEqual([changed]);
    expect(left({ kind: "ApiKey", name: "ci-*", workspace: "Other" })).toEqual([changed, key]);
    expect(left({ id: "wrkspc_?" })).toEqual([key]);
  });

  it("leave out one difference, and the finding once none is left", () => {
    expect(left({ property: "tags.*" })).toEqual([
      { ...changed, differences: [changed.differences[0]] },
      key,
    ]);
    expect(left({ property: "tags.*" }, { property: "name", kind: "Workspace" })).toEqual([key]);
    expect(left({ property: "role" })).toEqual([changed, key]);
  });

  it("leave out no one who came or went for what they had or have now", () => {
    const place = { kind: "WorkspaceMembers", id: "wrkspc_1", name: "ann@example.com" } as const;
    const rest = { ...place, declarations: [], detail: "" };
    const gone: Finding = { ...rest, category: "gone", differences: [{ property: "role", declared: "x" }] };
    const stranger: Finding = {
      ...rest,
      category: "changed",
      differences: [{ property: "role", actual: "x" }],
    };
    const other: Finding = {
      ...rest,
      category: "changed",
      differences: [{ property: "role", declared: "x", actual: "y" }],
    };
    const rule = { kind: "WorkspaceMembers", property: "role", reason: "they give roles by hand" };
    expect(applyRules([gone, stranger, other], [rule], now).findings).toEqual([gone, stranger]);
  });

  it("hold as long as what is there is what was accepted", () => {
    const user = (role: string): Finding => ({
      ...key,
      kind: "Member",
      differences: [{ property: "role", actual: role }],
    });
    const rule: Rule = { category: "unmanaged", kind: "Member", actual: "user", reason: "fine" };
    expect(applyRules([user("user")], [rule], now).findings).toEqual([]);
    expect(applyRules([user("admin")], [rule], now).findings).toEqual([user("admin")]);
    // A rule for a property leaves differences out, not people.
    const about: Rule = { property: "role", reason: "fine" };
    expect(applyRules([user("admin")], [about], now).findings).toEqual([user("admin")]);
  });

  it("are not called idle where nobody looked for what they ignore", () => {
    const rule: Rule = { category: "unmanaged", kind: "Member", reason: "fine" };
    expect(applyRules([], [rule], now, ["since", "stale-key"]).notes).toEqual([]);
    expect(applyRules([], [rule], now).notes).toHaveLength(1);
  });

  it("end with their day, and say so when they are over or needed no more", () => {
    const until = (day: string): Rule => ({ kind: "ApiKey", until: day, reason: "until the audit" });
    expect(applyRules([key], [until("2026-11-22")], now)).toEqual({ findings: [], ignored: 1, notes: [] });
    expect(applyRules([key], [until("2026-11-21")], now)).toEqual({
      findings: [key],
      ignored: 0,
      notes: ["A rule has expired: until the audit (kind ApiKey, until 2026-11-21)."],
    });
    expect(applyRules([], [until("2027-01-01")], now).notes).toEqual([
      "A rule matches nothing any more and can be removed: until the audit (kind ApiKey, until 2027-01-01).",
    ]);
  });

  it("are read strictly, since a misspelled one would hide everything", async () => {
    const { io, write } = await newWorkdir();
    expect(await readRules(io, undefined)).toEqual([]);
    await expect(readRules(io, "rules.json")).rejects.toThrow(
      "cannot read the ignore rules rules.json: the file does not exist.",
    );
    const refused = async (content: unknown) => {
      await write("rules.json", content);
      return await readRules(io, "rules.json").then(
        () => "read",
        (error: Error) => error.message,
      );
    };
    expect(await refused("{")).toMatch(/^cannot read the ignore rules rules.json: it is not JSON \(/);
    expect(await refused({ version: 1, rules: [{ reason: "fine" }] })).toBe(
      "cannot use the ignore rules rules.json: `rules.0` must have at least one of category, kind, id, name, workspace and property.",
    );
    expect(await refused({ version: 1, rules: [{ kynd: "ApiKey", reason: "fine" }] })).toContain("kynd");
    expect(await refused({ version: 1, rules: [{ kind: "ApiKey" }] })).toContain("rules.0.reason");
    expect(
      await refused({ version: 1, rules: [{ kind: "ApiKey", until: "soon", reason: "fine" }] }),
    ).toContain("must be a date such as 2027-01-31");
    expect(await refused({ version: 1, rules: [{ kind: "ApiKey", reason: "fine" }] })).toBe("read");
  });

  it("that were written while the organization was read are kept when others are accepted", async () => {
    const { io, write, file } = await newWorkdir();
    const mine = { version: 1, rules: [{ kind: "Member", reason: "mine" }] };
    await write("drift.ignore.json", mine);
    expect(await accept(io, undefined, [changed, key], now)).toBe(1);
    const { rules } = JSON.parse(await file("drift.ignore.json"));
    expect(rules.map(({ reason }: Rule) => reason)).toEqual(["mine", "existed on 2026-11-22"]);
  });
});
