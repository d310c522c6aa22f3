import { ApiKeyWire, type UserWire } from "./api/objects.ts";
import { path } from "./api/path.ts";
import { readMessagesUsage } from "./api/reports/messagesUsage.ts";
import { bucketLength, floorTo } from "./api/reports/span.ts";
import { writeThenVerify } from "./api/writeThenVerify.ts";
import { apiLimitation } from "./apiLimitations.ts";
import { UserError } from "./errors.ts";
import type { Operation } from "./kernel/definition.ts";
import { normalName } from "./text/spelling.ts";
import { normalEmail } from "./users/email.ts";

const usedWithinDays = 30;
const maxKeysPerRequest = 50;

/** Changes the name or the status of a key. The API can change nothing else of a key. */
export async function changeKey(
  { client, cache }: Pick<Operation, "client" | "cache">,
  id: string,
  changes: { readonly name?: string; readonly status?: string },
  doing: string,
): Promise<ApiKeyWire> {
  let seen: ApiKeyWire | undefined;
  const key = await writeThenVerify(
    async () => {
      const { value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/api_keys/${id}`,
        body: changes,
        schema: ApiKeyWire,
        doing,
        repeatable: true,
      });
      return value;
    },
    async () => {
      const after = await cache.confirmApiKey(id);
      seen = after;
      const { name = after?.name, status = after?.status } = changes;
      const isNamed = after !== undefined && normalName(after.name) === normalName(name ?? "");
      return isNamed && after?.status === status ? after : undefined;
    },
    () => (seen === undefined ? undefined : adviceOn(seen, changes)),
  );
  cache.storeApiKey(key);
  return key;
}

/** What to do about a rejected change of a key. Undefined if nothing about the key explains it. */
function adviceOn(key: ApiKeyWire, { status }: { readonly status?: string }): string | undefined {
  if (key.status === "archived" && status !== "archived") return sentence(apiLimitation("restoreKey"));
  if (key.status === "expired" && status === "active")
    return `The key has expired, and ${apiLimitation("rotateKey")}`;
  const { principal } = key;
  if (principal === null) return undefined;
  const owner = principal.user_id ?? principal.service_account_id ?? "its owner";
  return `The key acts as ${owner}, and the API may reject changes of such a key. Change it in the Console.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Before a user is demoted or removed: deactivates the keys that the program names, or the unused ones, and reports the active
 * keys that remain. A key of a workspace keeps working without the user who created it.
 */
export async function deactivateKeysOf(
  operation: Operation,
  user: UserWire,
  selection: string | readonly string[] | undefined,
): Promise<void> {
  if (selection === undefined) return;
  const email = normalEmail(user.email);
  const ids = Array.isArray(selection) ? selection : [];
  const keys = await currentKeys(operation, ids);
  const active = keys.filter(
    (key) =>
      key.status === "active" && (key.created_by?.id === user.id || key.principal?.user_id === user.id),
  );
  // A key that is not active is accepted, whoever created it: an interrupted run may have deactivated it.
  const mismatches = ids.flatMap((id) => {
    const key = keys.find((candidate) => candidate.id === id);
    if (key === undefined) return [id];
    return key.status === "active" && !active.includes(key) ? [`${JSON.stringify(key.name)} (${id})`] : [];
  });
  if (mismatches.length > 0) {
    throw new UserError(
      `cannot deactivate ${mismatches.join(", ")}: the organization has no key of ${email} with ${mismatches.length === 1 ? "this ID" : "these IDs"}. Nothing was changed. Correct \`deactivateKeys\`, and run \`up\` once before deleting.`,
    );
  }
  const used =
    selection === "unused" && active.length > 0
      ? await usedKeys(operation, active, email)
      : new Set<string>();
  const chosen = active.filter((key) => (selection === "unused" ? !used.has(key.id) : ids.includes(key.id)));
  for (const key of chosen) {
    const named = `${JSON.stringify(key.name)} (${key.id}) of ${email}`;
    await changeKey(operation, key.id, { status: "inactive" }, `deactivate the key ${named}`);
    operation.notify("keyStatusChanged", `The API key ${named} was deactivated.`);
  }
  const remaining = active.filter((key) => !chosen.includes(key));
  if (remaining.length > 0) {
    operation.notify(
      "keysRetained",
      `${remaining.length} active API key${remaining.length === 1 ? "" : "s"} of ${email} ${remaining.length === 1 ? "is left unchanged" : "are left unchanged"}: ${remaining.map((key) => `${JSON.stringify(key.name)} (${key.id}${used.has(key.id) ? ", in use" : ""})`).join(", ")}.`,
    );
  }
}

/**
 * All keys, from two lists, since one may be stale for a key that was just created or activated. Named keys that are not
 * listed as active are requested by ID.
 */
async function currentKeys({ cache, began }: Operation, named: readonly string[]): Promise<ApiKeyWire[]> {
  const keys = new Map<string, ApiKeyWire>();
  for (const key of await cache.apiKeys(began)) keys.set(key.id, key);
  for (const key of await cache.apiKeys(cache.now())) keys.set(key.id, key);
  for (const id of named) {
    const listed = keys.get(id);
    if (listed !== undefined && listed.status !== "inactive") continue;
    const key = await cache.confirmApiKey(id, began);
    if (key !== undefined) keys.set(id, key);
  }
  return [...keys.values()];
}

/** The IDs of the keys that made a request in the last 30 days, by `GET /v1/organizations/usage_report/messages`. */
async function usedKeys(
  { client }: Operation,
  keys: readonly ApiKeyWire[],
  email: string,
): Promise<Set<string>> {
  const doing = `see which API keys of ${email} are in use`;
  const day = bucketLength["1d"];
  const today = floorTo(client.serverNow(), day);
  const span = { from: today - usedWithinDays * day, to: today + day };
  const used = new Set<string>();
  for (let first = 0; first < keys.length; first += maxKeysPerRequest) {
    const apiKeyIds = keys.slice(first, first + maxKeysPerRequest).map((key) => key.id);
    const query = { span, bucketWidth: "1d", groupBy: ["apiKeyId"], filters: { apiKeyIds }, doing } as const;
    for await (const rows of readMessagesUsage(client, query)) {
      for (const { apiKeyId } of rows) {
        if (apiKeyId === undefined) {
          // A key in use must not count as unused.
          throw new UserError(
            `cannot ${doing}: the API returned usage without its key. Nothing was changed. List the IDs of the keys to deactivate in \`deactivateKeys\`, and run \`up\` once before deleting.`,
          );
        }
        used.add(apiKeyId);
      }
    }
  }
  return used;
}
