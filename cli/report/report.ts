import { timeText } from "../../provider/api/reports/span.ts";
import { capitalized } from "../output/phrases.ts";
import type { Reading } from "./entry.ts";
import { shortTime } from "./period.ts";
import { type ReportName, type Source, sourceTitle, titles } from "./query.ts";
import type { Rows } from "./rows.ts";

/** A report, ready to be written in any format. */
export interface Report extends Rows, Pick<Reading, "span" | "refreshedAt"> {
  readonly name: ReportName;
  readonly source: Source;
  readonly organization: string;
}

/** The text of a report without rows. */
export const noUsage = "There is no usage in this period.";

/** `Cost of organization ... from 2026-11-01 to 2026-12-01`. */
export function headline({ name, organization, span }: Report): string {
  const heading = capitalized(titles[name]);
  return `${heading} of organization ${organization} from ${shortTime(span.from)} to ${shortTime(span.to)} (UTC)`;
}

/** The source of the data, and the time up to which it is complete. */
export function sourceLine({ name, source, refreshedAt }: Report): string {
  const until = refreshedAt === undefined ? "" : `, complete up to ${timeText(Date.parse(refreshedAt))}`;
  return `Source: ${sourceTitle(name, source)}${until}.`;
}
