import Big from "big.js";
import { implausible } from "../apiError.ts";

/** An exact sum of amounts. The API's unit is cents; all texts here are in currency units. */
export class Money {
  #sum = new Big(0);

  add(amount: string): void {
    this.#sum = this.#sum.plus(amount);
  }

  get text(): string {
    return this.#sum.toFixed();
  }
}

/** Compares two amounts, for sorting in ascending order. */
export function compareAmounts(one: string, other: string): number {
  return new Big(one).cmp(other);
}

/** Cents as the API has them, a decimal, in currency units. `"1234.5"` becomes `"12.345"`. */
export function currencyUnits(cents: string | number): string {
  // Not `div`, which rounds.
  return new Big(String(cents)).times("0.01").toFixed();
}

/** The sum of rows that have one currency. Rejects rows with different ones. */
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
