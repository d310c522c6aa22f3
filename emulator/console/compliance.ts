import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";

/** Changes of the Compliance Settings outside of the API: by an admin, in the parent organization, and by provisioning. */
export function complianceActions(current: () => OrganizationState) {
  return {
    setComplianceState: (state) => current().compliance.set(state),

    setParentComplianceState(state) {
      const { parent_organization: parent } = current().settings;
      if (parent === undefined) throw new ConsoleError("There is no parent organization.");
      parent.compliance_state = state;
    },

    provisionAccessTransparency: () => current().compliance.provisionAccessTransparency(),
  } satisfies Partial<ConsoleActions>;
}
