import type { OrganizationState } from "../state/organization.ts";
import { addCounts, type Counts, type Dimensions, noCounts, partOfHour, type Usage } from "./dimensions.ts";
import { centsText, discounted, listCost } from "./prices.ts";
import { type Source, sourcesOf } from "./sources.ts";
import { floorTo, hour, minute, type Span } from "./time.ts";

/**
 * Reads the usage of an organization up to now, recorded and generated: for a span, one entry for each set of dimensions. The
 * sources of generated usage are prepared once for all spans.
 */
export function usageOf(
  state: OrganizationState,
  keep: (dimensions: Dimensions) => boolean = () => true,
): (span: Span) => Usage[] {
  const sources = sourcesOf(state).filter(({ dimensions }) => keep(dimensions));
  const recorded = state.activity.recorded.filter(({ dimensions }) => keep(dimensions));
  // The current minute is not over, so its generated usage is not known.
  const end = floorTo(state.clock.milliseconds(), minute);
  return ({ from, to }) => {
    const usage: Usage[] = [];
    for (const source of sources) {
      const counts = countsOf(source, { from, to: Math.min(to, end) });
      if (isUsed(counts)) usage.push({ dimensions: source.dimensions, counts });
    }
    for (const { at, dimensions, counts } of recorded) {
      if (at >= from && at < to) usage.push({ dimensions, counts });
    }
    return usage;
  };
}

/** The cost of a span after the discount, in cents. */
export function costIn(state: OrganizationState, span: Span): string {
  return centsText(discounted(listCost(usageOf(state)(span)), discountOf(state)));
}

export function discountOf(state: OrganizationState): number {
  return state.settings.generated_usage?.discount_percent ?? 0;
}

function countsOf(source: Source, span: Span): Counts {
  const sum = noCounts();
  for (const active of source.spans) {
    const from = Math.ceil(Math.max(span.from, active.from) / minute) * minute;
    const to = floorTo(Math.min(span.to, active.to), minute);
    for (let start = floorTo(from, hour); start < to; start += hour) {
      const counts = source.inHour(start / hour);
      if (counts === undefined) continue;
      const whole = from <= start && start + hour <= to;
      addCounts(sum, whole ? counts : partOfHour(counts, minuteOf(from, start), minuteOf(to, start)));
    }
  }
  return sum;
}

/** In a minute there may be tokens of a request that another minute counts. */
function isUsed(counts: Counts): boolean {
  return Object.values(counts).some((count: number) => count > 0);
}

function minuteOf(moment: number, start: number): number {
  return Math.min(60, Math.max(0, (moment - start) / minute));
}
