import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import { type Seed, SeedError } from "../../emulator/index.ts";
import { emulate, send } from "./setup.ts";

const now = new Date("2026-11-22T00:00:00Z");

describe("fullSeed", () => {
  it("accepts what state() returns and creates the same organization", async () => {
    const first = await emulate({ seed: "sample" });
    const { console: actions, settings, ...organization } = first.organization();
    settings.member_limit = 40;
    settings.user_profiles = [{ id: "uprof_01a", active: false }];
    actions.invite("late@example.com", "developer");
    actions.createWorkspace({ name: "Robots", tags: { team: "robots" } });
    actions.addMember("Robots", "mei.chen@example.com", "workspace_developer");
    actions.setWorkspaceRateLimits("Robots", "batch", { requests_per_minute: 5 });
    actions.archiveWorkspace("Research");
    actions.removeUser("kenji.mori@example.com");
    const state = organization.state();
    const second = await emulate({ seed: state });
    expect(second.organization().state()).toEqual(state);
    expect(second.organization().id).toBe(state.organization.id);
    const third = await emulate({ seed: JSON.parse(JSON.stringify(second.organization().state())) });
    expect(third.organization().state()).toEqual(state);
    for (const path of ["users", "invites", "workspaces?include_default=true", "api_keys", "rate_limits"]) {
      const what = `GET /v1/organizations/${path}`;
      expect((await send(third, what)).body).toEqual((await send(first, what)).body);
    }
  });

  it("fullSeed has one admin and the default workspace by default", async () => {
    const emulator = await emulate();
    const state = emulator.organization().state();
    expect(state).toMatchObject({
      version: 1,
      organization: { name: "Emulated Organization" },
      users: [{ email: "admin@example.com", role: "admin" }],
      default_workspace: { name: "Default", archived_at: null },
      workspaces: [],
      members: [],
      invites: [],
      api_keys: [],
    });
    expect(state.organization.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("accepts email addresses as user IDs and names as workspace IDs", () => {
    const full = fullSeed(
      {
        version: 1,
        users: [{ email: "Ann@example.com" }],
        workspaces: [{ name: "Robots", tags: null, data_residency: { default_inference_geo: "us" } }],
        members: [{ workspace_id: "Robots", user_id: "ann@example.com", workspace_role: "workspace_user" }],
        api_keys: [
          {
            name: "k",
            scope: { type: "workspace", workspace_id: "Robots" },
            created_by: { type: "user", id: "ann@example.com" },
            principal: { type: "user_actor", user_id: "ann@example.com" },
          },
        ],
      },
      now,
    );
    const [ann] = full.users;
    const [robots] = full.workspaces;
    expect(ann).toMatchObject({ name: "Ann", role: "user", added_at: "2026-11-22T00:00:00.000000Z" });
    expect(robots).toMatchObject({
      tags: {},
      data_residency: {
        workspace_geo: "us",
        allowed_inference_geos: "unrestricted",
        default_inference_geo: "us",
      },
    });
    expect(full.members).toMatchObject([{ user_id: ann?.id, workspace_id: robots?.id }]);
    expect(full.api_keys).toMatchObject([
      {
        scope: { workspace_id: robots?.id },
        created_by: { id: ann?.id },
        principal: { user_id: ann?.id },
        status: "active",
      },
    ]);
  });

  it("accepts API keys of removed users and of service accounts", () => {
    const { api_keys: keys } = fullSeed(
      {
        version: 1,
        api_keys: [
          { name: "a", created_by: { type: "user", id: "user_01gone" } },
          {
            name: "b",
            created_by: { type: "service_account", id: "svac_01a" },
            principal: { type: "service_account_actor", service_account_id: "svac_01a" },
            scope: { type: "organization" },
          },
        ],
      },
      now,
    );
    expect(keys.map((key) => key.created_by?.id)).toEqual(["user_01gone", "svac_01a"]);
  });

  it.each<[string, unknown]>([
    ["the document: Input should be a valid dictionary", []],
    ["version: Field required", {}],
    ["version: Input should be 1", { version: 2 }],
    ["people: Extra inputs are not permitted", { version: 1, people: [] }],
    [
      "users[1].email: value is not a valid email address",
      seedOf({ users: [{ email: "a@example.com" }, { email: "b" }] }),
    ],
    ["users[0].role: Input should be", seedOf({ users: [{ email: "a@example.com", role: "boss" }] })],
    [
      "users[0].id: Input should be an ID that begins with 'user_'",
      seedOf({ users: [{ email: "a@example.com", id: "ann" }] }),
    ],
    [
      "users[1].email: users[0] has the same value",
      seedOf({ users: [{ email: "a@example.com" }, { email: "A@example.com" }] }),
    ],
    ["workspaces[0].name: String should have at least 1 character", seedOf({ workspaces: [{ name: "" }] })],
    [
      "workspaces[0].display_color: String should match",
      seedOf({ workspaces: [{ name: "a", display_color: "red" }] }),
    ],
    [
      "workspaces[0].data_residency: default_inference_geo 'global' should be one of",
      seedOf({ workspaces: [{ name: "a", data_residency: { allowed_inference_geos: ["us"] } }] }),
    ],
    ["default_workspace.name: Input should be 'Default'", seedOf({ default_workspace: { name: "Other" } })],
    [
      "default_workspace.archived_at: The default workspace cannot be archived",
      seedOf({ default_workspace: { archived_at: "2026-01-01T00:00:00Z" } }),
    ],
    [
      "members[0].user_id: There is no user 'b@example.com' in the seed",
      seedOf({
        workspaces: [{ name: "W" }],
        members: [{ workspace_id: "W", user_id: "b@example.com", workspace_role: "workspace_user" }],
      }),
    ],
    [
      "members[0].workspace_id: More than one workspace has the name 'W'",
      seedOf({
        workspaces: [{ name: "W" }, { name: "W" }],
        members: [{ workspace_id: "W", user_id: "admin@example.com", workspace_role: "workspace_user" }],
      }),
    ],
    [
      "members[0].workspace_id: The default workspace has no explicit members",
      seedOf({
        members: [
          { workspace_id: "Default", user_id: "admin@example.com", workspace_role: "workspace_user" },
        ],
      }),
    ],
    [
      "invites[0].invited_at: Input should be a valid RFC 3339 datetime",
      seedOf({ invites: [{ email: "a@example.com", invited_at: "yesterday" }] }),
    ],
    [
      "api_keys[0].scope: Only a key with a principal",
      seedOf({ api_keys: [{ name: "k", scope: { type: "organization" } }] }),
    ],
    [
      "api_keys[0].scope.workspace_id: There is no workspace 'X'",
      seedOf({ api_keys: [{ name: "k", scope: { type: "workspace", workspace_id: "X" } }] }),
    ],
    [
      "workspace_rate_limits[0].rate_limit_id: There is no rate limit 'claude-2' in the seed",
      seedOf({
        workspaces: [{ name: "W" }],
        workspace_rate_limits: [{ workspace_id: "W", rate_limit_id: "claude-2", limits: [] }],
      }),
    ],
    ["settings.member_limit: Input should be a valid integer", seedOf({ settings: { member_limit: 1.5 } })],
  ])("rejects an invalid seed: %s", (problem, seed) => {
    const attempt = () => fullSeed(seed, now);
    expect(attempt).toThrow(SeedError);
    expect(attempt).toThrow(`The seed is invalid: ${problem}`);
  });

  it("keeps an emulator with an invalid seed from starting", async () => {
    const seed: Seed = { version: 1, users: [{ email: "nobody" }] };
    await expect(emulate({ seed })).rejects.toThrow("users[0].email");
  });
});

function seedOf(parts: object): object {
  return { version: 1, ...parts };
}
