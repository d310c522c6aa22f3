import type { Assumptions } from "./assumptions.ts";

/** A name as the API stores it. */
export function storedName(name: string, { storedNames }: Assumptions): string {
  return storedNames === "keep" ? name : name.normalize("NFC").replace(/\s+/gu, " ").trim();
}
