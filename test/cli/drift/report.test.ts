import { describe, expect, it } from "vitest";
import { comparedWith, headline, ignoredLine, inOrder } from "../../../cli/drift/report.ts";
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
  it("is a sentence for one finding and for several", () => {
    expect(ignoredLine(reportWith([], { ignored: 1 }))).toBe("1 finding is ignored by rules.");
    expect(ignoredLine(reportWith([], { ignored: 2 }))).toBe("2 findings are ignored by rules.");
  });
});
