import { describe, expect, it } from "vitest";
import { reportText } from "../../../cli/drift/text.ts";
import { findingWith, reportWith } from "./findings.ts";

describe("reportText", () => {
  it("prints the findings of each category, and the resource that declares the object", () => {
    const differences = [{ property: "name", declared: "Research", actual: "Labs" }];
    const member = findingWith({
      category: "unmanaged",
      kind: "Member",
      name: "ann@example.com",
      declarations: [],
      detail: "user, added 2026-11-20",
    });
    const notes = ["A rule has expired."];
    expect(reportText(reportWith([findingWith({ differences }), member], { ignored: 1, notes }))).toBe(
      `Organization org-1 compared with the stack dev:
Drift: 1 changed. Also: 1 unmanaged.

changed (1): differs from the declaration
  Workspace  "Research" (wrkspc_1)
             name: declared Research, actual Labs  · dev: research

unmanaged (1): managed by no stack
  Member  ann@example.com
          user, added 2026-11-20

1 finding is ignored by rules.

A rule has expired.

Unmanaged objects: \`--accept\` writes an ignore rule for each of them, so that later reports have only new ones. \`npx pulumi-anthropic import\` writes a program for those that Pulumi can manage.`,
    );
  });

  it("limits the rows of a category, and repeats the headline at the end of a long report", () => {
    const lines = reportText(reportWith(Array.from({ length: 120 }, () => findingWith()))).split("\n");
    expect(lines).toContain("  ... and 20 more (--json FILE has them all)");
    expect(lines.at(-1)).toBe("Drift: 120 changed.");
  });

  it("keeps control characters of names out of the terminal", () => {
    expect(reportText(reportWith([findingWith({ detail: "a\u001b[2J\nb" })]))).not.toContain("\u001b");
  });
});
