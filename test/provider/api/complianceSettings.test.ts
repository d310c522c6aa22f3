import type { OrganizationComplianceSettings } from "@anthropic-ai/sdk/resources/organization";
import { expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { ComplianceSettingsWire } from "../../../provider/api/complianceSettings.ts";
import { organization, paths } from "../harness/index.ts";

it("the schema of Compliance Settings accepts what the official SDK declares, and rejects another state", () => {
  expectTypeOf<OrganizationComplianceSettings>().toExtend<z.input<typeof ComplianceSettingsWire>>();
  const settings = { type: "compliance_settings", state: { type: "enabled" } };
  expect(ComplianceSettingsWire.parse({ ...settings, access_transparency: {} })).toEqual(settings);
  expect(ComplianceSettingsWire.safeParse({ ...settings, state: { type: "paused" } }).success).toBe(false);
});

it("operations share one request for the Compliance Settings, and see what the process has written", async () => {
  const { process, requests } = await organization();
  const { cache, client } = process();
  await client.organization();
  requests();
  const states = await Promise.all([cache.compliance.state(0), cache.compliance.state(0)]);
  expect(states).toEqual(["disabled", "disabled"]);
  expect(await cache.compliance.set("enabled", "enable it")).toBe("enabled");
  expect(await cache.compliance.state(0)).toBe("enabled");
  expect(requests()).toEqual([
    "GET /compliance_settings",
    'POST /compliance_settings {"state":{"type":"enabled"}}',
  ]);
});

it("a rejection with an error code keeps its advice", async () => {
  const { process, emulator } = await organization();
  emulator.faults.add({ kind: "status", errorCode: "organization_on_hold", path: paths.compliance });
  await expect(process().cache.compliance.state(0)).rejects.toThrow("Contact Anthropic support");
});
