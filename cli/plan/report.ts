import { sortedBy } from "../output/order.ts";
import { counted } from "../output/phrases.ts";
import {
  type Action,
  type ActionType,
  actionTypeNames,
  actionTypes,
  type Counts,
  countsOf,
  headlineOf,
} from "./actions.ts";
import { verbOf } from "./command.ts";

/** An error of `up` for one resource. */
export interface Refusal {
  readonly kind: string;
  readonly resource: string;
  readonly reason: string;
}

/** A limit that is exceeded. */
export interface Excess {
  readonly limit: "invitations" | "archives" | "removals";
  readonly count: number;
  readonly maximum: number;
  /** An `option` of the command ends it with exit code 7. At a `setting`, `up` itself would stop. */
  readonly from: "option" | "setting";
  readonly reason: string;
}

/** The document that `pulumi-anthropic plan --json` writes. */
export interface Report {
  readonly version: 1;
  /** The command that the plan explains, such as `pulumi up --refresh`. */
  readonly command: string;
  /** `project/stack`, or null when the program declares nothing. */
  readonly stack: string | null;
  /** The IDs of the organizations that were read. */
  readonly organizations: readonly string[];
  /** Whether `pulumi preview` failed. `refusals` then has its errors, and everything else is empty. */
  readonly failed: boolean;
  /** Whether `up` would change the organization or the state. */
  readonly changes: boolean;
  readonly counts: Counts;
  readonly actions: readonly Action[];
  /** Errors of `up`, and of the preview. */
  readonly refusals: readonly (Refusal | { readonly reason: string })[];
  readonly limits: readonly Excess[];
  readonly notes: readonly string[];
  /** The number of resources of other providers that would change. */
  readonly otherProviders: number;
}

export function reportOf(found: Omit<Report, "version" | "changes" | "counts">): Report {
  const { command, stack, organizations, failed, refusals, limits, actions, notes, otherProviders } = found;
  return {
    version: 1,
    command,
    stack,
    organizations,
    failed,
    changes: refusals.length > 0 || actions.some(({ type }) => type !== "waitsFor"),
    counts: countsOf(actions),
    // The engine runs resources in parallel, so its order differs from run to run.
    refusals: sortedBy(refusals, (refusal) => ("resource" in refusal ? refusal.resource : "")),
    limits,
    actions: sortedBy(actions, ({ text }) => text),
    notes: sortedBy(notes, (note) => note),
    otherProviders,
  };
}

/** The summary, as a verb phrase after the command. */
export function summaryOf(report: Report): string {
  const { failed, counts, refusals, actions, otherProviders } = report;
  if (failed) return "fails: its preview has errors";
  const others =
    otherProviders === 0
      ? ""
      : `, changes ${counted(otherProviders, ["resource", "resources"])} of other providers`;
  if (refusals.length > 0 || actions.some(({ type }) => !stateOnlyTypes.has(type))) {
    return `${headlineOf(counts, verbOf(report))}${others}`;
  }
  const stateOnly =
    counts.recordsState === 0
      ? ""
      : `, updates the state of ${counted(counts.recordsState, actionTypes.recordsState.noun)}`;
  const waits =
    counts.waitsFor === 0 ? "" : `, waits for ${counted(counts.waitsFor, actionTypes.waitsFor.noun)}`;
  return `changes nothing in the organization${stateOnly}${others}${waits}`;
}

const stateOnlyTypes: ReadonlySet<ActionType> = new Set(["waitsFor", "recordsState"]);

/** The actions by type. Types that cannot be undone come first. */
export function sectionsOf(
  report: Report,
): { readonly type: ActionType; readonly title: string; readonly actions: Action[] }[] {
  return [...actionTypeNames]
    .sort((one, other) => Number(isFinal(other)) - Number(isFinal(one)))
    .map((type) => ({
      type,
      title: actionTypes[type].title.replace("`up`", `\`${verbOf(report)}\``),
      actions: report.actions.filter((each) => each.type === type),
    }))
    .filter((section) => section.actions.length > 0);
}

const final: ReadonlySet<ActionType> = new Set([
  "invites",
  "archives",
  "archivesAccount",
  "archivesFederation",
  "archivesKey",
  "deletesGroup",
  "removes",
]);

function isFinal(type: ActionType): boolean {
  return final.has(type);
}
