import { mkdtemp, readdir } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { play } from "../../tools/demo/play.ts";
import { newScreen } from "../../tools/demo/screen.ts";
import { NotAsSaid, setStage } from "../../tools/demo/stage.ts";

async function staged() {
  const engine = inject("engine");
  const temporary = await mkdtemp(path.join(engine.home, "demo-"));
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  let text = "";
  const screen = newScreen((more) => {
    text += more;
  }, false);
  const pulumi = { command: engine.command, directory: path.dirname(engine.command), version: "" };
  const stage = await setStage(screen, pulumi, engine.modules, engine.quick);
  onTestFinished(() => stage.strike());
  return { stage, text: () => text, left: () => readdir(temporary) };
}

test("every step of the demo does what it says, and nothing is left of it", {
  timeout: 600_000,
}, async () => {
  const { stage, text, left } = await staged();
  await play(stage, "3.276.0");
  expect(text()).toContain("Every step did what it says");
  expect(text().match(/^ ?\d+ {2}\S/gm)).toHaveLength(14);
  expect(text()).not.toContain("\u001b");
  expect(await left()).toHaveLength(1);
  await stage.strike();
  expect(await left()).toEqual([]);
});

test("what does not hold ends the demo, and so does an exit code that is not as said", async () => {
  const { stage, text } = await staged();
  expect(() => stage.holds("The moon is made of cheese.", false)).toThrow(NotAsSaid);
  expect(text()).toContain("✗ The moon is made of cheese.");
  const refused = stage.pulumi("config get nothing");
  await expect(refused).rejects.toThrow(/^Exit code 0 was expected[\s\S]*'nothing' not found/);
  await expect(refused).rejects.toThrow(NotAsSaid);
});
