import { table } from "../tools/table.ts";
import type { Costs, Measured } from "./measure.ts";

/** What the provider uses of the 100 requests a minute that an organization has, unless told otherwise. */
const usualRate = 80;

/** Two tables: what the commands cost, and what a resource takes in the state. */
export function report(ours: Costs, nothing: Costs): string[] {
  const row = (name: string, mine: Measured, theirs: Measured) => [
    name,
    String(mine.requests),
    `${(mine.requests / usualRate).toFixed(1)} min`,
    `${mine.seconds.toFixed(1)} s`,
    `${theirs.seconds.toFixed(1)} s`,
  ];
  const commands = [
    row("up", ours.up, nothing.up),
    row("up without changes", ours.unchanged, nothing.unchanged),
    row("refresh", ours.refresh, nothing.refresh),
    row("destroy", ours.destroy, nothing.destroy),
  ];
  const headings = ["COMMAND", "REQUESTS", `AT ${usualRate} A MINUTE`, "TIME HERE", "OF DOING NOTHING"];
  const sizes = Object.entries(ours.stateBytes).map(([kind, bytes]) => [
    kind,
    String(bytes),
    String(nothing.stateBytes[kind] ?? ""),
  ]);
  return [
    ...table(headings, commands, [1, 2, 3, 4]),
    "",
    ...table(["STATE", "BYTES EACH", "OF DOING NOTHING"], sizes, [1, 2]),
  ];
}

/** Something that must hold on every machine: a count or a size, never a time. */
export interface Claim {
  text: string;
  actual: number;
  most: number;
}

export function claims({ unchanged, refresh, stateBytes }: Costs, workspaces: number): Claim[] {
  const { Workspace: bytes = Number.NaN } = stateBytes;
  return [
    { text: "requests of an `up` without changes", actual: unchanged.requests, most: 0 },
    { text: "requests of a refresh", actual: refresh.requests, most: workspaces + 2 },
    { text: "bytes of state a workspace", actual: bytes, most: 1400 },
  ];
}

export function holds({ actual, most }: Claim): boolean {
  return actual <= most;
}
