import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { jsonText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { matcher } from "../match.ts";
import type { Io } from "../output/io.ts";
import { type Category, categories } from "./categories.ts";
import type { Finding } from "./finding.ts";

/** Where the rules are, unless `--ignore` says otherwise. */
export const usualFile = "drift.ignore.json";

const Rule = z.strictObject({
  category: z.enum(categories).exactOptional(),
  kind: z.string().exactOptional(),
  id: z.string().exactOptional(),
  name: z.string().exactOptional(),
  workspace: z.string().exactOptional(),
  property: z.string().exactOptional(),
  actual: z.string().exactOptional(),
  until: z.iso.date("must be a day such as 2027-01-31").exactOptional(),
  reason: z.string("must say why this is fine").min(1, "must say why this is fine"),
});
/**
 * What is fine as it is. Everything that a rule names must agree with the finding; `*` stands for any text, `?` for one
 * character. With `actual` it is fine as long as the role or status is that; with `property` only that difference is fine.
 * Without anything but a reason, a rule would cover all.
 */
export type Rule = z.infer<typeof Rule>;

const Rules = z.strictObject({
  version: z.literal(1),
  rules: z.array(
    Rule.refine(
      ({ reason: _, until: __, ...named }) => Object.keys(named).length > 0,
      "must name what it is about: category, kind, id, name, workspace or property",
    ),
  ),
});

/** Reads the rules. A file that was named must be there; the usual one may be absent. */
export async function readRules(io: Io, file: string | undefined): Promise<readonly Rule[]> {
  const path = file ?? usualFile;
  const text = await readFile(resolve(io.cwd, path), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && file === undefined) return undefined;
    throw new UserError(
      error.code === "ENOENT"
        ? `There is no file ${path} with rules. Correct --ignore, or leave it out.`
        : `cannot read ${path}: ${error.message}.`,
    );
  });
  if (text === undefined) return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${error instanceof Error ? error.message : ""}.`);
  }
  const answer = Rules.safeParse(json);
  if (answer.success) return answer.data.rules;
  const [issue] = answer.error.issues;
  throw new UserError(
    `${path} cannot be used: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}.`,
  );
}

/** What is left of the findings, and how it went with the rules. */
export interface Sifted {
  readonly findings: readonly Finding[];
  readonly ignored: number;
  /** Rules that are over, or that nothing needs any more. */
  readonly notes: readonly string[];
}

/** `lookedFor` are the categories of which there could have been findings. */
export function sift(
  findings: readonly Finding[],
  rules: readonly Rule[],
  now: Date,
  lookedFor: readonly Category[] = categories,
): Sifted {
  const today = now.toISOString().slice(0, 10);
  const over = rules.filter(({ until }) => until !== undefined && until < today);
  const inForce = rules.filter((rule) => !over.includes(rule));
  const judges = inForce.map((rule) => ({ rule, used: false, fits: fitting(rule) }));
  const left: Finding[] = [];
  for (const finding of findings) {
    let remaining: Finding | undefined = finding;
    for (const judge of judges) {
      if (remaining === undefined) break;
      const { property } = judge.rule;
      if (!judge.fits(remaining) || (property !== undefined && cameOrWent(remaining))) continue;
      const fine = matcher(property);
      const differences: Finding["differences"] = remaining.differences.filter(
        (difference) => property === undefined || !fine(difference.property),
      );
      if (property !== undefined && differences.length === remaining.differences.length) continue;
      judge.used = true;
      remaining =
        property === undefined || differences.length === 0 ? undefined : { ...remaining, differences };
    }
    if (remaining !== undefined) left.push(remaining);
  }
  const couldFind = ({ category }: Rule) => lookedFor.includes(category ?? "unmanaged");
  const idle = judges.filter(({ rule, used }) => !used && couldFind(rule)).map(({ rule }) => rule);
  return {
    findings: left,
    ignored: findings.length - left.length,
    notes: [...notesOf(over, "is over"), ...notesOf(idle, "has nothing to ignore any more, and can go")],
  };
}

/** Whether it is about somebody, or something, as a whole: what they had or have now is then no difference to leave out. */
function cameOrWent({ category, differences }: Finding): boolean {
  const isStranger = differences.some((each) => each.property === "role" && !("declared" in each));
  return category === "gone" || category === "unmanaged" || (category === "changed" && isStranger);
}

function fitting({ category, kind, id, name, workspace, actual }: Rule): (finding: Finding) => boolean {
  const [isKind, isId, isName, isWorkspace] = [kind, id, name, workspace].map((pattern) => matcher(pattern));
  return (finding) =>
    (category === undefined || category === finding.category) &&
    (actual === undefined || finding.differences.some((difference) => difference.actual === actual)) &&
    isKind?.(finding.kind) === true &&
    (isId?.(finding.id) === true || (id !== undefined && isId?.(finding.user?.userId) === true)) &&
    isName?.(finding.name) === true &&
    (workspace === undefined ||
      isWorkspace?.(finding.workspace?.name) === true ||
      isWorkspace?.(finding.workspace?.id) === true);
}

const mostNotes = 10;

function notesOf(rules: readonly Rule[], what: string): string[] {
  const notes = rules.slice(0, mostNotes).map((rule) => `A rule ${what}: ${rule.reason} (${namedBy(rule)}).`);
  return rules.length > mostNotes ? [...notes, `${rules.length - mostNotes} more rules: the same.`] : notes;
}

function namedBy({ reason: _, ...rest }: Rule): string {
  return Object.entries(rest)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

/** Adds a rule for each thing that is unmanaged now. Rules that are there stay as they are. */
export async function accept(
  io: Io,
  file: string | undefined,
  findings: readonly Finding[],
  now: Date,
): Promise<number> {
  const reason = `was there on ${now.toISOString().slice(0, 10)}`;
  const added = findings
    .filter(({ category }) => category === "unmanaged")
    .map(
      ({ category, kind, id, name, differences: [difference] }): Rule => ({
        category,
        kind,
        id,
        ...(name === id ? {} : { name }),
        // Whoever is made an admin afterwards is somebody else to those who accepted.
        ...(typeof difference?.actual === "string" ? { actual: difference.actual } : {}),
        reason,
      }),
    );
  if (added.length === 0) return 0;
  // Somebody may have written to it in the minutes that reading an organization can take.
  const before = await readRules(io, file);
  const text = jsonText({ version: 1, rules: [...before, ...added] }, 2);
  await writeFile(resolve(io.cwd, file ?? usualFile), `${text}\n`);
  return added.length;
}
