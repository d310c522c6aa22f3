import { expect, it } from "vitest";
import type { Action, ActionType } from "../../../cli/plan/actions.ts";
import { textOf } from "../../../cli/plan/text.ts";
import { report } from "./reports.ts";

const action = (type: ActionType, text = "it"): Action => ({ type, kind: "Member", resource: "x", text });

it("shortens long sections other than errors for a terminal, and keeps untrusted text on one line", () => {
  const refusals = Array.from({ length: 30 }, (_, index) => ({
    kind: "Member",
    resource: `r${index}`,
    reason: "No.",
  }));
  const shown = textOf(
    report(
      Array.from({ length: 25 }, () => action("invites", "a\u001b[2J\nb\u202e")),
      { refusals },
    ),
  );
  expect(shown).toContain("  a [2J b   [x]\n");
  expect(shown).toContain("  ... and 5 more (--json FILE has them all)");
  expect(shown).toContain("  r29: No.");
});

it("breaks a long summary after a comma", () => {
  const types: ActionType[] = ["invites", "adopts", "creates", "archives", "removes", "demotes", "promotes"];
  const [, first = "", second = ""] = textOf(report(types.map((type) => action(type)))).split("\n");
  expect(first.length).toBeLessThanOrEqual(100);
  expect(first).toMatch(/,$/);
  expect(second).toBe("  demotes 1 user, promotes 1 user");
});
