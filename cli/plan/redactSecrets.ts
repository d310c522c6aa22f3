import { isRecord } from "../../provider/kernel/values.ts";
import { secret } from "../states/propertyValues.ts";
import type { Action } from "./actions.ts";
import type { Report } from "./report.ts";

/**
 * Redacts these strings in a report. Searches sentences as Pulumi searches its own output, so a word of the sentence that
 * equals a secret is redacted, too.
 */
export function withoutSecretValues(report: Report, secrets: readonly string[]): Report {
  if (secrets.length === 0) return report;
  // Sentences quote values as JSON.
  const inText = secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  const longestFirst = [...new Set(inText)].sort((one, other) => other.length - one.length);
  const patterns = longestFirst.map((text) => {
    const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    // A short secret would match everywhere, so it must be a complete quotation, or a number in the place of a value.
    return text.length < 3
      ? new RegExp(
          `(?<=["\`])${escaped}(?=["\`])|(?<=\\b(?:from|to|is) )${escaped}(?![\\p{L}\\p{N}_.])`,
          "gu",
        )
      : new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "gu");
  });
  const hide = (text: string) => patterns.reduce((left, pattern) => left.replace(pattern, secret), text);
  const hideValue = (value: unknown): unknown => {
    if (typeof value === "string") return longestFirst.includes(value) ? secret : hide(value);
    if (typeof value === "number") return longestFirst.includes(String(value)) ? secret : value;
    if (Array.isArray(value)) return value.map(hideValue);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hideValue(each)]));
  };
  const hideAction = ({ user, workspace, key, role, differences, ...action }: Action): Action => ({
    ...action,
    ...(user === undefined
      ? {}
      : { user: user.email === undefined ? user : { ...user, email: hide(user.email) } }),
    ...(workspace === undefined
      ? {}
      : { workspace: { ...workspace, name: String(hideValue(workspace.name)) } }),
    ...(key === undefined ? {} : { key: { ...key, name: String(hideValue(key.name)) } }),
    ...(role === undefined ? {} : { role: String(hideValue(role)) }),
    ...(differences === undefined
      ? {}
      : {
          differences: differences.map(({ property, before, after }) => ({
            property,
            before: hideValue(before),
            after: hideValue(after),
          })),
        }),
    text: hide(action.text),
  });
  return {
    ...report,
    actions: report.actions.map(hideAction),
    refusals: report.refusals.map((refusal) => ({ ...refusal, reason: hide(refusal.reason) })),
    notes: report.notes.map(hide),
  };
}
