import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("the example sets spend limits, repairs drift, and keeps the organization's limit when it is destroyed", async () => {
  const settings = { spend_limits_early_access: true };
  const emulator = await startEmulator({ seed: { version: 1, settings } });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const limits = () => {
    const names = new Map(state().workspaces.map(({ id, name }) => [id, name]));
    return state()
      .spend_limits.map(({ scope, amount }) => {
        const of = scope.type === "workspace" ? names.get(scope.workspace_id) : scope.type;
        return `${of} ${amount}`;
      })
      .toSorted();
  };
  const stack = await stackOf("examples/spend-limits", emulator);

  await stack.up();
  const declared = [
    "Checkout 150000",
    "Checkout Staging 25000",
    "Prompt Research 49950",
    "organization 200000",
  ];
  expect(limits()).toEqual(declared);
  await stack.up(["--expect-no-changes"]);

  console.setSpendLimit({ type: "workspace", workspace_id: "Checkout" }, "900000");
  const drift = await stack.refresh(["--preview-only", "--diff", "--expect-no-changes"], { fails: 7 });
  expect(drift.output).toContain("9000");
  await stack.up(["--refresh"]);
  expect(limits()).toEqual(declared);

  emulator.clearRequests();
  await stack.destroy();
  expect(limits()).toContain("organization 200000");
  expect(emulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
});
