// Numbers in sentences and key figures. Tables have exact numbers instead (`formattedColumn`).

/** `$1,234.57`, or `$123,457` for large amounts. Rounds the exact decimal without floating point. */
export function roundedAmount(amount: string, currency: string): string {
  const isLarge = (amount.split(".")[0] ?? "").length >= 6;
  const format = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    ...(isLarge ? { maximumFractionDigits: 0 } : {}),
  });
  return format.format(decimal(amount));
}

/** `1.23M`, or the whole number below 10,000. */
export function compactCount(count: string): string {
  const isSmall = count.length <= 4;
  const format = new Intl.NumberFormat(
    "en-US",
    isSmall ? {} : { notation: "compact", maximumSignificantDigits: 3 },
  );
  return format.format(decimal(count));
}

/** `1,234,567`. */
export function wholeCount(count: string): string {
  return new Intl.NumberFormat("en-US").format(decimal(count));
}

/** `+12.3%`. */
export function signedPercent(percent: string): string {
  const isPositive = !percent.startsWith("-") && Number(percent) !== 0;
  return `${isPositive ? "+" : ""}${percent.replace("-", "−")}%`;
}

function decimal(text: string): Intl.StringNumericLiteral {
  return text as Intl.StringNumericLiteral;
}

const dayFormat = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const monthFormat = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "long" });
const timeFormat = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  dateStyle: "medium",
  timeStyle: "short",
  hourCycle: "h23",
});

/** `Nov 1, 2026`. */
export function dayName(time: number): string {
  return dayFormat.format(time);
}

/** `Nov 1, 2026, 13:05 UTC`. */
export function timeName(time: number): string {
  return `${timeFormat.format(time)} UTC`;
}

/** `November`. */
export function monthName(time: number): string {
  return monthFormat.format(time);
}
