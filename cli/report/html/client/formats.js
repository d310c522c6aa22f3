// Dates, numbers and names as a chart shows them.

/** A shortened name for an axis. @param {string} text @param {number} most */
function short(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

/** The name of an hour, day, week or month: short for an axis, or whole. @param {string} date @param {Step} step @param {boolean} whole */
function dateName(date, step, whole) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: "UTC",
    month: "short",
    ...(step === "month" ? {} : { day: "numeric" }),
    ...(step === "hour" ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {}),
    ...(whole || step === "month" ? { year: "numeric" } : {}),
    ...(whole && step === "day" ? { weekday: "short" } : {}),
  });
  return `${whole && step === "week" ? "Week of " : ""}${format.format(new Date(step === "hour" ? `${date.replace(" ", "T")}Z` : date))}`;
}

/** How values of a unit are written: a currency such as `USD`, `%`, or the name of what is counted. @param {string} unit */
function formatsFor(unit) {
  const isCurrency = /^[A-Z]{3}$/.test(unit);
  /** @type {Intl.NumberFormatOptions} */
  const style = isCurrency ? { style: "currency", currency: unit } : {};
  const compact = new Intl.NumberFormat("en-US", {
    ...style,
    notation: "compact",
    maximumSignificantDigits: 3,
  });
  const whole = new Intl.NumberFormat("en-US", style);
  const suffix = isCurrency || unit === "" ? "" : unit === "%" ? "%" : ` ${unit}`;
  return {
    /** @param {number} value */
    axis: (value) => {
      // `$1.50` instead of `$1.5`.
      const isSmallAmount = isCurrency && Math.abs(value) < 1000 && !Number.isInteger(value);
      return isSmallAmount ? whole.format(value) : `${compact.format(value)}${unit === "%" ? "%" : ""}`;
    },
    /** @param {number} value */
    text: (value) => `${whole.format(value)}${suffix}`,
  };
}
