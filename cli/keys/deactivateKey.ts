import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
import { audited } from "../../provider/kernel/auditLog.ts";
import type { Session } from "../../provider/kernel/session.ts";
import { changeKey } from "../../provider/keys.ts";
import { keyTitle } from "./selectKeys.ts";

/** The outcome of a deactivation: `done`, or the status of a key that was no longer active. */
export type Deactivated = "done" | "inactive" | "archived" | "expired" | "removed";

/**
 * Reads a key again and deactivates it. Writes nothing if the key is no longer active. After a lost response, reads the key to find the
 * outcome. `command` is for the audit log. API: `POST /v1/organizations/api_keys/{id}`.
 */
export async function deactivateKey(
  { client, cache, guard }: Pick<Session, "client" | "cache" | "guard">,
  { id }: Pick<ApiKeyWire, "id">,
  command: string,
): Promise<Deactivated> {
  const began = cache.now();
  await guard.confirm();
  // Does not use the list, which can be stale: a key that was just reactivated would stay active.
  const key = await cache.confirmApiKey(id, began);
  if (key === undefined) return "removed";
  if (key.status === "inactive" || key.status === "archived" || key.status === "expired") return key.status;
  const doing = `deactivate the key ${keyTitle(key)}`;
  const record = {
    stack: undefined,
    resource: undefined,
    kind: "ApiKey",
    operation: command,
    id,
    email: undefined,
    changes: { status: { before: key.status, after: "inactive" } },
  };
  const after = await audited(record, () => changeKey({ client, cache }, id, { status: "inactive" }, doing));
  if (after.id === id && after.status === "inactive") return "done";
  throw new UserError(
    `cannot ${doing}: the API accepted the request, but the key is ${after.status}. Check the key in the Console.`,
  );
}

/** The outcome of a deactivation as a sentence. */
export function outcomeText(key: Pick<ApiKeyWire, "id" | "name">, outcome: Deactivated): string {
  if (outcome === "done") return `Deactivated ${keyTitle(key)}.`;
  if (outcome === "removed") return `The organization no longer has the key ${keyTitle(key)}.`;
  return `The key ${keyTitle(key)} is already ${outcome}.`;
}
