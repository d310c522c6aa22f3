import { z } from "zod";
import { ApiError, RefusedError } from "./api/errors.ts";
import { ApiKeyWire, type UserWire } from "./api/objects.ts";
import { path } from "./api/path.ts";
import { normalEmail } from "./people.ts";
import type { Operation } from "./resource.ts";

const UsageWire = z.object({
  data: z.array(z.object({ results: z.array(z.object({ api_key_id: z.string().nullish() })) })),
  has_more: z.boolean().nullish(),
  next_page: z.string().nullish(),
});

const usedWithinDays = 30;
const mostPages = 100;

/**
 * Changes a key's name or status, which is all that can be done to a key. Whatever the answer, what counts is whether
 * the key is so now.
 */
export async function changeKey(
  operation: Operation,
  id: string,
  changes: { readonly name?: string; readonly status?: string },
  doing: string,
): Promise<ApiKeyWire> {
  const { client, live } = operation;
  try {
    const { value } = await client.request({
      method: "POST",
      path: path`/v1/organizations/api_keys/${id}`,
      body: changes,
      answer: ApiKeyWire,
      doing,
      repeatable: true,
    });
    live.noteApiKey(value);
    return value;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const after = await live.confirmApiKey(id).catch(() => undefined);
    const { name = after?.name, status = after?.status } = changes;
    if (after === undefined || after.name !== name || after.status !== status) throw error;
    live.noteApiKey(after);
    return after;
  }
}

/**
 * Before a person goes: deactivates the keys that the program names, or those nobody uses any more, and says which
 * active ones are left. Keys that belong to a workspace work on without the person who made them.
 */
export async function deactivateKeysOf(
  operation: Operation,
  user: UserWire,
  which: string | readonly string[] | undefined,
): Promise<void> {
  if (which === undefined) return;
  const { live, began } = operation;
  const person = normalEmail(user.email);
  const active = (await live.apiKeys(began)).filter(
    (key) =>
      key.status === "active" && (key.created_by?.id === user.id || key.principal?.user_id === user.id),
  );
  const ids = Array.isArray(which) ? which : [];
  const foreign = ids.filter((id) => !active.some((key) => key.id === id));
  const all = foreign.length === 0 ? [] : await live.apiKeys(began);
  const others = all.filter((key) => foreign.includes(key.id) && key.status === "active");
  if (others.length > 0) {
    throw new RefusedError(
      `Did not deactivate ${others.map((key) => `${JSON.stringify(key.name)} (${key.id})`).join(", ")}: not a key of ${person}. Nothing was changed. Correct \`deactivateKeys\`, and run \`up\` once before deleting.`,
    );
  }
  const used =
    which === "unused" && active.length > 0 ? await usedKeys(operation, active) : new Set<string>();
  const chosen = active.filter((key) => (which === "unused" ? !used.has(key.id) : ids.includes(key.id)));
  for (const key of chosen) {
    await changeKey(
      operation,
      key.id,
      { status: "inactive" },
      `deactivate the key ${JSON.stringify(key.name)} (${key.id}) of ${person}`,
    );
  }
  const left = active.filter((key) => !chosen.includes(key));
  if (left.length > 0) {
    operation.say(
      `${left.length} active API key${left.length === 1 ? "" : "s"} of ${person} ${left.length === 1 ? "is left as it is" : "are left as they are"}: ${left.map((key) => `${JSON.stringify(key.name)} (${key.id}${used.has(key.id) ? ", in use" : ""})`).join(", ")}.`,
    );
  }
}

/** Which of the keys made a request lately, by `GET /v1/organizations/usage_report/messages`. */
async function usedKeys({ client }: Operation, keys: readonly ApiKeyWire[]): Promise<Set<string>> {
  const used = new Set<string>();
  const since = new Date(Date.now() - usedWithinDays * 86_400_000);
  since.setUTCHours(0, 0, 0, 0);
  let page: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const { value } = await client.request({
      method: "GET",
      path: "/v1/organizations/usage_report/messages",
      query: {
        starting_at: since.toISOString(),
        bucket_width: "1d",
        limit: 31,
        group_by: ["api_key_id"],
        api_key_ids: keys.map((key) => key.id),
        page,
      },
      answer: UsageWire,
      doing: "see which of the person's keys are in use",
    });
    for (const bucket of value.data)
      for (const { api_key_id: id } of bucket.results) if (typeof id === "string") used.add(id);
    page = value.next_page ?? undefined;
    if (page === undefined) return used;
  }
  throw new RefusedError(
    "Did not judge which keys are in use: the usage report has no end. Name the keys to deactivate by their ids in `deactivateKeys`.",
  );
}
