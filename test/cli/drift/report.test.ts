import { describe, expect, it } from "vitest";
import { reportHtml } from "../../../cli/drift/html.ts";
import { reportMarkdown } from "../../../cli/drift/markdown.ts";
import {
  comparedWith,
  headline,
  ignoredLine,
  inOrder,
  unreadIn,
  verdictOf,
} from "../../../cli/drift/report.ts";
import { reportText } from "../../../cli/drift/text.ts";
import { findingWith, reportWith } from "./findings.ts";

describe("inOrder", () => {
  it("sorts by category, resource type, workspace and name", () => {
    const findings = [
      findingWith({ category: "pending", name: "a" }),
      findingWith({ kind: "ApiKey", name: "b", workspace: { id: "wrkspc_2", name: "Labs" } }),
      findingWith({ kind: "ApiKey", name: "a", workspace: { id: "wrkspc_1", name: "Research" } }),
      findingWith({ kind: "WorkspaceMember", name: "a" }),
      findingWith({ kind: "Member", name: "a" }),
      findingWith({ name: "b" }),
      findingWith({ name: "A" }),
    ];
    expect(inOrder(findings).map(({ category, kind, name }) => `${category} ${kind} ${name}`)).toEqual([
      "changed Workspace A",
      "changed Workspace b",
      "changed Member a",
      "changed WorkspaceMember a",
      "changed ApiKey b",
      "changed ApiKey a",
      "pending Workspace a",
    ]);
  });
});

describe("headline", () => {
  it("separates the categories that count as drift from the others", () => {
    const findings = [findingWith(), findingWith(), findingWith({ category: "pending" })];
    expect(headline(reportWith(findings))).toBe("Drift: 2 changed. Also: 1 pending.");
    expect(headline(reportWith(findings.slice(2)))).toBe("No drift. Also: 1 pending.");
    expect(headline(reportWith([]))).toBe("No drift.");
    expect(headline(reportWith([], { incomplete: true }))).toBe("No drift in what was compared.");
  });
});

describe("an object that was not checked", () => {
  const finding = findingWith({ category: "not-checked", kind: "SpendLimit" });
  const unread = [
    { family: "spendLimits", objects: "spend limits", because: "organization", reason: "it is new" },
    { family: "rateLimits", objects: "rate limits", because: "credential", reason: "it may not" },
  ] as const;
  const failOn = ["changed", "not-checked"] as const;
  const report = (...findings: (typeof finding)[]) =>
    reportWith(findings, {
      failOn: [...failOn],
      drift: findings.length > 0,
      incomplete: true,
      unread: [...unread],
    });

  it("an object that was not checked is neither reported as drift nor as free of drift", () => {
    expect(headline(report(finding))).toBe("No drift in what was compared. Not checked: 1.");
    expect(verdictOf(report(finding))).toBe("Not checked");
    expect(headline(report(finding, findingWith()))).toBe("Drift: 1 changed. Not checked: 1.");
    expect(verdictOf(report(finding, findingWith()))).toBe("Drift");
    expect(verdictOf(reportWith([finding]))).toBe("No drift");
  });

  it("says what was not read, and what the organization does not have only if it is declared", () => {
    const lines = [
      "Not read: spend limits, because it is new.",
      "Not read: rate limits, because it may not.",
    ];
    expect(unreadIn(report(finding))).toEqual(lines);
    expect(unreadIn(report())).toEqual(lines.slice(1));
    for (const text of [reportText(report(finding)), reportMarkdown(report(finding))]) {
      expect(text).toContain(lines[0]);
      expect(text).toContain("Not checked");
    }
    const html = reportHtml(report(finding), {
      workspaces: { columns: [], rows: [], others: 0 },
      groups: undefined,
    });
    expect(html).toContain('<h1 class="drift">Not checked</h1>');
    expect(html).toContain(lines[0]);
  });
});

describe("comparedWith", () => {
  it("names the stacks and the snapshot", () => {
    expect(comparedWith(reportWith([]))).toBe("Organization org-1 compared with the stack dev");
    expect(comparedWith(reportWith([], { stacks: ["a", "b"], since: "before.json" }))).toBe(
      "Organization org-1 compared with the stacks a, b and the snapshot before.json",
    );
    expect(comparedWith(reportWith([], { stacks: [], since: "before.json" }))).toBe(
      "Organization org-1 compared with the snapshot before.json",
    );
  });
});

describe("ignoredLine", () => {
  it("the sentence about ignored findings has the singular for one of them", () => {
    expect(ignoredLine(reportWith([], { ignored: 1 }))).toBe("1 finding is ignored by rules.");
    expect(ignoredLine(reportWith([], { ignored: 2 }))).toBe("2 findings are ignored by rules.");
  });
});
