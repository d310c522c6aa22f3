import { expect, it } from "vitest";
import type { Action } from "../../../cli/plan/actions.ts";
import { markdownOf } from "../../../cli/plan/markdown.ts";
import { report } from "./reports.ts";

const invites = (text: string): Action => ({ type: "invites", kind: "Member", resource: "x", text });

it("writes a summary in one line, and folds the details", () => {
  expect(markdownOf(report([invites("ann@example.com as user")]))).toBe(
    [
      "**`pulumi up` of `lab/dev`** invites 1 user, archives 0 workspaces",
      "",
      "<details>",
      "<summary>Details</summary>",
      "",
      "**Invite** (1)",
      "",
      "- `ann@example.com as user` (`x`)",
      "",
      "</details>",
      "",
      "<sub>Simulated on a copy of organization `org-1`; the organization was only read.</sub>",
      "",
    ].join("\n"),
  );
});

it("writes no details without actions", () => {
  expect(markdownOf(report([]))).not.toContain("<details>");
});

it("keeps untrusted text inside of code spans", () => {
  const foul = "x` @octo/team </details><img src=x> [a](javascript:b) **c** ``` | ~~d~~ &lt;\n\n# e";
  const shown = markdownOf(
    report([{ ...invites(foul), resource: foul }], {
      stack: foul,
      organizations: [foul],
      refusals: [{ kind: "Member", resource: foul, reason: foul }, { reason: foul }],
      limits: [{ limit: "invitations", count: 1, maximum: 0, from: "option", reason: foul }],
      notes: [foul],
    }),
  );
  // A code span ends at a fence of exactly the length of the fence at its start.
  const bare = shown.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
  expect(bare).not.toMatch(/octo|img|javascript|~~|# e/);
});

it("a comment stays below the size limit in any script, and counts what it omits", () => {
  const many = Array.from({ length: 5_000 }, (_, index) =>
    invites(`κάποιος.${index}@example.com as developer`),
  );
  const refusals = Array.from({ length: 500 }, () => ({
    kind: "Member",
    resource: "名前",
    reason: "ね".repeat(300),
  }));
  const shown = markdownOf(report(many, { refusals }));
  expect(Buffer.byteLength(shown)).toBeLessThan(60_000);
  expect(shown).toMatch(/\*\*Invite\*\* \(5000\)/);
  expect(shown.match(/- \.\.\. and \d+ more/g)).toHaveLength(2);
  expect(shown).toMatch(/^\*\*`pulumi up` of `lab\/dev`\*\* invites 5000 users/);
});
