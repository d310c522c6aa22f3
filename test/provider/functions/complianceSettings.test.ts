import { expect, test } from "vitest";
import { getComplianceSettings, getComplianceSettingsOutput } from "../../../provider/index.ts";
import { reader, settled } from "./reader.ts";

test("getComplianceSettings returns the state", async () => {
  const { console: consoleActions } = await reader();
  consoleActions.setComplianceState("enabled");
  expect(await getComplianceSettings()).toEqual({ state: "enabled" });
  expect(await settled(getComplianceSettingsOutput())).toEqual({ state: "enabled" });
});
