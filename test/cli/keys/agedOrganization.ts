import type { ListKeysOptions } from "../../../cli/keys/listKeys.ts";
import type { ApiKeyJson, Emulator, EmulatorOptions, Seed } from "../../../emulator/index.ts";
import { type Workdir, workdirOf } from "../workdir.ts";

export const now = new Date("2026-11-20T10:30:00Z");
export const day = 86_400_000;

/** The defaults of `keys list`. */
export const listOptions: ListKeysOptions = {
  status: ["active", "inactive", "expired"],
  lookBack: 365 * day,
  format: "jsonl",
};

type SeedKey = NonNullable<Seed["api_keys"]>[number];

/** A key in the workspace Production that Ada created. */
export function seedKey(name: string, created_at: string, more: Partial<SeedKey> = {}): SeedKey {
  return {
    id: `apikey_01${name}`,
    name,
    created_at,
    created_by: { id: "user_01ada", type: "user" },
    scope: { type: "workspace", workspace_id: "wrkspc_01production" },
    ...more,
  };
}

export interface AgedOrganization extends Workdir {
  readonly emulator: Emulator;
  /** The requests since the last call, such as `GET users`. */
  requests(): string[];
  key(id: string): ApiKeyJson | undefined;
}

/** An organization with these keys, without generated usage. Ada is an admin and Bo a developer; Cy left. */
export async function agedOrganization(
  keys: readonly SeedKey[],
  { seed, ...options }: Omit<EmulatorOptions, "seed"> & { seed?: Partial<Seed> } = {},
): Promise<AgedOrganization> {
  const created_at = "2025-01-01T00:00:00Z";
  const workdir = await workdirOf({
    now,
    ...options,
    seed: {
      version: 1,
      default_workspace: { id: "wrkspc_01default", created_at },
      workspaces: [
        { id: "wrkspc_01production", name: "Production", created_at },
        { id: "wrkspc_01research", name: "Research", created_at },
      ],
      users: [
        { id: "user_01ada", email: "ada@example.com", role: "admin", added_at: created_at },
        { id: "user_01bo", email: "bo@example.com", role: "developer", added_at: created_at },
      ],
      api_keys: [...keys],
      ...seed,
    },
  });
  const { emulator } = workdir;
  return {
    ...workdir,
    requests: () => {
      const all = emulator.requests.map(
        ({ method, path }) => `${method} ${path.replace("/v1/organizations/", "")}`,
      );
      emulator.clearRequests();
      return all;
    },
    key: (id) =>
      emulator
        .organization()
        .state()
        .api_keys.find((candidate) => candidate.id === id),
  };
}

/** The creator of keys who is not in the organization. */
export const leftUser = { id: "user_01cy", type: "user" } as const;
