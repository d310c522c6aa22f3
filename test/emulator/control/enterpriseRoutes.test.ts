import { expect, it } from "vitest";
import { problem, startControl } from "./setup.ts";

it("the control routes of external keys and Compliance Settings carry out every action", async () => {
  const { emulator, ask, organization } = await startControl();
  const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
  const providerConfig = {
    type: "aws",
    kms_arn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  };
  await act("createExternalKey", { providerConfig, displayName: "Main" });
  const { id = "" } = organization.state().external_keys[0] ?? {};
  expect(await act("updateExternalKey", { id, displayName: null })).toMatchObject({ display_name: null });
  expect(await act("setExternalKeyValidation", { id, outcome: "timeout" })).toEqual({ done: true });
  expect(organization.state().external_keys).toMatchObject([{ validation: "timeout" }]);
  expect(await act("deleteExternalKey", { id })).toEqual({ done: true });
  expect(await act("setComplianceState", { state: "enabled" })).toEqual({ done: true });
  expect(organization.state().compliance_settings.state.type).toBe("enabled");
  expect(await act("provisionAccessTransparency", {})).toEqual({ done: true });
  expect(
    await problem(emulator, "POST /_emulator/console/setParentComplianceState", { state: "on" }),
  ).toEqual([400, "state: Input should be 'enabled' or 'disabled'"]);
});
