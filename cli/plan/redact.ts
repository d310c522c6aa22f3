import { isRecord } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/people.ts";
import { address, hidden, isAboutPerson } from "../output/redact.ts";
import type { Report } from "./report.ts";

/**
 * The report without addresses, and without the names of resources that are called after people, of which more than the
 * report's own may be told. The same user has the same number everywhere.
 */
export function redacted(report: Report, more: ReadonlySet<string> = new Set()): Report {
  const numbers = new Map<string, string>();
  const hide = (text: string): string =>
    text.replace(address, (email) => {
      const name = normalEmail(email);
      const shown = numbers.get(name) ?? `user ${numbers.size + 1}`;
      numbers.set(name, shown);
      return shown;
    });
  const unnamed = <T extends { readonly kind: string; readonly resource: string }>(entry: T): T =>
    isAboutPerson(entry.kind) ? { ...entry, resource: hidden } : entry;
  const actions = report.actions.map(({ user, ...action }) =>
    // Numbers are for people who read; who reads by program has the ids.
    unnamed(user?.userId === undefined ? action : { ...action, user: { userId: user.userId } }),
  );
  const refusals = report.refusals.map((refusal) => ("kind" in refusal ? unnamed(refusal) : refusal));
  // What is said of a resource begins with its name.
  const people = new Set([
    ...more,
    ...[...report.actions, ...report.refusals].flatMap((entry) =>
      "kind" in entry && isAboutPerson(entry.kind) ? [entry.resource] : [],
    ),
  ]);
  const notes = report.notes.map((note) => {
    const name = note.split(": ")[0] ?? "";
    return people.has(name) ? `${hidden}${note.slice(name.length)}` : note;
  });
  const quoted = (text: string) =>
    text.replace(/(?<=["'`])(urn:[^"'`]*::)?([^"'`]+)(?=["'`])/g, (whole, start = "", name = "") =>
      people.has(name) ? `${start}${hidden}` : whole,
    );
  return mapped({ ...report, actions, refusals, notes }, (text) => hide(quoted(text)));
}

/** The same document with every text in it changed. */
export function mapped(report: Report, change: (text: string) => string): Report {
  const each = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(each);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, each(part)]));
  };
  return each(report) as Report;
}
