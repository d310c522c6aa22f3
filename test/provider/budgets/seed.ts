import type { Emulator, Seed } from "../../../emulator/index.ts";

const created_at = "2026-01-01T00:00:00Z";

/** An organization with a key per workspace and without generated usage, so that tests decide what each workspace costs. */
export function budgetSeed(): Seed {
  const workspaces = [
    { id: "wrkspc_01research", name: "Research", tags: { team: "ml", env: "prod" } },
    { id: "wrkspc_01search", name: "Search", tags: { team: "ml", env: "dev" } },
    { id: "wrkspc_01web1", name: "Web", tags: { team: "web" } },
    { id: "wrkspc_01web2", name: "Web", tags: { team: "web" } },
    { id: "wrkspc_01old", name: "Research", tags: { team: "ml" }, archived_at: "2026-11-10T00:00:00Z" },
    { id: "wrkspc_01past", name: "Past", archived_at: "2026-10-10T00:00:00Z" },
  ];
  return {
    version: 1,
    organization: { id: "0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10", name: "Budgeted" },
    default_workspace: { id: "wrkspc_01default", created_at },
    workspaces: workspaces.map((workspace) => ({ created_at, ...workspace })),
    api_keys: [
      ...workspaces.map(({ id, ...workspace }) => ({
        id: id.replace("wrkspc_", "apikey_"),
        name: id,
        created_at,
        scope: { type: "workspace" as const, workspace_id: id },
        status: "archived_at" in workspace ? ("archived" as const) : ("active" as const),
      })),
      { id: "apikey_01default", name: "default", created_at },
    ],
  };
}

/** Records cost. A web search costs exactly one cent. `key` is the end of the workspace's ID, such as `research`. */
export function spend(emulator: Emulator, key: string, dollars: number, at: string): void {
  emulator.organization().console.useApiKey(`apikey_01${key}`, new Date(at), {
    uncachedInputTokens: 0,
    outputTokens: 0,
    webSearchRequests: dollars * 100,
  });
}
