import { z } from "zod";
import type { DataResidencyJson } from "./json.ts";
import { oneOf } from "./validation.ts";

export const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/);

export const inferenceGeo = oneOf("global", "us");

export const inferenceGeos = z.union([oneOf("unrestricted"), z.array(inferenceGeo).min(1)]);

/** The color of a workspace that is created without one. */
export const defaultColor = "#6C5BB9";

/** The data residency of a workspace that is created without one. */
export function defaultResidency(): DataResidencyJson {
  return { workspace_geo: "us", allowed_inference_geos: "unrestricted", default_inference_geo: "global" };
}

/** Why these fields contradict each other; undefined if they do not. */
export function residencyProblem({
  allowed_inference_geos: allowed,
  default_inference_geo: standard,
}: DataResidencyJson): string | undefined {
  if (allowed === "unrestricted" || allowed.includes(standard)) return undefined;
  return `default_inference_geo '${standard}' should be one of allowed_inference_geos`;
}
