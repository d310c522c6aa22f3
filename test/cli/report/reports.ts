import { queryOf, type ReportName } from "../../../cli/report/query.ts";
import type { Report } from "../../../cli/report/report.ts";
import { type Rows, rowsOf } from "../../../cli/report/rows.ts";
import { type ReportOptions, runReport } from "../../../cli/report/runReport.ts";
import type { Emulator } from "../../../emulator/index.ts";
import { busySeed, now } from "../../emulator/usage/organization.ts";
import type { ReaderOptions } from "../../provider/functions/reader.ts";
import { sum, units } from "../../provider/functions/reports.ts";
import { workdirOf } from "../workdir.ts";

/** A working directory with the key of an organization with a year of usage. */
export function busyWorkdir(options: ReaderOptions = {}) {
  return workdirOf({ now, seed: busySeed(), ...options });
}

/** A line of JSON Lines. */
export type Row = Record<string, string | number | null>;
type Workdir = Awaited<ReturnType<typeof busyWorkdir>>;

/** A week with usage. */
export const week = { since: "2026-11-02", until: "2026-11-09" } as const;

/** The rows of a report, from its JSON Lines. */
export async function readRows(
  { io, written }: Workdir,
  name: ReportName,
  options: Partial<ReportOptions>,
): Promise<Row[]> {
  await runReport(io, name, { ...options, format: "jsonl" });
  return written
    .splice(0)
    .join("")
    .trimEnd()
    .split("\n")
    .map((line): Row => JSON.parse(line));
}

/** The exact sum of amounts. */
export function costSum(rows: readonly Row[], key = "amount"): string {
  return sum(rows.map((row) => String(row[key])));
}

/** The cost that the emulator itself computes, in currency units. */
export function ownCost(emulator: Emulator, from: string, to: string): string {
  return units(emulator.organization().cost(new Date(from), new Date(to)));
}

/** The paths of the requests since the last call. */
export function paths(emulator: Emulator): string[] {
  const all = emulator.requests.map(({ path }) => path.replace("/v1/organizations/", ""));
  emulator.clearRequests();
  return all;
}

/** Names that mean something in each of the formats. */
export const uglyName = `=cmd|"x", <b>@team</b> \u202e| *sk-ant-api03-abcdefgh*`;

const day = { startingAt: "2026-11-01T00:00:00Z", endingAt: "2026-11-02T00:00:00Z" };
const span = { from: Date.parse("2026-11-01"), to: Date.parse("2026-11-03") };

const names = {
  workspace: (id: string | undefined) =>
    id === "wrkspc_1" ? uglyName : id === "wrkspc_2" ? "Beta" : "Alpha",
  apiKey: () => undefined,
  userEmail: () => undefined,
  userName: () => undefined,
};

/** A small report of the cost by day and workspace. */
export function smallReport(): Report {
  const query = queryOf("cost", { by: ["workspace", "day"] });
  const entry = (workspaceId: string | undefined, amount: string, listAmount: string) => ({
    ...day,
    workspaceId,
    currency: "USD",
    values: { amount, listAmount },
  });
  const entries = [
    entry("wrkspc_2", "0.1", "0.1"),
    entry("wrkspc_3", "0.3", "0.3"),
    entry("wrkspc_1", "1234567.000000000000000001", "1234567.5"),
    entry("wrkspc_2", "0.2", "0.2"),
    { ...entry(undefined, "-5", "0"), startingAt: day.endingAt, endingAt: "2026-11-03T00:00:00Z" },
  ];
  return of("cost", rowsOf(query, { entries, span, refreshedAt: undefined }, names));
}

/** A report without a row. */
export function emptyReport(): Report {
  return of("cost", rowsOf(queryOf("cost", {}), { entries: [], span, refreshedAt: undefined }, names));
}

function of(name: Report["name"], rows: Rows): Report {
  const refreshedAt = "2026-11-02T11:00:00.123Z";
  return { name, source: "analytics", organization: "0b5ad6ab", span, refreshedAt, ...rows };
}
