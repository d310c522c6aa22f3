import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { stackOf } from "./example.ts";

test("the example creates workspaces with a key, and destroy leaves the key and the Compliance Settings", async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  const { state } = emulator.organization();
  const kmsArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const stack = await stackOf("examples/encryption", emulator, { config: { "encryption:kmsArn": kmsArn } });
  await stack.up();
  const [key] = state().external_keys;
  expect(key).toMatchObject({ display_name: "Production data", provider_config: { kms_arn: kmsArn } });
  expect(state().workspaces.map((workspace) => workspace.external_key_id)).toEqual([key?.id, key?.id]);
  const { output } = await stack.destroy();
  expect(output).toContain('is left unchanged, since `onDelete` is "retain"');
  expect(output).toContain("The Compliance Settings of organization");
  expect(state().external_keys).toEqual([key]);
  expect(state().compliance_settings.state.type).toBe("enabled");
});
