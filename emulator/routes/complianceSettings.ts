import { z } from "zod";
import type { ComplianceSettingsJson } from "../complianceJson.ts";
import { type Call, type Route, reject } from "../routing.ts";
import { enablement } from "../schemas/compliance.ts";
import { fields } from "../validation.ts";

const path = "/v1/organizations/compliance_settings";
const transparencyBeta = "efs-2026-10-01";

export const complianceSettingsRoutes: readonly Route[] = [
  { method: "GET", path, handle: readSettings },
  { method: "POST", path, takes: "json", handle: updateSettings },
];

const wantedSettings = fields({
  state: z.union([enablement, fields({ type: enablement })], "Input should be 'enabled' or 'disabled'"),
});

function readSettings({ state: { compliance }, assumptions, betas }: Call): ComplianceSettingsJson {
  if (assumptions.complianceSettings !== "allow") {
    reject(assumptions.complianceSettings, "This credential or organization has no access to this endpoint");
  }
  return {
    type: "compliance_settings",
    state: { type: compliance.state },
    ...(betas.has(transparencyBeta) ? { access_transparency: { type: compliance.accessTransparency } } : {}),
  };
}

function updateSettings(call: Call): ComplianceSettingsJson {
  const { state } = call.body(wantedSettings);
  // Checks the access before the change.
  readSettings(call);
  call.state.compliance.set(typeof state === "string" ? state : state.type);
  return readSettings(call);
}
