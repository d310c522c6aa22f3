import { hasSecret, jsonText, oneLine } from "../../provider/api/foreignText.ts";
import { csv, csvText } from "./csv.ts";

/** A property of every record. */
export interface RecordColumn {
  readonly key: string;
  /** Only text is escaped for spreadsheets. */
  readonly type: string;
}

/** The values of a record by key. */
export type RecordValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Records as CSV with a header line. A missing value is an empty field. */
export function recordsCsv(columns: readonly RecordColumn[], records: readonly RecordValues[]): string {
  return `${csvHeader(columns.map(({ key }) => key))}${recordsCsvLines(columns, records)}`;
}

export function csvHeader(keys: readonly string[]): string {
  return csv([keys]);
}

/** The lines of the CSV without the header. */
export function recordsCsvLines(columns: readonly RecordColumn[], records: readonly RecordValues[]): string {
  const lines = records.map((record) =>
    columns.map(({ key, type }) => {
      const value = String(record[key] ?? "");
      return type === "text" ? csvText(value) : value;
    }),
  );
  return csv(lines);
}

/** Records as JSON Lines. A missing value is `null`. */
export function recordsJsonLines(columns: readonly RecordColumn[], records: readonly RecordValues[]): string {
  return records
    .map((record) => {
      const entries = columns.map(({ key }) => {
        const value = record[key] ?? null;
        return [key, typeof value === "string" && hasSecret(value) ? oneLine(value) : value];
      });
      return `${jsonText(Object.fromEntries(entries))}\n`;
    })
    .join("");
}
