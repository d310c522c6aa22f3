import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

const email = "lucia.romero@example.com";

test("offboarding records the delete options in the first step and removes the user in the second", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const organization = emulator.organization();
  const lucia = () => organization.state().users.find((user) => user.email === email);
  const key = (name: string) => organization.state().api_keys.find((candidate) => candidate.name === name);
  organization.console.createApiKey({ name: "try-out", workspaceId: "Research", createdBy: email });
  organization.console.useApiKey(key("notebooks")?.id ?? "");
  const stack = await stackOf("examples/offboarding", emulator);

  await stack.up();
  expect(lucia()?.role).toBe("developer");
  expect(key("try-out")?.status).toBe("active");

  await stack.run(["config", "set", "removed", "true"]);
  const done = await stack.up();
  expect(lucia()).toBeUndefined();
  expect(key("try-out")?.status).toBe("inactive");
  expect(key("notebooks")?.status).toBe("active");
  expect(done.output).toContain(`1 active API key of ${email} is left`);
  await stack.up(["--expect-no-changes"]);
});
