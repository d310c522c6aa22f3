import { normalEmail } from "../../provider/people.ts";
import { isRecord } from "../../provider/values.ts";
import type { Report } from "./report.ts";

const address = /[^\s@,;:<>()[\]{}/"'`|]+@[^\s@,;:<>()[\]{}/"'`|]+\.[\p{L}\p{N}-]+/giu;

/** The report without addresses: the same person has the same number everywhere. */
export function redacted(report: Report): Report {
  const numbers = new Map<string, string>();
  const hide = (text: string): string =>
    text.replace(address, (email) => {
      const name = normalEmail(email);
      const shown = numbers.get(name) ?? `person ${numbers.size + 1}`;
      numbers.set(name, shown);
      return shown;
    });
  const actions = report.actions.map(({ person, ...action }) =>
    // Numbers are for people who read; who reads by program has the ids.
    person?.userId === undefined ? action : { ...action, person: { userId: person.userId } },
  );
  return mapped({ ...report, actions }, hide);
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
