import { describe, expect, it } from "vitest";
import { fullSeed } from "../../emulator/fullSeed.ts";
import type { Seed } from "../../emulator/index.ts";

const now = new Date("2026-06-01T00:00:00Z");
const base: Seed = {
  version: 1,
  users: [{ id: "user_eva", email: "eva@example.com" }],
  workspaces: [{ id: "wrkspc_lab", name: "Lab" }],
};

describe("spendLimitsOf", () => {
  it("resolves names and email addresses and adds defaults, oldest first", () => {
    const seed = fullSeed(
      {
        ...base,
        settings: { currency: "EUR" },
        spend_limits: [
          { scope: { type: "workspace", workspace_id: "Lab" }, amount: "100" },
          {
            scope: { type: "user", user_id: "Eva@example.com" },
            amount: null,
            period: "daily",
            created_at: "2026-01-01T00:00:00Z",
          },
          { scope: { type: "usage_tier" }, amount: "1", currency: "USD", is_enabled: false, id: "spl_01a" },
        ],
      } satisfies Seed,
      now,
    );
    expect(seed.spend_limits).toMatchObject([
      {
        scope: { type: "user", user_id: "user_eva" },
        period: "daily",
        updated_at: "2026-01-01T00:00:00Z",
      },
      { scope: { workspace_id: "wrkspc_lab" }, period: "monthly", currency: "EUR", is_enabled: true },
      { id: "spl_01a", currency: "USD", is_enabled: false },
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  it.each([
    [
      "spend_limits[0].scope.workspace_id: There is no workspace 'X'",
      [{ scope: { type: "workspace", workspace_id: "X" }, amount: "1" }],
    ],
    [
      "spend_limits[0].scope.user_id: There is no user 'x'",
      [{ scope: { type: "user", user_id: "x" }, amount: "1" }],
    ],
    ["spend_limits[0].amount: Field required", [{ scope: { type: "organization" } }]],
    [
      "spend_limits[0].amount: Input should be a non-negative integer",
      [{ scope: { type: "organization" }, amount: "5.00" }],
    ],
    [
      "spend_limits[1].scope: spend_limits[0] has the same value",
      [
        { scope: { type: "workspace", workspace_id: "Lab" }, amount: "1" },
        { scope: { type: "workspace", workspace_id: "wrkspc_lab" }, amount: "2" },
      ],
    ],
    [
      "spend_limits[1].id: spend_limits[0] has the same value",
      [
        { id: "spl_a", scope: { type: "organization" }, amount: "1" },
        { id: "spl_a", scope: { type: "usage_tier" }, amount: "2" },
      ],
    ],
    ["spend_limits[0].scope.type: Input should be", [{ scope: { type: "team" }, amount: "1" }]],
  ])("rejects an invalid limit: %s", (message, spend_limits) => {
    expect(() => fullSeed({ ...base, spend_limits }, now)).toThrow(message);
  });
});

describe("increaseRequestsOf", () => {
  it("resolves email addresses and adds defaults", () => {
    const actor = { type: "user_actor", user_id: "eva@example.com" } as const;
    const seed = fullSeed(
      {
        ...base,
        spend_limit_increase_requests: [
          { actor },
          { actor, status: "denied", resolved_by: actor, created_at: "2026-01-01T00:00:00Z" },
        ],
      } satisfies Seed,
      now,
    );
    expect(seed.spend_limit_increase_requests).toMatchObject([
      { status: "denied", resolved_at: "2026-01-01T00:00:00Z", resolved_by: { user_id: "user_eva" } },
      {
        status: "pending",
        actor: { user_id: "user_eva" },
        period: "monthly",
        resolved_at: null,
        resolved_by: null,
      },
    ]);
    expect(fullSeed(seed, now)).toEqual(seed);
  });

  it("rejects an unknown user", () => {
    const actor = { type: "user_actor", user_id: "x" };
    expect(() => fullSeed({ ...base, spend_limit_increase_requests: [{ actor }] }, now)).toThrow(
      "spend_limit_increase_requests[0].actor.user_id: There is no user 'x' in the seed",
    );
  });

  it("rejects two requests with the same ID", () => {
    const request = { id: "slir_a", actor: { type: "user_actor", user_id: "eva@example.com" } };
    const seed = { ...base, spend_limit_increase_requests: [request, request] };
    expect(() => fullSeed(seed, now)).toThrow(
      "spend_limit_increase_requests[1].id: spend_limit_increase_requests[0] has the same value",
    );
  });
});
