import { jsonText } from "../../provider/api/foreignText.ts";
import { isRecord, own, same } from "../../provider/kernel/values.ts";
import { writeText } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { counted } from "../output/phrases.ts";
import type { Difference } from "./difference.ts";
import { compared, describeDifferences } from "./differences.ts";
import type { Finding } from "./finding.ts";
import { defaultFile, isEntryOf, type Rule, readRules } from "./ignore.ts";

/** What `--accept` did. */
export interface Accepted {
  /** The number of objects that are accepted now. */
  readonly count: number;
  readonly note: string;
}

/**
 * Writes a rule for each unmanaged object to the file. It replaces the rules of the same category, kind and ID, so that only the current
 * values are accepted.
 */
export async function accept(
  io: Io,
  file: string | undefined,
  findings: readonly Finding[],
  now: Date,
): Promise<Accepted> {
  const reason = `existed on ${now.toISOString().slice(0, 10)}`;
  const unmanaged = findings.filter(({ category }) => category === "unmanaged");
  if (unmanaged.length === 0) return { count: 0, note: "Nothing is unmanaged, so no ignore rule was added." };
  // Read again, since the file may have changed while the organization was read.
  const before = await readRules(io, file);
  const added: Rule[] = [];
  const replaced = new Map<Rule, Rule | undefined>();
  for (const finding of unmanaged) {
    const rule = ruleFor(finding, reason);
    const [first, ...others] = before.filter((each) => isEntryOf(each, finding));
    if (first === undefined) added.push(rule);
    else replaced.set(first, rule);
    for (const other of others) replaced.set(other, undefined);
  }
  const kept = before.flatMap((rule) => (replaced.has(rule) ? (replaced.get(rule) ?? []) : rule));
  const path = file ?? defaultFile;
  await writeText(io, path, `${jsonText({ version: 1, rules: [...kept, ...added] }, 2)}\n`);
  const changes = [
    ...(added.length === 0 ? [] : [`${countedRules(added.length)} added to ${path}`]),
    ...(added.length === unmanaged.length
      ? []
      : [`${countedRules(unmanaged.length - added.length)} replaced in ${path}`]),
  ];
  return { count: unmanaged.length, note: `${changes.join(", and ")}. Review and commit the file.` };
}

function countedRules(count: number): string {
  return counted(count, ["ignore rule was", "ignore rules were"]);
}

function ruleFor({ category, kind, id, name, differences }: Finding, reason: string): Rule {
  return {
    category,
    kind,
    id,
    ...(name === id ? {} : { name }),
    ...acceptedValues(kind, differences),
    reason,
  };
}

/** The values whose change is reported again: the role of a user, or everything that decides who gets which tokens. */
function acceptedValues(kind: Finding["kind"], differences: Finding["differences"]): Pick<Rule, "actual"> {
  if (kind === "FederationRule" || kind === "FederationIssuer") {
    return { actual: Object.fromEntries(differences.map(({ property, actual }) => [property, actual])) };
  }
  const [first] = differences;
  return typeof first?.actual === "string" ? { actual: first.actual } : {};
}

/** A finding about an object that changed since a rule accepted it, with the accepted values. Other findings as they are. */
export function withAcceptedValues(finding: Finding, rules: readonly Rule[]): Finding {
  const entry = rules.findLast((rule) => isEntryOf(rule, finding));
  if (entry === undefined) return finding;
  const { differences, detail, name } = finding;
  const [first] = differences;
  const accepted = isRecord(entry.actual)
    ? entry.actual
    : entry.actual === undefined || first === undefined
      ? {}
      : { [first.property]: entry.actual };
  const missing = Object.keys(accepted).filter(
    (key) => !differences.some(({ property }) => property === key),
  );
  const isChanged = ({ property, actual }: Difference) =>
    // A property that is absent from the rule is accepted with any value, unless it took the place of another one.
    Object.hasOwn(accepted, property) ? !same(own(accepted, property), actual) : missing.length > 0;
  const withValues: Difference[] = [
    ...(entry.name === undefined || entry.name === name
      ? []
      : [{ property: "name", accepted: entry.name, actual: name }]),
    ...differences.map((each) =>
      isChanged(each) ? { ...each, accepted: own(accepted, each.property) ?? null } : each,
    ),
    ...missing.map((property) => ({ property, accepted: accepted[property] })),
  ];
  const changes = withValues.flatMap((each) =>
    "accepted" in each ? compared(each.property, "accepted", each.accepted, each.actual) : [],
  );
  if (changes.length === 0) return finding;
  return {
    ...finding,
    differences: withValues,
    detail: `changed since it was accepted (${describeDifferences(changes)}); ${detail}`,
  };
}
