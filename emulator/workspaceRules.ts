import { timestamp } from "./clock.ts";
import type { DataResidencyJson } from "./json.ts";

/** The color that a workspace gets when nobody chooses one. */
export const defaultColor = "#6C5BB9";

export function defaultResidency(): DataResidencyJson {
  return { workspace_geo: "us", allowed_inference_geos: "unrestricted", default_inference_geo: "global" };
}

/** Why these parts do not fit together, if they do not. */
export function residencyProblem(residency: DataResidencyJson): string | undefined {
  const { allowed_inference_geos: allowed, default_inference_geo: usual } = residency;
  if (allowed === "unrestricted" || allowed.includes(usual)) return undefined;
  return `default_inference_geo '${usual}' should be one of allowed_inference_geos`;
}

const inviteLifetime = 21 * 86_400_000;

/** An invitation lives 21 days, whatever anybody says. */
export function expiryOf(invitedAt: string): string {
  return timestamp(new Date(Date.parse(invitedAt) + inviteLifetime));
}
