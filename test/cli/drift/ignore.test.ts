import { describe, expect, it } from "vitest";
import type { Finding } from "../../../cli/drift/finding.ts";
import { applyRules, type Rule, readRules } from "../../../cli/drift/ignore.ts";
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

describe("applyRules", () => {
  it("leaves out findings that match every property of a rule", () => {
    expect(left({ kind: "ApiKey", name: "CI-*" })).toEqual([changed]);
    expect(left({ workspace: "Research" })).toEqual([changed]);
    expect(left({ workspace: "wrkspc_1", category: "unmanaged" })).toEqual([changed]);
    expect(left({ kind: "ApiKey", name: "ci-*", workspace: "Other" })).toEqual([changed, key]);
    expect(left({ id: "wrkspc_?" })).toEqual([key]);
  });

  it("leaves out one difference, and the finding once none is left", () => {
    expect(left({ property: "tags.*" })).toEqual([
      { ...changed, differences: [changed.differences[0]] },
      key,
    ]);
    expect(left({ property: "tags.*" }, { property: "name", kind: "Workspace" })).toEqual([key]);
    expect(left({ property: "role" })).toEqual([changed, key]);
  });

  it("does not apply a rule for a role to a member who was added or removed", () => {
    const membership = { kind: "WorkspaceMembers", id: "wrkspc_1", name: "ann@example.com" } as const;
    const rest = { ...membership, declarations: [], detail: "" };
    const gone: Finding = {
      ...rest,
      category: "removed",
      differences: [{ property: "role", declared: "x" }],
    };
    const undeclared: Finding = {
      ...rest,
      category: "changed",
      differences: [{ property: "role", actual: "x" }],
    };
    const other: Finding = {
      ...rest,
      category: "changed",
      differences: [{ property: "role", declared: "x", actual: "y" }],
    };
    const rule = { kind: "WorkspaceMembers", property: "role", reason: "roles are changed in the Console" };
    expect(applyRules([gone, undeclared, other], [rule], now).findings).toEqual([gone, undeclared]);
  });

  it("a rule with `actual` matches as long as the role is the accepted one", () => {
    const user = (role: string): Finding => ({
      ...key,
      kind: "Member",
      differences: [{ property: "role", actual: role }],
    });
    const rule: Rule = { category: "unmanaged", kind: "Member", actual: "user", reason: "fine" };
    expect(applyRules([user("user")], [rule], now).findings).toEqual([]);
    expect(applyRules([user("admin")], [rule], now).findings).toEqual([user("admin")]);
    // A rule for a property ignores differences, not users.
    const about: Rule = { property: "role", reason: "fine" };
    expect(applyRules([user("admin")], [about], now).findings).toEqual([user("admin")]);
  });

  it("a rule with an object as `actual` matches as long as each of its properties has the accepted value", () => {
    const ofScope = (oauthScope: string, repository = "acme/app"): Finding => ({
      ...key,
      kind: "FederationRule",
      differences: [
        { property: "oauthScope", actual: oauthScope },
        { property: "match", actual: { claims: { repository } } },
      ],
    });
    const actual = { oauthScope: "org:admin", match: { claims: { repository: "acme/app" } } };
    const rule: Rule = { category: "unmanaged", kind: "FederationRule", actual, reason: "fine" };
    expect(applyRules([ofScope("org:admin")], [rule], now)).toMatchObject({ findings: [], ignored: 1 });
    const [wider, other] = [ofScope("workspace:developer"), ofScope("org:admin", "evil/app")];
    expect(applyRules([wider, other], [rule], now)).toMatchObject({
      findings: [wider, other],
      notes: [
        `An ignore rule no longer matches anything and can be removed: fine (category unmanaged, kind FederationRule, actual ${JSON.stringify(actual)}).`,
      ],
    });
  });

  it("adds no note about a rule whose category was not compared", () => {
    const rule: Rule = { category: "unmanaged", kind: "Member", reason: "fine" };
    expect(applyRules([], [rule], now, ["since", "stale-key"]).notes).toEqual([]);
    expect(applyRules([], [rule], now).notes).toHaveLength(1);
  });

  it("a rule matches until its last day, and a note says which rules have expired or match nothing", () => {
    const until = (day: string): Rule => ({ kind: "ApiKey", until: day, reason: "until the audit" });
    expect(applyRules([key], [until("2026-11-22")], now)).toEqual({ findings: [], ignored: 1, notes: [] });
    expect(applyRules([key], [until("2026-11-21")], now)).toEqual({
      findings: [key],
      ignored: 0,
      notes: ["An ignore rule has expired: until the audit (kind ApiKey, until 2026-11-21)."],
    });
    expect(applyRules([], [until("2027-01-01")], now).notes).toEqual([
      "An ignore rule no longer matches anything and can be removed: until the audit (kind ApiKey, until 2027-01-01).",
    ]);
  });
});

describe("readRules", () => {
  it("rejects files that are missing, malformed or have unknown properties", async () => {
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
});
