import { expect, it } from "vitest";
import { Compliance } from "../../../emulator/state/compliance.ts";

it("Access Transparency enables the Compliance API again, also that of the parent", () => {
  const settings = { parent_organization: { compliance_state: "disabled" as const } };
  const compliance = new Compliance({ type: "compliance_settings", state: { type: "disabled" } }, settings);
  expect(compliance.state).toBe("disabled");
  compliance.set("enabled");
  expect(compliance.state).toBe("disabled");
  expect(compliance.own()).toEqual({ type: "compliance_settings", state: { type: "enabled" } });
  compliance.set("disabled");
  compliance.provisionAccessTransparency();
  expect(compliance.state).toBe("enabled");
  expect(compliance.accessTransparency).toBe("enabled");
  expect(compliance.own()).toMatchObject({
    state: { type: "enabled" },
    access_transparency: { type: "enabled" },
  });
});
