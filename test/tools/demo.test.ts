import { mkdtemp, readdir } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { runDemo } from "../../tools/demo/run.ts";
import { newScreen } from "../../tools/demo/screen.ts";
import { DemoError, setUpDemo } from "../../tools/demo/setUp.ts";

async function newDemo() {
  const engine = inject("engine");
  const temporary = await mkdtemp(path.join(engine.home, "demo-"));
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  let text = "";
  const screen = newScreen((more) => {
    text += more;
  }, false);
  const pulumi = { command: engine.command, directory: path.dirname(engine.command), version: "" };
  const demo = await setUpDemo(screen, pulumi, engine.modules, engine.quick);
  onTestFinished(() => demo.close());
  return { demo, text: () => text, left: () => readdir(temporary) };
}

test("every check of the demo passes, and the demo removes all its files", {
  timeout: 600_000,
}, async () => {
  const { demo, text, left } = await newDemo();
  await runDemo(demo, "3.276.0");
  expect(text()).toContain("Every check passed.");
  expect(text().match(/^ ?\d+ {2}\S/gm)).toHaveLength(14);
  expect(text()).not.toContain("\u001b");
  expect(await left()).toHaveLength(1);
  await demo.close();
  expect(await left()).toEqual([]);
});

test("a failed check and an unexpected exit code end the demo", async () => {
  const { demo, text } = await newDemo();
  expect(() => demo.check("The moon is made of cheese.", false)).toThrow(DemoError);
  expect(text()).toContain("✗ The moon is made of cheese.");
  const refused = demo.pulumi("config get nothing");
  await expect(refused).rejects.toThrow(/^expected exit code 0, got \d+\.[\s\S]*'nothing' not found/);
  await expect(refused).rejects.toThrow(DemoError);
});
