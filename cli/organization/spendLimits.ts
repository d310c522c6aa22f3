import type { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import { isOfEnterprise } from "../../provider/api/spendLimits/settable.ts";
import { sortedBy } from "../output/order.ts";

/** The properties of a SpendLimit that identify the object of the API. */
export interface LimitProperties {
  readonly scope: string;
  readonly period: string;
  readonly workspace?: string;
  readonly userId?: string;
}

export function propertiesOf({ scope, period }: SpendLimitWire): LimitProperties {
  const { type, workspace_id: workspace, user_id: userId } = scope;
  return {
    scope: type,
    period,
    ...(typeof workspace === "string" ? { workspace } : {}),
    ...(typeof userId === "string" ? { userId } : {}),
  };
}

/** The limits in the form of a snapshot or an emulator seed, and the emulator settings that serve them. */
export function spendLimitsOf(
  limits: readonly SpendLimitWire[],
  known: { readonly userIds: ReadonlySet<string>; readonly workspaceIds: ReadonlySet<string> },
) {
  const existing = limits.filter(
    ({ scope: { workspace_id: workspace, user_id: user } }) =>
      (!workspace || known.workspaceIds.has(workspace)) && (!user || known.userIds.has(user)),
  );
  return {
    settings: isOfEnterprise(limits)
      ? { organization_type: "claude_enterprise" as const }
      : { spend_limits_early_access: true },
    spend_limits: sortedBy(existing, ({ id }) => id),
  };
}
