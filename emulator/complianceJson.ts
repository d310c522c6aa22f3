/** Whether something is enabled. */
export type Enablement = "enabled" | "disabled";

/** A state that is enabled or disabled. */
export interface ComplianceStateJson {
  /** Whether it is enabled. */
  type: Enablement;
}

/** The Compliance Settings of an organization. */
export interface ComplianceSettingsJson {
  /** Constant. */
  type: "compliance_settings";
  /** Whether the Compliance API is enabled. */
  state: ComplianceStateJson;
  /** Whether Access Transparency is enabled. Only with the beta header `efs-2026-10-01`. */
  access_transparency?: ComplianceStateJson | undefined;
}
