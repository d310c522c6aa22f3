import { expect, inject, test } from "vitest";
import { crash, type Kill } from "../../tools/crashes/crash.ts";

test("an `up` that is killed at a random moment is finished by the next one: nothing twice, nothing lost", async () => {
  const kills: Kill[] = [];
  await crash({ seed: 3, kills: 3, engine: inject("engine"), told: (kill) => kills.push(kill) });
  expect(kills.flatMap(({ breaches }) => breaches)).toEqual([]);
  expect(kills.map(({ victim }) => victim).sort()).toEqual(["both", "the CLI alone", "the provider alone"]);
}, 600_000);
