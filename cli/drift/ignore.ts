import { z } from "zod";
import { UserError } from "../../provider/errors.ts";
import { same } from "../../provider/kernel/values.ts";
import { matcher } from "../match.ts";
import { existing, readInput } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { type Category, categories } from "./categories.ts";
import type { Finding } from "./finding.ts";

/** The default of `--ignore`. */
export const defaultFile = "drift.ignore.json";

const reasonNeeded = "must say why the difference is accepted";

const accepted = "must be the accepted value, or an object with the accepted value of each property";

const Rule = z.strictObject({
  category: z.enum(categories).exactOptional(),
  kind: z.string().exactOptional(),
  id: z.string().exactOptional(),
  name: z.string().exactOptional(),
  workspace: z.string().exactOptional(),
  property: z.string().exactOptional(),
  actual: z.union([z.string(), z.record(z.string(), z.unknown())], accepted).exactOptional(),
  until: z.iso.date("must be a date such as 2027-01-31").exactOptional(),
  reason: z.string(reasonNeeded).min(1, reasonNeeded),
});
/**
 * An accepted difference. A rule applies to findings that match each of its properties; `*` matches any text, `?` one
 * character. With `actual` it applies as long as the role or status has that value, or as long as each of the properties in it has its
 * value; with `property` only to that difference.
 */
export type Rule = z.infer<typeof Rule>;

const Rules = z.strictObject({
  version: z.literal(1),
  rules: z.array(
    Rule.refine(
      ({ reason: _, until: __, ...named }) => Object.keys(named).length > 0,
      "must have at least one of category, kind, id, name, workspace and property",
    ),
  ),
});

/** Reads the rules. Only the default file can be absent. */
export async function readRules(io: Io, file: string | undefined): Promise<readonly Rule[]> {
  const path = file ?? defaultFile;
  if (file === undefined && (await existing(io, [path])).length === 0) return [];
  const text = await readInput(io, path, `the ignore rules ${path}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `cannot read the ignore rules ${path}: it is not JSON (${error instanceof Error ? error.message : ""}).`,
    );
  }
  const result = Rules.safeParse(json);
  if (result.success) return result.data.rules;
  const [issue] = result.error.issues;
  throw new UserError(
    `cannot use the ignore rules ${path}: \`${issue?.path.join(".") ?? ""}\` ${issue?.message ?? "is invalid"}.`,
  );
}

/** The findings that no rule ignores. */
export interface Remaining {
  readonly findings: readonly Finding[];
  readonly ignored: number;
  /** About rules that have expired or match nothing. */
  readonly notes: readonly string[];
}

/**
 * Applies the rules to findings. Rules for a category that is not `reported` cannot match, and no note mentions them.
 */
export function applyRules(
  findings: readonly Finding[],
  rules: readonly Rule[],
  now: Date,
  reported: readonly Category[] = categories,
): Remaining {
  const today = now.toISOString().slice(0, 10);
  const expired = rules.filter(({ until }) => until !== undefined && until < today);
  const inForce = rules.filter((rule) => !expired.includes(rule));
  const matchers = inForce.map((rule) => ({ rule, used: false, matches: matching(rule) }));
  const left: Finding[] = [];
  for (const finding of findings) {
    let remaining: Finding | undefined = finding;
    for (const match of matchers) {
      if (remaining === undefined) break;
      const { property } = match.rule;
      if (!match.matches(remaining) || (property !== undefined && isAddedOrRemoved(remaining))) continue;
      const isAccepted = matcher(property);
      const differences: Finding["differences"] = remaining.differences.filter(
        (difference) => property === undefined || !isAccepted(difference.property),
      );
      if (property !== undefined && differences.length === remaining.differences.length) continue;
      match.used = true;
      remaining =
        property === undefined || differences.length === 0 ? undefined : { ...remaining, differences };
    }
    if (remaining !== undefined) left.push(remaining);
  }
  const couldFind = ({ category }: Rule) => reported.includes(category ?? "unmanaged");
  // The finding about an object that changed says what its rule accepts.
  const hasChanged = (rule: Rule) => left.some((finding) => isEntryOf(rule, finding));
  const idle = matchers
    .filter(({ rule, used }) => !used && couldFind(rule) && !hasChanged(rule))
    .map(({ rule }) => rule);
  return {
    findings: left,
    ignored: findings.length - left.length,
    notes: [
      ...notesOf(expired, "has expired"),
      ...notesOf(idle, "no longer matches anything and can be removed"),
    ],
  };
}

/** Whether a rule is the one that `--accept` adds for an unmanaged object. Its `actual` may be an older value. */
export function isEntryOf({ category, kind, id }: Rule, finding: Finding): boolean {
  return (
    finding.category === "unmanaged" &&
    category === finding.category &&
    kind === finding.kind &&
    id === finding.id
  );
}

/** Whether a finding is about a whole object, whose role is not a difference that a rule could ignore. */
function isAddedOrRemoved({ category, differences }: Finding): boolean {
  const isUndeclared = differences.some((each) => each.property === "role" && !("declared" in each));
  return category === "removed" || category === "unmanaged" || (category === "changed" && isUndeclared);
}

function matching({ category, kind, id, name, workspace, actual }: Rule): (finding: Finding) => boolean {
  const [isKind, isId, isName, isWorkspace] = [kind, id, name, workspace].map((pattern) => matcher(pattern));
  return (finding) =>
    (category === undefined || category === finding.category) &&
    (actual === undefined || isAsAccepted(finding, actual)) &&
    isKind?.(finding.kind) === true &&
    (isId?.(finding.id) === true || (id !== undefined && isId?.(finding.user?.userId) === true)) &&
    isName?.(finding.name) === true &&
    (workspace === undefined ||
      isWorkspace?.(finding.workspace?.name) === true ||
      isWorkspace?.(finding.workspace?.id) === true);
}

function isAsAccepted({ differences }: Finding, actual: NonNullable<Rule["actual"]>): boolean {
  if (typeof actual === "string") return differences.some((difference) => difference.actual === actual);
  return Object.entries(actual).every(([property, value]) =>
    differences.some((difference) => difference.property === property && same(difference.actual, value)),
  );
}

const mostNotes = 10;

function notesOf(rules: readonly Rule[], what: string): string[] {
  const notes = rules
    .slice(0, mostNotes)
    .map((rule) => `An ignore rule ${what}: ${rule.reason} (${conditionsOf(rule)}).`);
  return rules.length > mostNotes
    ? [...notes, `The same for ${rules.length - mostNotes} more ignore rules.`]
    : notes;
}

function conditionsOf({ reason: _, ...rest }: Rule): string {
  return Object.entries(rest)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
