import { expect, test } from "vitest";
import { queryOf } from "../../../cli/report/query.ts";
import { ReportReader } from "../../../cli/report/reportReader.ts";
import { busyWorkdir, ownCost, paths, week } from "./reports.ts";

test("one reader reads several groupings of a report, and requests the organization and each list once", async () => {
  const { io, emulator } = await busyWorkdir();
  const reader = await ReportReader.open(io, "cost", { ...week, workspace: ["Team 1"] });
  const byWorkspace = await reader.report(reader.query, await reader.read());
  const byDay = { ...reader.query, by: ["day", "workspace"] as const };
  const daily = await reader.report(byDay, await reader.read(byDay));
  expect(byWorkspace.rows).toHaveLength(1);
  expect(daily.rows).toHaveLength(7);
  expect(daily.totals).toEqual(byWorkspace.totals);
  expect(paths(emulator)).toEqual(["me", "workspaces", "analytics/cost", "analytics/cost"]);
});

test("a reader reads other periods than the one of the options", async () => {
  const { io, emulator } = await busyWorkdir();
  const reader = await ReportReader.open(io, "cost", week);
  const query = queryOf("cost", { by: ["day"] });
  const { now } = reader.period;
  const period = { from: Date.parse("2026-10-26"), until: Date.parse(week.since), now };
  const { totals } = await reader.report(query, await reader.read(query, period));
  expect(totals["amount"]).toBe(ownCost(emulator, "2026-10-26", week.since));
});
