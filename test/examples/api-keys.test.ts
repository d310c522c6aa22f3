import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("api-keys replaces a key by the next one and deactivates the old one last", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const [first, second] = ["one", "two"].map(
    (name) => console.createApiKey({ name, workspaceId: "Research" }).id,
  );
  const status = (id: string | undefined) => state().api_keys.find((key) => key.id === id)?.status;
  const stack = await stackOf("examples/api-keys", emulator, { config: { "api-keys:current": first ?? "" } });

  await stack.up();
  await stack.run(["config", "set", "current", second ?? ""]);
  emulator.clearRequests();
  await stack.up();
  expect([status(first), status(second)]).toEqual(["inactive", "active"]);
  const written = emulator.requests.filter(({ method }) => method === "POST").map(({ path }) => path);
  expect(written).toEqual([`/v1/organizations/api_keys/${second}`, `/v1/organizations/api_keys/${first}`]);
  await stack.up(["--expect-no-changes"]);
});
