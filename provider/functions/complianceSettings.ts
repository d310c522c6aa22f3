import type * as pulumi from "@pulumi/pulumi";
import type { FunctionOptions, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";

/** The Compliance Settings of the organization. */
export interface GetComplianceSettingsResult {
  /** Whether the Compliance API is enabled. An organization with a parent organization has the state of its parent. */
  state: "enabled" | "disabled";
}

const lookup: Lookup<object, GetComplianceSettingsResult> = async ({ session, minFreshness }) => ({
  state: await session.cache.compliance.state(minFreshness),
});

/**
 * Returns the Compliance Settings of the organization. Fails if the credential or the organization has no access to them.
 *
 * API: `GET /v1/organizations/compliance_settings`.
 */
export function getComplianceSettings(options?: FunctionOptions): Promise<GetComplianceSettingsResult> {
  return read("getComplianceSettings", lookup, {}, options);
}

/** The output form of `getComplianceSettings`. In a preview without a key the result is unknown. */
export function getComplianceSettingsOutput(
  options?: FunctionOutputOptions,
): pulumi.Output<GetComplianceSettingsResult> {
  return readOutput(lookup, {}, options);
}
