import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("the example sets a workspace's rate limits to a tenth of the organization's, and follows when they are raised", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const overrides = () => {
    const { workspaces, workspace_rate_limits: all, rate_limits: entries } = state();
    const id = workspaces.find(({ name }) => name === "Experiments")?.id;
    return all
      .filter((one) => one.workspace_id === id)
      .flatMap(({ rate_limit_id: entry, limits }) => {
        const type = entries.find((one) => one.id === entry)?.group.type;
        return limits.map((limit) => `${type} ${limit.type} ${limit.value}`);
      })
      .toSorted();
  };
  const stack = await stackOf("examples/limits", emulator);

  await stack.up();
  expect(overrides()).toEqual([
    "batch requests_per_minute 50",
    "model_group output_tokens_per_minute 40000",
    "model_group requests_per_minute 400",
  ]);
  await stack.up(["--expect-no-changes"]);

  console.setRateLimits("claude-opus-5-5", { requests_per_minute: 10_000 });
  await stack.up();
  expect(overrides()).toContain("model_group requests_per_minute 1000");
});
