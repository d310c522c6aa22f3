import { describe, expect, it } from "vitest";
import { reportMarkdown } from "../../../cli/drift/markdown.ts";
import { findingWith, reportWith } from "./findings.ts";

describe("reportMarkdown", () => {
  it("writes a table for each category", () => {
    expect(reportMarkdown(reportWith([findingWith({ detail: "archived" })], { ignored: 2 }))).toBe(
      `## Drift: org-1

Drift: 1 changed.

<sub>Organization org-1 compared with the stack dev, read 2026-11-29T10:00:00.000Z.</sub>

### changed (1)

differs from the declaration.

| Type | Object | Declared by | Finding |
| --- | --- | --- | --- |
| Workspace | "Research" (wrkspc_1) | dev: research | archived |

2 findings are ignored by rules.`,
    );
  });

  it("escapes markup, mentions and new lines in names and notes", () => {
    const name = "<b>x</b> | @acme/all\n# heading";
    const text = reportMarkdown(reportWith([findingWith({ name })], { notes: ["see @acme"] }));
    expect(text).not.toMatch(/<b>|\| @acme|\n# heading|see @acme/);
  });

  it("limits the rows of a category", () => {
    const text = reportMarkdown(reportWith(Array.from({ length: 210 }, () => findingWith())));
    expect(text).toContain("\n... and 10 more.");
  });
});
