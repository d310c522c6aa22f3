import Big from "big.js";

/** The number of decimals of a currency: 2 for USD, 0 for JPY. Unknown currencies have 2. */
export function decimalsOf(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat("en", {
      style: "currency",
      currency,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Converts the API's minor units to currency units: `"49950"` cents become `"499.5"`. */
export function toCurrencyUnits(minorUnits: string, currency: string): string {
  // Not `div`, which rounds.
  return new Big(minorUnits).times(new Big(`1e-${decimalsOf(currency)}`)).toFixed();
}

/** Converts an amount in currency units to the API's minor units. Undefined if the currency has too few decimals for it. */
export function toMinorUnits(amount: string, currency: string): string | undefined {
  const minor = new Big(amount).times(new Big(`1e${decimalsOf(currency)}`));
  return minor.eq(minor.round()) ? minor.toFixed() : undefined;
}

/** One spelling for equal amounts: `"500.00"` becomes `"500"`. */
export function normalAmount(amount: string): string {
  return new Big(amount).toFixed();
}
