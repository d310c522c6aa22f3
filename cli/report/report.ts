import { timeText } from "../../provider/api/reports/span.ts";
import { capitalized } from "../output/phrases.ts";
import type { Reading } from "./entry.ts";
import { shortTime } from "./period.ts";
import { type Origin, originTitle, type ReportName, titles } from "./query.ts";
import type { Rows } from "./rows.ts";

/** A report, ready to be written in any format. */
export interface Report extends Rows, Pick<Reading, "span" | "refreshedAt"> {
  readonly name: ReportName;
  readonly origin: Origin;
  readonly organization: string;
}

/** `Cost of organization ... from 2026-11-01 to 2026-12-01`. */
export function headline({ name, organization, span }: Report): string {
  const heading = capitalized(titles[name]);
  return `${heading} of organization ${organization} from ${shortTime(span.from)} to ${shortTime(span.to)} (UTC)`;
}

/** Where the data come from, and how complete they are. */
export function sourceLine({ name, origin, refreshedAt }: Report): string {
  const until = refreshedAt === undefined ? "" : `, complete until ${timeText(Date.parse(refreshedAt))}`;
  return `Source: ${originTitle(name, origin)}${until}.`;
}
