import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReportName } from "../../../../cli/report/query.ts";
import { runSync, type SyncOptions } from "../../../../cli/report/sync/runSync.ts";
import type { Emulator } from "../../../../emulator/index.ts";
import type { Workdir } from "../../workdir.ts";
import type { Row } from "../reports.ts";

/** A month and a half by day: two ranges. All of it is final at `now`. */
export const autumn = { since: "2026-09-15", until: "2026-11-01", by: ["day", "workspace"] } as const;

/** Runs a sync, and returns its progress. */
export async function sync(
  { io, progress }: Workdir,
  name: ReportName,
  options: SyncOptions,
): Promise<readonly string[]> {
  progress.splice(0);
  await runSync(io, name, options);
  return progress;
}

/** The content of a file. Undefined if it does not exist. */
export function contentOf({ io: { cwd } }: Workdir, name: string): string | undefined {
  return readdirSync(cwd).includes(name) ? readFileSync(join(cwd, name), "utf8") : undefined;
}

/** The names in the folder beside a file, or undefined if there is none. */
export function besides({ io: { cwd } }: Workdir, name: string): string[] | undefined {
  return readdirSync(cwd).includes(`${name}.sync`) ? readdirSync(join(cwd, `${name}.sync`)) : undefined;
}

/** The rows of a CSV or JSON Lines file. Throws an error if the file is not valid. */
export function rowsIn(content: string): Row[] {
  if (content === "" || content.startsWith("{")) {
    return content.split("\n").flatMap((line, index, { length }): Row[] => {
      if (index === length - 1 && line === "") return [];
      return [JSON.parse(line)];
    });
  }
  if (!content.endsWith("\r\n")) throw new Error("The last line of the CSV is torn.");
  const [header = "", ...lines] = content.slice(0, -2).split("\r\n");
  const keys = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    if (cells.length !== keys.length) throw new Error(`A line of the CSV is torn: ${line}`);
    return Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? ""]));
  });
}

/** The days or hours of rows, each once. */
export function timesIn(content: string): unknown[] {
  return [...new Set(rowsIn(content).map((row) => row["startingAt"]))];
}

/** Acts as soon as a path is requested, for example before its slow response. */
export async function whenRequested(emulator: Emulator, path: string, act: () => void): Promise<void> {
  while (!emulator.requests.some((request) => request.path === path)) await sleep(5);
  act();
}
