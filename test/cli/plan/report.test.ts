import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { type Action, type ActionType, actionTypeNames } from "../../../cli/plan/actions.ts";
import { sectionsOf, summaryOf } from "../../../cli/plan/report.ts";
import { report } from "./reports.ts";

const action = (type: ActionType, text = "it"): Action => ({ type, kind: "Member", resource: "x", text });

it("counts actions that cannot be undone even if there are none, and other actions only if there are any", () => {
  expect(
    summaryOf(report([action("addsMember"), action("addsMember"), action("demotes")], { otherProviders: 3 })),
  ).toBe(
    "invites 0 users, archives 0 workspaces, demotes 1 user, adds 2 workspace members, changes 3 resources of other providers",
  );
});

it("summarizes a run without changes, with the users for whom it waits", () => {
  expect(summaryOf(report([]))).toBe("changes nothing in the organization");
  expect(report([action("waitsFor")]).changes).toBe(false);
  expect(summaryOf(report([action("waitsFor"), action("recordsState")]))).toBe(
    "changes nothing in the organization, updates the state of 1 resource, waits for 1 user",
  );
});

it("lists actions that cannot be undone first", () => {
  const actionTypes: ActionType[] = ["adopts", "updates", "removes", "archivesKey", "invites", "archives"];
  expect(sectionsOf(report(actionTypes.map((type) => action(type)))).map(({ type }) => type)).toEqual([
    "invites",
    "archives",
    "archivesKey",
    "removes",
    "adopts",
    "updates",
  ]);
});

it("the documentation has each field and each action type of the report", async () => {
  const page = await readFile(path.join(import.meta.dirname, "..", "..", "..", "docs", "plan.md"), "utf8");
  const missing = [...actionTypeNames, ...Object.keys(report([]))].filter(
    (name) => !page.includes(`\`${name}\``),
  );
  expect(missing).toEqual([]);
});
