import type * as pulumi from "@pulumi/pulumi";

/** The arguments of a ComplianceSettings. */
export interface ComplianceSettingsArgs {
  /**
   * Whether the Compliance API is enabled and captures the activity of the organization. While it is `"disabled"`, only Access
   * Transparency events are captured. Updates in place.
   */
  state: pulumi.Input<"enabled" | "disabled">;
}
