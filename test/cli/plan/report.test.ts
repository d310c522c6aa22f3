import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { type Action, type ActionType, actionTypeNames } from "../../../cli/plan/actions.ts";
import { redacted } from "../../../cli/plan/redact.ts";
import { type Report, reportOf, sectionsOf, summaryOf } from "../../../cli/plan/report.ts";
import { textOf } from "../../../cli/plan/text.ts";

const action = (type: ActionType, text = "it"): Action => ({ type, kind: "Member", resource: "x", text });

function report(actions: readonly Action[], more: Partial<Report> = {}): Report {
  const nothing = { refusals: [], limits: [], notes: [], otherProviders: 0, failed: false };
  return reportOf({ stack: "lab/dev", organizations: ["org-1"], actions, ...nothing, ...more });
}

it("names what cannot be undone also when it is none, and the rest when there is some", () => {
  expect(
    summaryOf(report([action("addsMember"), action("addsMember"), action("demotes")], { otherProviders: 3 })),
  ).toBe(
    "invites 0 users, archives 0 workspaces, demotes 1 user, adds 2 workspace members, changes 3 resources of other providers",
  );
});

it("says that nothing changes when nothing does, and for whom it waits", () => {
  expect(summaryOf(report([]))).toBe("changes nothing in the organization");
  expect(report([action("waitsFor")]).changes).toBe(false);
  expect(summaryOf(report([action("waitsFor"), action("recordsState")]))).toBe(
    "changes nothing in the organization, updates the state of 1 resource, waits for 1 user",
  );
});

it("puts first what cannot be undone", () => {
  const actionTypes: ActionType[] = ["adopts", "updates", "removes", "invites", "archives"];
  expect(sectionsOf(report(actionTypes.map((type) => action(type)))).map(({ type }) => type)).toEqual([
    "invites",
    "archives",
    "removes",
    "adopts",
    "updates",
  ]);
});

it("cuts long sections for a terminal, never refusals, and keeps foreign text in its line", () => {
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

it("hides addresses everywhere, and calls the same person by the same number", () => {
  const hidden = redacted(
    report([{ ...action("invites", "Ann@example.com as user"), user: { email: "ann@example.com" } }], {
      refusals: [
        {
          kind: "Member",
          resource: "bob@example.com",
          reason: "cannot invite bob@example.com, nor ann@example.com.",
        },
      ],
      notes: ["o'brien+test@example.com: left"],
    }),
  );
  expect(JSON.stringify(hidden)).not.toContain("@");
  expect(hidden.actions[0]?.text).toMatch(/^user \d as user$/);
  const number = hidden.actions[0]?.text.slice(0, 6);
  expect(hidden.refusals[0]?.reason).toContain(`nor ${number}.`);
});

it("hides what resources of people are called also where a sentence quotes them", () => {
  const hidden = redacted(
    report([{ ...action("unknown", 'Member "ann": `role` is known only then'), resource: "ann" }], {
      refusals: [
        { kind: "Member", resource: "ben", reason: "It isn't there: `eve` declares it already." },
        { reason: 'resource "urn:pulumi:dev::lab::anthropic:Member::bob" cannot be deleted' },
        { reason: "Member resource 'bob' has a problem: `email` is required" },
      ],
    }),
    new Set(["bob", "eve"]),
  );
  const text = JSON.stringify([hidden.actions, hidden.refusals]);
  expect(text).not.toMatch(/\b(ann|ben|bob|eve)\b/);
  expect(text).toContain("`role` is known only then");
  expect(text).toContain("`email` is required");
});

it("is documented field by field, and type by type", async () => {
  const page = await readFile(path.join(import.meta.dirname, "..", "..", "..", "docs", "plan.md"), "utf8");
  const missing = [...actionTypeNames, ...Object.keys(report([]))].filter(
    (name) => !page.includes(`\`${name}\``),
  );
  expect(missing).toEqual([]);
});
