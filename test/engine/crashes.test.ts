import { expect, inject, test } from "vitest";
import { crash, type Kill } from "../../tools/crashes/crash.ts";

test("the next `up` completes one that was killed at a random moment, and creates or removes nothing twice", async () => {
  const kills: Kill[] = [];
  await crash({ seed: 3, kills: 3, engine: inject("engine"), report: (kill) => kills.push(kill) });
  expect(kills.flatMap(({ breaches }) => breaches)).toEqual([]);
  expect(kills.map(({ victim }) => victim).sort()).toEqual(["both", "the CLI alone", "the provider alone"]);
}, 600_000);
