import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import type { Seed } from "../../emulator/index.ts";

const now = new Date("2026-06-01T00:00:00Z");
const base: Seed = {
  version: 1,
  settings: { enterprise_users: [{ id: "user_else", email: "else@example.com" }] },
  users: [{ id: "user_eva", email: "eva@example.com" }],
  rbac_roles: [{ id: "rbac_role_chat", display_name: "Chat" }],
  rbac_groups: [{ id: "rbac_group_eng", name: "Engineering", role_ids: ["Chat", "rbac_role_other"] }],
};
const member = { rbac_group_id: "Engineering", user_id: "eva@example.com" };

describe("RBAC groups of a seed", () => {
  it("get defaults, and IDs instead of names", () => {
    const seed = fullSeed(
      {
        ...base,
        rbac_group_members: [
          member,
          { rbac_group_id: "rbac_group_eng", user_id: "user_else" },
          { rbac_group_id: "rbac_group_eng", user_id: "user_third", email: "third@example.com" },
        ],
      } satisfies Seed,
      now,
    );
    const at = "2026-06-01T00:00:00.000000Z";
    expect(seed.rbac_groups).toEqual([
      {
        id: "rbac_group_eng",
        type: "rbac_group",
        name: "Engineering",
        source_type: "direct",
        role_ids: ["rbac_role_chat", "rbac_role_other"],
        created_at: at,
        updated_at: at,
      },
    ]);
    expect(seed.rbac_roles).toMatchObject([{ source: { type: "custom" }, permissions: [], updated_at: at }]);
    expect(seed.rbac_group_members.map(({ user_id, email }) => [user_id, email])).toEqual([
      ["user_eva", "eva@example.com"],
      ["user_else", "else@example.com"],
      ["user_third", "third@example.com"],
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  it("RBAC groups of a seed can have unknown roles", () => {
    expect(
      fullSeed({ version: 1, rbac_groups: [{ name: "x", role_ids: null }] }, now).rbac_groups,
    ).toMatchObject([{ role_ids: null }]);
  });

  it.each([
    [
      {
        rbac_groups: [
          { id: "rbac_group_a", name: "A" },
          { id: "rbac_group_a", name: "B" },
        ],
      },
      "rbac_groups[1].id",
    ],
    [
      { rbac_groups: [{ name: "A", role_ids: ["None"] }] },
      "rbac_groups[0].role_ids[0]: There is no role 'None'",
    ],
    [{ rbac_groups: [{ name: "" }] }, "rbac_groups[0].name"],
    [{ rbac_roles: [{ display_name: "A", source: { type: "other" } }] }, "rbac_roles[0].source"],
    [
      { rbac_roles: [{ display_name: "A", permissions: [{ action: "use", resource: { type: "all" } }] }] },
      "rbac_roles[0].permissions[0].resource",
    ],
    [{ rbac_group_members: [member, member] }, "rbac_group_members[1].user_id"],
    [{ rbac_group_members: [{ ...member, user_id: "user_none" }] }, "rbac_group_members[0].user_id"],
    [{ rbac_group_members: [{ ...member, rbac_group_id: "None" }] }, "rbac_group_members[0].rbac_group_id"],
  ])("RBAC groups of a seed are rejected: %j", (more, message) => {
    expect(() => fullSeed({ ...base, ...more }, now)).toThrow(message);
  });
});
