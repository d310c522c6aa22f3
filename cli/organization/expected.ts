import { UserError } from "../../provider/errors.ts";
import { joined } from "../output/counting.ts";

/**
 * Rejects a key of an organization that is not `known`. `whose` names the owner of the known ones, as in "the stacks
 * manage"; `advice` says that nothing was done and what to do.
 */
export function mustBeMeant(id: string, known: ReadonlySet<string>, whose: string, advice: string): void {
  if (known.size === 0 || known.has(id)) return;
  throw new UserError(
    `The key in use is of organization ${id}, but ${whose} ${joined([...known])}. ${advice}`,
  );
}
