import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test, vi } from "vitest";
import { now } from "../../emulator/usage/organization.ts";
import { codeBlocks } from "../../pages/follow.ts";
import { settled } from "./reader.ts";
import { busyReader, ownCost, sum } from "./reports.ts";

/** What the program of the page exports. */
interface Exports {
  total: string;
  byWorkspace: { workspaceName: string; amount: string }[];
  lastMonth: string;
  spenders: object[];
  daily: { startingAt: string; model: string | undefined; amount: string }[];
  lines: { startingAt: string; description: string; amount: string }[];
  cacheHitRate: number;
  claudeCode: { date: string }[];
}

const root = path.join(import.meta.dirname, "..", "..", "..");

async function fileOf(code: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "program.mts");
  await writeFile(file, code);
  return file;
}

test("the program in docs/usage-and-cost.md exports the values that the page describes", async () => {
  const program = codeBlocks("docs/usage-and-cost.md").rest().join("");
  const file = await fileOf(program.replaceAll('"pulumi-anthropic"', `"${root}/provider/index.ts"`));

  vi.useFakeTimers({ toFake: ["Date"], now });
  onTestFinished(() => void vi.useRealTimers());
  const read = await busyReader();
  const exported: { [Name in keyof Exports]: pulumi.Output<Exports[Name]> } = await import(
    /* @vite-ignore */ file
  );
  const value = async <Name extends keyof Exports>(name: Name): Promise<Exports[Name]> => {
    const result = await settled(exported[name]);
    if (result === "unknown") throw new Error(`${name} is unknown.`);
    return result;
  };
  const cost = ownCost(read, "2026-11-01", "2026-12-01");
  expect(await value("total")).toBe(`${cost} USD`);
  const workspaces = await value("byWorkspace");
  expect(workspaces.map(({ workspaceName }) => workspaceName).toSorted()).toEqual([
    "Default",
    "Team 0",
    "Team 1",
    "Team 2",
  ]);
  expect(sum(workspaces.map(({ amount }) => amount))).toBe(cost);
  expect(await value("lastMonth")).toBe(ownCost(read, "2026-10-01", "2026-11-01"));
  expect(await value("spenders")).toHaveLength(5);
  const week = ownCost(read, "2026-11-09", "2026-11-16");
  const daily = await value("daily");
  expect(new Set(daily.map(({ startingAt }) => startingAt)).size).toBe(7);
  expect(new Set(daily.map(({ startingAt, model }) => `${startingAt} ${model}`)).size).toBe(daily.length);
  expect(sum(daily.map(({ amount }) => amount))).toBe(week);
  const lines = await value("lines");
  expect(new Set(lines.map((row) => `${row.startingAt} ${row.description}`)).size).toBe(lines.length);
  expect(sum(lines.map(({ amount }) => amount))).toBe(week);
  expect(await value("cacheHitRate")).toBeGreaterThan(0.5);
  const claudeCode = await value("claudeCode");
  expect(new Set(claudeCode.map(({ date }) => date))).toEqual(
    new Set(["2026-11-16", "2026-11-17", "2026-11-18"]),
  );
});
