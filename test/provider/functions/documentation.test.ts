import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test } from "vitest";
import { settled } from "./reader.ts";
import { busyReader, ownCost, sum } from "./reports.ts";

/** What the program of the page exports. */
interface Exports {
  total: string;
  byWorkspace: { workspaceName: string; amount: string }[];
  overBudget: string[];
  spenders: object[];
  daily: { startingAt: string }[];
  cacheHitRate: number;
  claudeCode: { date: string }[];
}

const root = path.join(import.meta.dirname, "..", "..", "..");

test("the program of docs/usage-and-cost.md reads what the page says", async () => {
  const page = await readFile(path.join(root, "docs", "usage-and-cost.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  expect(blocks).toHaveLength(6);
  const folder = await mkdtemp(path.join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "program.ts");
  await writeFile(file, blocks.join("").replace('"pulumi-anthropic"', `"${root}/provider/index.ts"`));

  const read = await busyReader();
  const program: { [Name in keyof Exports]: pulumi.Output<Exports[Name]> } = await import(
    /* @vite-ignore */ file
  );
  const value = async <Name extends keyof Exports>(name: Name): Promise<Exports[Name]> => {
    const result = await settled(program[name]);
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
  expect(await value("overBudget")).toEqual([]);
  expect(await value("spenders")).toHaveLength(5);
  const days = new Set((await value("daily")).map(({ startingAt }) => startingAt));
  expect(days.size).toBe(7);
  expect(await value("cacheHitRate")).toBeGreaterThan(0.5);
  const claudeCode = await value("claudeCode");
  expect(new Set(claudeCode.map(({ date }) => date))).toEqual(
    new Set(["2026-11-16", "2026-11-17", "2026-11-18"]),
  );
});
