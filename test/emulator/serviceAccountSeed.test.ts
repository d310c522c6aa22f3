import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import type { Seed } from "../../emulator/index.ts";

const now = new Date("2026-06-01T00:00:00Z");
const base: Seed = {
  version: 1,
  workspaces: [{ id: "wrkspc_lab", name: "Lab" }],
  service_accounts: [{ name: "ci" }, { id: "svac_old", name: "old", archived_at: "2026-01-02T00:00:00Z" }],
};
const member = { workspace_id: "Lab", service_account_id: "old", workspace_role: "workspace_user" } as const;

describe("service accounts of a seed", () => {
  it("service accounts of a seed can have the name of archived ones", () => {
    const service_accounts = [{ name: "old" }, { name: "old", archived_at: "2026-01-02T00:00:00Z" }];
    expect(fullSeed({ version: 1, service_accounts } satisfies Seed, now).service_accounts).toHaveLength(2);
  });

  it("get defaults, and their memberships get IDs instead of names", () => {
    const seed = fullSeed({ ...base, service_account_members: [member] } satisfies Seed, now);
    expect(seed.service_accounts).toMatchObject([
      {
        id: expect.stringMatching(/^svac_01/),
        name: "ci",
        organization_role: "developer",
        created_at: "2026-06-01T00:00:00.000000Z",
        updated_at: "2026-06-01T00:00:00.000000Z",
      },
      { id: "svac_old", updated_at: "2026-01-02T00:00:00Z" },
    ]);
    expect(seed.service_account_members).toEqual([
      {
        type: "service_account_workspace_member",
        workspace_id: "wrkspc_lab",
        service_account_id: "svac_old",
        workspace_role: "workspace_user",
        implicit: false,
        created_by_actor_id: null,
      },
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  it.each([
    [{ service_accounts: [{ name: "ci" }, { name: "ci" }] }, "service_accounts[1].name"],
    [{ service_accounts: [{ name: "CI" }] }, "service_accounts[0].name"],
    [{ service_account_members: [member, member] }, "service_account_members[1].service_account_id"],
    [
      { service_account_members: [{ ...member, service_account_id: "none" }] },
      "service_account_members[0].service_account_id: There is no service account 'none' in the seed",
    ],
    [
      { service_account_members: [{ ...member, implicit: true }] },
      "service_account_members[0].implicit: Only explicit memberships are listed",
    ],
  ])("service accounts of a seed are rejected: %j", (more, message) => {
    expect(() => fullSeed({ ...base, ...more }, now)).toThrow(message);
  });
});
