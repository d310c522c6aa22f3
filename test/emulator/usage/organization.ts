import type { Emulator, EmulatorOptions, KeyUse, Seed } from "../../../emulator/index.ts";
import { emulate, part, send } from "../setup.ts";

/** A use of an API key with a value for every dimension, and a different one for every count. */
export const completeUse = {
  model: "claude-opus-5-5",
  serviceTier: "batch",
  contextWindow: "200k-1M",
  inferenceGeo: "us",
  speed: "fast",
  uncachedInputTokens: 1,
  outputTokens: 2,
  cacheReadInputTokens: 3,
  cacheCreation5mInputTokens: 4,
  cacheCreation1hInputTokens: 5,
  webSearchRequests: 6,
} as const satisfies KeyUse;

export const now = new Date("2026-11-20T10:30:00Z");

/** An organization with a year of generated usage. Its IDs are constant, so its usage is as well. */
export function busySeed(workspaceCount = 3): Seed {
  const created_at = "2025-10-01T00:00:00Z";
  const workspaces = Array.from({ length: workspaceCount }, (_, index) => ({
    id: `wrkspc_01busy${index}`,
    name: `Team ${index}`,
    created_at,
  }));
  const users = ["ada", "bo", "cy", "di", "ed"].map((name, index) => ({
    id: `user_01${name}`,
    email: `${name}@example.com`,
    role: index === 0 ? ("admin" as const) : ("developer" as const),
    added_at: created_at,
  }));
  return {
    version: 1,
    organization: { id: "0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10", name: "Busy" },
    settings: { generated_usage: { discount_percent: 10 } },
    default_workspace: { id: "wrkspc_01default", created_at },
    workspaces,
    users,
    api_keys: [
      ...workspaces.flatMap(({ id }, index) =>
        [0, 1].map((number) => ({
          id: `apikey_01busy${index}n${number}`,
          name: `key ${index}.${number}`,
          created_at,
          scope: { type: "workspace" as const, workspace_id: id },
        })),
      ),
      { id: "apikey_01default", name: "default", created_at },
      {
        id: "apikey_01personal",
        name: "personal",
        created_at,
        principal: { type: "user_actor" as const, user_id: "user_01bo" },
        scope: { type: "organization" as const },
      },
      {
        id: "apikey_01robot",
        name: "robot",
        created_at,
        principal: { type: "service_account_actor" as const, service_account_id: "svac_01robot" },
        scope: { type: "organization" as const },
      },
    ],
  };
}

export async function busy(options: EmulatorOptions = {}): Promise<Emulator> {
  return emulate({ now, seed: busySeed(), ...options });
}

/** An organization with 99 workspaces and the default one. Each has one key, so that the emulator is fast. */
export function hundredWorkspaces(): Seed {
  const whole = busySeed(99);
  return { ...whole, api_keys: (whole.api_keys ?? []).filter(({ id }) => id?.endsWith("n1") !== true) };
}

/** All entries of a report, page after page. */
export async function whole(emulator: Emulator, path: string, query: string): Promise<unknown[]> {
  const entries: unknown[] = [];
  let page: unknown;
  do {
    const more = typeof page === "string" ? `&page=${page}` : "";
    const { status, body } = await send(emulator, `GET /v1/organizations/${path}?${query}${more}`, {
      headers: { "anthropic-beta": "analytics-usage-cost-2026-08-24" },
    });
    const data = part(body, "data");
    if (status !== 200 || !Array.isArray(data)) throw new Error(JSON.stringify(body));
    entries.push(...data);
    page = part(body, "next_page");
  } while (page !== null);
  return entries;
}

/** The entries of all buckets. */
export async function results(emulator: Emulator, path: string, query: string): Promise<unknown[]> {
  const buckets = await whole(emulator, path, query);
  return buckets.flatMap((bucket) => {
    const found = part(bucket, "results");
    return Array.isArray(found) ? found : [];
  });
}

/** A sum of decimals, exact, in trillionths. */
export function exactSum(amounts: readonly unknown[]): bigint {
  return amounts.reduce<bigint>((sum, amount) => sum + trillionths(amount), 0n);
}

export function trillionths(amount: unknown): bigint {
  const [whole = "", fraction = ""] = String(amount).split(".");
  return BigInt(whole + fraction.padEnd(12, "0"));
}
