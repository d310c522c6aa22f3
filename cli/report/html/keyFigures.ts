import {
  amountDifference,
  compareAmounts,
  Money,
  scaledAmount,
} from "../../../provider/api/reports/money.ts";
import { bucketLength, type Span } from "../../../provider/api/reports/span.ts";
import { counted } from "../../output/phrases.ts";
import { cacheKeys, hitRate } from "./cache.ts";
import { monthForecast } from "./forecast.ts";
import { type Bucket, bucketsOf } from "./groups.ts";
import {
  compactCount,
  dayName,
  monthName,
  roundedAmount,
  signedPercent,
  timeName,
  wholeCount,
} from "./numbers.ts";
import type { PageData } from "./readPage.ts";

/** A number at the top of the page. */
export interface KeyFigure {
  readonly title: string;
  readonly value: string;
  /** The scope or the basis of the number. */
  readonly note: string | undefined;
}

/** The key figures that the data supports. */
export function keyFiguresOf(data: PageData): KeyFigure[] {
  if (data.total.rows.length === 0) return [];
  if (data.query.report === "claude-code") return claudeCodeFigures(data);
  const own = data.query.report === "cost" ? costFigures(data) : usageFigures(data);
  return [...own, cacheFigure(data), changeFigure(data), forecastFigure(data)].filter(
    (figure) => figure !== undefined,
  );
}

function costFigures(data: PageData): (KeyFigure | undefined)[] {
  const { total } = data;
  const { amount = "0", listAmount } = total.totals;
  const saved = listAmount === undefined ? "0" : amountDifference(String(listAmount), String(amount));
  return [
    {
      title: "Total cost",
      value: roundedAmount(String(amount), total.currency),
      note:
        compareAmounts(saved, "0") > 0
          ? `${roundedAmount(saved, total.currency)} below list prices`
          : undefined,
    },
    averageFigure(data),
  ];
}

function usageFigures(data: PageData): (KeyFigure | undefined)[] {
  const { totals } = data.total;
  return [
    countFigure("Tokens", totals["totalTokens"]),
    countFigure("Output tokens", totals["outputTokens"]),
    countFigure("Requests", totals["requests"]),
    averageFigure(data),
  ];
}

function claudeCodeFigures(data: PageData): KeyFigure[] {
  const { totals, currency, rows } = data.total;
  const { linesAdded, linesRemoved } = totals;
  const figures = [
    data.by.join() === "user,api-key" ? countFigure("Active users and keys", rows.length) : undefined,
    countFigure("Sessions", totals["sessions"]),
    countFigure("Lines added", linesAdded, `${wholeCount(String(linesRemoved ?? 0))} removed`),
    countFigure("Commits", totals["commits"]),
    countFigure("Pull requests", totals["pullRequests"]),
    {
      title: "Estimated cost",
      value: roundedAmount(String(totals["estimatedCost"] ?? "0"), currency),
      note: undefined,
    },
    activeDayFigure(data),
    cacheFigure(data),
  ];
  return figures.filter((figure) => figure !== undefined);
}

/** A row of the daily report is a day on which a user or key was active. */
function activeDayFigure({ daily, total }: PageData): KeyFigure | undefined {
  const days = new Set(
    daily.rows.map(({ startingAt, ...row }) => `${startingAt} ${row["userEmail"]} ${row["apiKeyName"]}`),
  ).size;
  if (days === 0) return undefined;
  const average = scaledAmount(String(total.totals["estimatedCost"] ?? "0"), 1, days, 2);
  return {
    title: "Cost per active day",
    value: roundedAmount(average, total.currency),
    note: `average of ${counted(days, ["day", "days"])} with activity of a user or key`,
  };
}

function countFigure(
  title: string,
  value: string | number | undefined,
  note?: string,
): KeyFigure | undefined {
  if (value === undefined) return undefined;
  const count = String(value);
  const compact = compactCount(count);
  const whole = wholeCount(count);
  return { title, value: compact, note: note ?? (compact === whole ? undefined : whole) };
}

function completeDaysOf({ daily, metric, completeDays }: PageData): Bucket[] {
  return bucketsOf(daily, metric).filter(({ from }) => from >= completeDays.from && from < completeDays.to);
}

function sumOf(days: readonly Bucket[]): string {
  const sum = new Money();
  for (const { total } of days) sum.add(total);
  return sum.text;
}

/** A value of the main metric: an amount or a count of tokens. */
function shown({ query, total }: PageData, value: string): string {
  return query.report === "cost" ? roundedAmount(value, total.currency) : `${compactCount(value)} tokens`;
}

function averageFigure(data: PageData): KeyFigure | undefined {
  const days = completeDaysOf(data);
  if (days.length < 2) return undefined;
  const decimals = data.query.report === "cost" ? 2 : 0;
  const average = scaledAmount(sumOf(days), 1, days.length, decimals);
  const note = `of ${days.length} complete days`;
  return data.query.report === "cost"
    ? { title: "Average per day", value: shown(data, average), note }
    : { title: "Tokens per day", value: compactCount(average), note: `average ${note}` };
}

function cacheFigure({ query, daily, usage }: PageData): KeyFigure | undefined {
  const report = query.report === "cost" ? usage : daily;
  const rate = report === undefined ? undefined : hitRate(report.totals, cacheKeys(report.name));
  if (rate === undefined) return undefined;
  return { title: "Cache hit rate", value: `${rate}%`, note: "of input tokens" };
}

/** Compares complete days only. The current day would make every change look like a decrease. */
function changeFigure(data: PageData): KeyFigure | undefined {
  const { previous, completeDays } = data;
  if (previous === undefined || compareAmounts(previous.total, "0") <= 0) return undefined;
  const current = sumOf(completeDaysOf(data));
  const percent = scaledAmount(amountDifference(current, previous.total), 100, previous.total, 1);
  const days = (completeDays.to - completeDays.from) / bucketLength["1d"];
  const before = days === 1 ? "the day before" : `the ${days} days before`;
  return {
    title: "Change",
    value: signedPercent(percent),
    note: `${rangeName(completeDays)}: ${shown(data, current)}; ${before}: ${shown(data, previous.total)}`,
  };
}

function forecastFigure(data: PageData): KeyFigure | undefined {
  if (data.query.report !== "cost") return undefined;
  const forecast = monthForecast(data, bucketsOf(data.daily, data.metric));
  if (forecast === undefined) return undefined;
  const { month, completeDays, amount } = forecast;
  return {
    title: `Forecast for ${monthName(month.from)}`,
    value: roundedAmount(amount, data.total.currency),
    note: `at the average of its ${completeDays} complete days`,
  };
}

/** The period of a page. */
export function periodName({ daily: { span }, time }: Pick<PageData, "daily" | "time">): string {
  return time === "day" ? rangeName(span) : `${timeName(span.from)} to ${timeName(span.to)}`;
}

/** `Nov 1, 2026 to Nov 28, 2026`, with the last day included. */
export function rangeName({ from, to }: Span): string {
  const last = Math.max(from, to - 1);
  const [first, end] = [dayName(from), dayName(last)];
  return first === end ? first : `${first} to ${end}`;
}
