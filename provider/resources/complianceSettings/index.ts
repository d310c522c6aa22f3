import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import type { ComplianceSettingsArgs } from "./args.ts";
import { complianceSettings } from "./plan.ts";

/**
 * The Compliance Settings of the organization: whether the Compliance API is enabled. A program can declare them only once.
 *
 * The documentation of the API does not say which credentials and organizations have access. Without access, preview and `up` fail with
 * the response of the API.
 *
 * What the API cannot do:
 * - delete the Compliance Settings: every organization has them, and deleting the resource changes nothing. Declare `state: "disabled"` and run `pulumi up` to turn the Compliance API off.
 * - change the state of an organization that has a parent organization: an organization with a parent organization has the state of its parent. Change it in the parent organization, or declare the state of the parent.
 * - enable or disable Access Transparency: only Anthropic can change Access Transparency. Ask your Anthropic account team, and leave it out of the program.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class ComplianceSettings extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("ComplianceSettings");

  /** `enabled` or `disabled`. An organization with a parent organization has the state of its parent. */
  declare readonly state: pulumi.Output<string>;
  /** The ID of the organization, a UUID. */
  declare readonly organizationId: pulumi.Output<string>;
  /** Whether the settings had the declared state before the resource was created. */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Declares the Compliance Settings.
   *
   * Create and update fail if the API accepts the change but returns another state, which is that of the parent organization. A warning is
   * shown before the Compliance API is disabled. Anthropic enables it again when it enables Access Transparency: refresh, `drift` and the
   * next preview then show the difference with this reason. Delete leaves the settings unchanged.
   *
   * API: `GET` and `POST /v1/organizations/compliance_settings`.
   */
  constructor(name: string, args: ComplianceSettingsArgs, options?: pulumi.CustomResourceOptions) {
    super(complianceSettings, name, { ...args }, options);
  }

  /** Reads settings that are managed elsewhere, by the ID `compliance_settings` or that of the organization. Never writes to them. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): ComplianceSettings {
    return new ComplianceSettings(name, noArgs(), { ...options, id });
  }
}
