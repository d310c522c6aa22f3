import { table } from "../tools/table.ts";
import type { Costs } from "./bench.ts";
import { type Command, type Cost, commands } from "./measure.ts";
import type { ProgramName } from "./programs.ts";

/** The provider's default of the 100 requests per minute that the API allows. */
const defaultRate = 80;

/** How many times the floor a command may cost, by CPU time and by wall time. */
const goals: Record<Command, number> = {
  preview: 1.1,
  up: 1.1,
  "up without changes": 1.1,
  refresh: 1.5,
  destroy: 1.1,
};

/** Three tables: times, requests, and sizes in the state. */
export function report({ ours, floor }: Record<ProgramName, Costs>): string[] {
  const times = commands.map((command) => {
    const [mine, theirs] = [ours.commands[command], floor.commands[command]];
    const columns = (value: (cost: Cost) => number) => [
      seconds(median(mine.map(value))),
      seconds(median(theirs.map(value))),
      ratio(mine.map(value), theirs.map(value)).toFixed(2),
    ];
    return [command, ...columns(cpu), ...columns(wall), String(goals[command])];
  });
  const requests = commands.map((command) => {
    const count = median(ours.commands[command].map((cost) => cost.requests));
    return [command, String(count), `${(count / defaultRate).toFixed(1)} min`];
  });
  const sizes = Object.entries(ours.stateBytes).map(([type, bytes]) => [
    type,
    String(bytes),
    String(floor.stateBytes[type] ?? ""),
  ]);
  return [
    ...table(
      ["COMMAND", "CPU TIME", "FLOOR", "RATIO", "WALL TIME", "FLOOR", "RATIO", "GOAL"],
      times,
      [1, 2, 3, 4, 5, 6, 7],
    ),
    "",
    ...table(["COMMAND", "REQUESTS", `AT ${defaultRate} PER MINUTE`], requests, [1, 2]),
    "",
    ...table(["STATE", "BYTES EACH", "FLOOR"], sizes, [1, 2]),
  ];
}

/** Something that must hold. */
export interface Claim {
  text: string;
  actual: number;
  most: number;
}

/** Claims about counts and sizes, which are the same on every machine. */
export function countClaims({ ours, floor }: Record<ProgramName, Costs>, workspaces: number): Claim[] {
  const { Workspace: bytes = Number.NaN } = ours.stateBytes;
  const total = ({ stateBytes }: Costs) => Object.values(stateBytes).reduce((sum, size) => sum + size, 0);
  const requests = (command: Command) => Math.max(...ours.commands[command].map((cost) => cost.requests));
  return [
    { text: "requests of a preview", actual: requests("preview"), most: 0 },
    { text: "requests of an `up` without changes", actual: requests("up without changes"), most: 0 },
    { text: "requests of a refresh", actual: requests("refresh"), most: workspaces + 2 },
    { text: "bytes of state per workspace", actual: bytes, most: 1400 },
    // A floor with a larger state would hide our time.
    {
      text: "percent of our state that the floor stores",
      actual: percent(total(floor), total(ours)),
      most: 105,
    },
  ];
}

/** Claims about times, which a busy machine can break: the ratio to the floor, rounded to two decimals. */
export function timeClaims({ ours, floor }: Record<ProgramName, Costs>): Claim[] {
  return commands.flatMap((command) =>
    (
      [
        ["CPU time", cpu],
        ["wall time", wall],
      ] as const
    ).map(([name, value]) => ({
      text: `ratio of ${command} to the floor, ${name}`,
      actual: ratio(ours.commands[command].map(value), floor.commands[command].map(value)),
      most: goals[command],
    })),
  );
}

export function holds({ actual, most }: Claim): boolean {
  return actual <= most;
}

function cpu({ cpuSeconds }: Cost): number {
  return cpuSeconds;
}

function wall({ wallSeconds }: Cost): number {
  return wallSeconds;
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 100);
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function ratio(ours: readonly number[], floor: readonly number[]): number {
  return Math.round((median(ours) / median(floor)) * 100) / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1, middle + 1) : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}
