import type { FederationRuleWire } from "../../api/federationRules/objects.ts";
import type { Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import type { State } from "./schema.ts";
import { fromWire } from "./wire.ts";

/**
 * The error of a change that stopped in the middle. The state gets the rule as it is now, and the next `up` resumes. A rule that was just
 * created is stored even if it cannot be read.
 */
export async function partialRule(
  operation: Operation,
  id: string,
  error: unknown,
  created?: { readonly wire: FederationRuleWire; readonly adopted: boolean },
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const read = await operation.cache.federation.confirmRule(id).catch(() => undefined);
  const wire = read ?? created?.wire;
  if (wire === undefined) return error;
  operation.cache.federation.storeRule(wire);
  const done = created === undefined ? "updated; the update" : "created; creation";
  return new PartialWriteError<State>(
    `FederationRule ${id} is partially ${done} resumes at the next \`pulumi up\`. ${error.message}`,
    id,
    { ...fromWire(wire), ...(created === undefined ? {} : { adopted: created.adopted }) },
  );
}
