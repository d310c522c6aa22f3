import { expect, it } from "vitest";
import { startConsole } from "./setup.ts";

it("complianceActions change the state in the organization and in its parent", async () => {
  const { organization, admin } = await startConsole();
  admin.setComplianceState("enabled");
  expect(organization.state().compliance_settings.state.type).toBe("enabled");
  expect(() => admin.setParentComplianceState("disabled")).toThrow("There is no parent organization.");
  organization.settings.parent_organization = { compliance_state: "enabled" };
  admin.setParentComplianceState("disabled");
  expect(organization.settings.parent_organization.compliance_state).toBe("disabled");
  admin.setComplianceState("disabled");
  admin.provisionAccessTransparency();
  expect(organization.settings.parent_organization.compliance_state).toBe("enabled");
  expect(organization.state().compliance_settings).toMatchObject({
    access_transparency: { type: "enabled" },
  });
});
