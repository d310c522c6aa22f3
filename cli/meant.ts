import { RefusedError } from "../provider/api/errors.ts";
import { joined } from "./counting.ts";

/**
 * Refuses a key of another organization than those that are known to be meant. `whose` says whose they are, `advice` what
 * was left undone and what to do.
 */
export function mustBeMeant(id: string, known: ReadonlySet<string>, whose: string, advice: string): void {
  if (known.size === 0 || known.has(id)) return;
  throw new RefusedError(
    `The key in use is of organization ${id}, but ${whose} ${joined([...known])}. ${advice}`,
  );
}
