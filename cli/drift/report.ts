import { z } from "zod";
import { familyOf } from "../organization/families.ts";
import { Unread, unreadLines } from "../organization/unread.ts";
import { sortedBy } from "../output/order.ts";
import { type Category, categories } from "./categories.ts";
import { isAdminRule } from "./federation.ts";
import { type Finding, Finding as FindingSchema } from "./finding.ts";

/** The document that `--json` writes. In version 1, properties can be added, but are never changed or removed. */
export const Report = z.strictObject({
  version: z.literal(1).describe("the version of the format"),
  organization: z.strictObject({ id: z.string() }).describe("the organization that was read"),
  readAt: z.string().describe("the time of the report, RFC 3339"),
  stacks: z.array(z.string()).describe("the stacks that the organization was compared with"),
  since: z.string().optional().describe("the snapshot that the organization was compared with"),
  failOn: z.array(z.enum(categories)).describe("the categories that count as drift"),
  drift: z
    .boolean()
    .describe("whether there is a finding in one of these categories; the exit code is then 7"),
  incomplete: z
    .boolean()
    .describe(
      "whether resources were not compared, for reasons in `notes` and `unread`: pending operations of a stack after the first one or of a `--state` file, properties that cannot be decrypted, or objects that the credential cannot read",
    ),
  counts: z.record(z.enum(categories), z.number()).describe("the number of findings in each category"),
  ignored: z.number().describe("the number of findings that ignore rules left out"),
  redacted: z.boolean().describe("whether email addresses and names of users are left out"),
  notes: z
    .array(z.string())
    .describe("sentences about what was not compared, and about ignore rules that can be removed"),
  unread: z
    .array(Unread)
    .describe(
      "the families of objects that the credential cannot read, or that the organization does not have",
    ),
  findings: z.array(FindingSchema).describe("the findings, sorted by category"),
});
export type Report = z.infer<typeof Report>;

/** Sorts findings by category, resource type, workspace and name. Rules with the scope `org:admin` come first in their category. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const kinds = FindingSchema.shape.kind.options;
  const key = (finding: Finding) => {
    const { category, kind, workspace, name, id } = finding;
    return [
      String(categories.indexOf(category)).padStart(2, "0"),
      isAdminRule(finding) ? "0" : "1",
      String(kinds.indexOf(kind)).padStart(2, "0"),
      workspace?.name.toLowerCase() ?? "",
      name.toLowerCase(),
      id,
    ].join("\u0000");
  };
  return sortedBy(findings, key);
}

/** The number of findings in each category, in the order of `categories`. */
export function countsOf(findings: readonly Finding[]): Record<Category, number> {
  const count = (category: Category) => findings.filter((finding) => finding.category === category).length;
  return Object.fromEntries(categories.map((category) => [category, count(category)])) as Record<
    Category,
    number
  >;
}

/** `2 changed, 1 removed`; undefined without findings. */
export function tally(report: Report, wanted: (category: Category) => boolean): string | undefined {
  const parts = categories
    .filter((category) => wanted(category) && report.counts[category] > 0)
    .map((category) => `${report.counts[category]} ${category}`);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** `Drift: 2 changed. Not checked: 1. Also: 1 pending.` */
export function headline(report: Report): string {
  const { counts, failOn } = report;
  const drift = tally(report, (category) => failOn.includes(category) && category !== "not-checked");
  const rest = tally(report, (category) => !failOn.includes(category) && category !== "not-checked");
  const none = report.incomplete ? "No drift in what was compared." : "No drift.";
  return [
    drift === undefined ? none : `Drift: ${drift}.`,
    ...(counts["not-checked"] === 0 ? [] : [`Not checked: ${counts["not-checked"]}.`]),
    ...(rest === undefined ? [] : [`Also: ${rest}.`]),
  ].join(" ");
}

/** The result in one or two words. `Not checked`: what was compared has no drift, but something that counts as drift was not compared. */
export function verdictOf(report: Report): "Drift" | "Not checked" | "No drift" {
  if (!report.drift) return "No drift";
  const { counts, failOn } = report;
  return failOn.some((category) => category !== "not-checked" && counts[category] > 0)
    ? "Drift"
    : "Not checked";
}

/** Sentences about what the credential cannot read, and about declared objects that the organization does not have. */
export function unreadIn({ unread, findings }: Report): string[] {
  const declared = new Set(
    findings.flatMap(({ category, kind }) => (category === "not-checked" ? [familyOf(kind)] : [])),
  );
  return unreadLines(
    unread.filter(({ family, because }) => because === "credential" || declared.has(family)),
  );
}

/** What to do about unmanaged objects, if there are any. */
export function unmanagedAdvice({ counts }: Report): string | undefined {
  if (counts.unmanaged === 0) return undefined;
  return "Unmanaged objects: `--accept` writes an ignore rule for each of them, so that later reports have only new ones. `npx pulumi-anthropic import` writes a program for those that Pulumi can manage.";
}

/** `3 findings are ignored by rules.` */
export function ignoredLine({ ignored }: Report): string {
  return `${ignored} ${ignored === 1 ? "finding is" : "findings are"} ignored by rules.`;
}

/** `Organization ... compared with the stack dev and the snapshot before.json`. */
export function comparedWith({ organization, stacks, since }: Report): string {
  const sides = [
    ...(stacks.length === 0
      ? []
      : [stacks.length === 1 ? `the stack ${stacks[0]}` : `the stacks ${stacks.join(", ")}`]),
    ...(since === undefined ? [] : [`the snapshot ${since}`]),
  ];
  return `Organization ${organization.id} compared with ${sides.join(" and ")}`;
}
