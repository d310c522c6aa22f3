import type { ComplianceSettingsJson, Enablement } from "../complianceJson.ts";
import type { OrganizationSettings } from "../settings.ts";

/** The Compliance Settings of an organization. One with a parent reads those of the parent. */
export class Compliance {
  readonly #settings: OrganizationSettings;
  #own: Enablement;
  #accessTransparency: Enablement;

  constructor(seed: ComplianceSettingsJson, settings: OrganizationSettings) {
    this.#settings = settings;
    this.#own = seed.state.type;
    this.#accessTransparency = seed.access_transparency?.type ?? "disabled";
  }

  /** The state that the API returns. */
  get state(): Enablement {
    return this.#settings.parent_organization?.compliance_state ?? this.#own;
  }

  get accessTransparency(): Enablement {
    return this.#accessTransparency;
  }

  /** Sets the organization's own state. The API returns the state of the parent instead, if there is one. */
  set(state: Enablement): void {
    this.#own = state;
  }

  /** Enables Access Transparency, which enables the Compliance API too. */
  provisionAccessTransparency(): void {
    this.#accessTransparency = "enabled";
    this.#own = "enabled";
    const { parent_organization: parent } = this.#settings;
    if (parent !== undefined) parent.compliance_state = "enabled";
  }

  /** The organization's own settings, without those of the parent. */
  own(): ComplianceSettingsJson {
    return {
      type: "compliance_settings",
      state: { type: this.#own },
      ...(this.#accessTransparency === "enabled" ? { access_transparency: { type: "enabled" } } : {}),
    };
  }
}
