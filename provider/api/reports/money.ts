import Big from "big.js";
import { implausible } from "../apiError.ts";

/** An exact sum of amounts in currency units, which are strings. The API's unit is cents. */
export class Money {
  #sum = new Big(0);

  add(amount: string): void {
    this.#sum = this.#sum.plus(amount);
  }

  get text(): string {
    return this.#sum.toFixed();
  }

  get decimal(): Big {
    return this.#sum;
  }
}

/** Compares two amounts, for sorting in ascending order. */
export function compareAmounts(one: string, other: string): number {
  return new Big(one).cmp(other);
}

/** An amount with this number of decimals, for display. */
export function rounded(amount: string, decimals: number): string {
  return new Big(amount).toFixed(decimals);
}

/** `amount * numerator / denominator`, rounded to `decimals`. */
export function scaledAmount(
  amount: string | number,
  numerator: string | number,
  denominator: string | number,
  decimals: number,
): string {
  return new Big(amount).times(numerator).div(denominator).toFixed(decimals);
}

/** The exact difference of two amounts. */
export function amountDifference(amount: string, subtracted: string): string {
  return new Big(amount).minus(subtracted).toFixed();
}

/** Converts the API's decimal cents to currency units: `"1234.5"` becomes `"12.345"`. */
export function currencyUnits(cents: string | number): string {
  // Not `div`, which rounds.
  return new Big(String(cents)).times("0.01").toFixed();
}

/** The sum of rows in one currency. Rejects rows in different currencies. */
export function totalOf(
  rows: readonly { readonly amount: string; readonly currency: string }[],
  doing: string,
): { readonly amount: string; readonly currency: string } {
  const sum = new Money();
  for (const { amount } of rows) sum.add(amount);
  const currency = onlyCurrency(
    rows.map((row) => row.currency),
    doing,
  );
  return { amount: sum.text, currency };
}

/** The currency of all amounts of a report. Rejects different ones. */
export function onlyCurrency(currencies: Iterable<string>, doing: string): string {
  const [first = "USD", other] = new Set(currencies);
  if (other === undefined) return first;
  throw implausible(doing, `the report has amounts in ${first} and ${other}`, undefined);
}
