export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A span of time in milliseconds, without its end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function floorTo(moment: number, length: number): number {
  return Math.floor(moment / length) * length;
}

/** RFC 3339 in whole seconds, as the reports have it. */
export function secondsText(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, "Z");
}
