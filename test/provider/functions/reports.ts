import { expect } from "vitest";
import { busySeed, now } from "../../emulator/usage/organization.ts";
import { type Reader, type ReaderOptions, reader } from "./reader.ts";

/** A program beside an organization with a year of usage. */
export function busyReader(options: ReaderOptions = {}): Promise<Reader> {
  return reader({ now, seed: busySeed(), ...options });
}

/** The cost that the emulator itself computes, in currency units. */
export function ownCost({ emulator }: Reader, from: string, to: string): string {
  return units(emulator.organization().cost(new Date(from), new Date(to)));
}

/** Cents in currency units, without the code under test. */
export function units(cents: string): string {
  const [whole = "", fraction = ""] = cents.split(".");
  const digits = whole.padStart(3, "0");
  const decimals = `${digits.slice(-2)}${fraction}`.replace(/0+$/, "");
  return decimals === "" ? digits.slice(0, -2) : `${digits.slice(0, -2)}.${decimals}`;
}

/** The exact sum of decimals. */
export function sum(amounts: readonly string[]): string {
  const scaled = amounts.reduce<bigint>((all, amount) => {
    expect(amount).toMatch(/^\d+(\.\d{1,20})?$/);
    const [whole = "", fraction = ""] = amount.split(".");
    return all + BigInt(whole + fraction.padEnd(20, "0"));
  }, 0n);
  const digits = scaled.toString().padStart(21, "0");
  return `${digits.slice(0, -20)}.${digits.slice(-20)}`.replace(/\.?0+$/, "");
}
