import { counted } from "../output/counting.ts";
import { type Action, type Counts, countsOf, type Deed, deedNames, deeds, headlineOf } from "./actions.ts";
import type { Refusal } from "./refusal.ts";

/** More of something than is allowed. */
export interface Excess {
  readonly limit: "mails" | "archives" | "removals";
  readonly count: number;
  readonly most: number;
  /** `option` is asked for on the command line and ends with exit code 7; at a `setting`, `up` itself would stop. */
  readonly from: "option" | "setting";
  readonly reason: string;
}

/** What `pulumi-anthropic plan` found out. This is the document that `--json` writes. */
export interface Report {
  readonly version: 1;
  /** `project/stack`, or null when the program declares nothing. */
  readonly stack: string | null;
  /** Those that were asked: none when there was nothing to ask about. */
  readonly organizations: readonly string[];
  /** Whether Pulumi's own preview failed: then nothing is known but why. */
  readonly failed: boolean;
  /** Whether `up` would do, or record, anything. */
  readonly changes: boolean;
  readonly counts: Counts;
  readonly actions: readonly Action[];
  /** What `up` would refuse, and why the preview failed. */
  readonly refusals: readonly (Refusal | { readonly reason: string })[];
  readonly limits: readonly Excess[];
  readonly notes: readonly string[];
  /** How many resources of other packages would change: nothing more is known of them here. */
  readonly notOurs: number;
}

export function reportOf(found: Omit<Report, "version" | "changes" | "counts">): Report {
  const { stack, organizations, failed, refusals, limits, actions, notes, notOurs } = found;
  return {
    version: 1,
    stack,
    organizations,
    failed,
    changes: refusals.length > 0 || actions.some(({ deed }) => deed !== "waitsFor"),
    counts: countsOf(actions),
    refusals,
    limits,
    actions,
    notes,
    notOurs,
  };
}

/** One sentence on the whole. */
export function summaryOf({ failed, counts, refusals, actions, notOurs }: Report): string {
  if (failed) return "fails in its preview, and does nothing";
  const others = notOurs === 0 ? "" : `, changes ${notOurs} of other packages`;
  if (refusals.length > 0 || actions.some(({ deed }) => !leaveNoTrace.has(deed))) {
    return `${headlineOf(counts)}${others}`;
  }
  const records = counts.records === 0 ? "" : `, records ${counts.records}`;
  const waits = counts.waitsFor === 0 ? "" : `, waits for ${counted(counts.waitsFor, deeds.waitsFor.noun)}`;
  return `changes nothing in the organization${records}${others}${waits}`;
}

const leaveNoTrace: ReadonlySet<Deed> = new Set(["waitsFor", "records"]);

/** The actions by deed, those first that cannot be undone. */
export function sectionsOf({
  actions,
}: Report): { readonly deed: Deed; readonly title: string; readonly actions: Action[] }[] {
  return [...deedNames]
    .sort((one, other) => Number(isFinal(other)) - Number(isFinal(one)))
    .map((deed) => ({
      deed,
      title: deeds[deed].title,
      actions: actions.filter((each) => each.deed === deed),
    }))
    .filter((section) => section.actions.length > 0);
}

const final: ReadonlySet<Deed> = new Set(["mails", "archives", "removes"]);

function isFinal(deed: Deed): boolean {
  return final.has(deed);
}
