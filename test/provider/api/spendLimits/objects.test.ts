import type {
  SpendLimitIncreaseRequest,
  SpendSummary,
} from "@anthropic-ai/sdk/resources/organization/spend-limits";
import type { SpendLimit } from "@anthropic-ai/sdk/resources/organization/spend-limits/spend-limits";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  IncreaseRequestWire,
  SpendLimitWire,
  SpendSummaryWire,
} from "../../../../provider/api/spendLimits/objects.ts";

const time = "2026-10-30T23:58:27.427722Z";
const limit: SpendLimit = {
  type: "spend_limit",
  id: "spl_01",
  amount: "50000",
  created_at: time,
  updated_at: time,
  currency: "USD",
  is_enabled: false,
  period: "monthly",
  scope: { type: "workspace", workspace_id: "wrkspc_01" },
};

describe("the schemas of spend limits", () => {
  it("accept what the official SDK declares", () => {
    expectTypeOf<SpendLimit>().toExtend<z.input<typeof SpendLimitWire>>();
    expectTypeOf<SpendSummary>().toExtend<z.input<typeof SpendSummaryWire>>();
    expectTypeOf<SpendLimitIncreaseRequest>().toExtend<z.input<typeof IncreaseRequestWire>>();
    expect(SpendLimitWire.parse(limit)).toEqual(limit);
  });

  it("accept unknown scopes and fields", () => {
    const tomorrow = { ...limit, amount: null, scope: { type: "project", project_id: "x" }, color: "red" };
    expect(SpendLimitWire.parse(tomorrow)).toMatchObject({ amount: null, scope: { type: "project" } });
    const { is_enabled: _, ...older } = limit;
    expect(SpendLimitWire.parse(older).is_enabled).toBe(true);
  });

  it.each([
    ["a scope without its object", { ...limit, scope: { type: "workspace" } }],
    ["a user scope without its user", { ...limit, scope: { type: "user" } }],
    ["a number as amount", { ...limit, amount: 50000 }],
    ["a negative amount", { ...limit, amount: "-1" }],
    ["another type", { ...limit, type: "rate_limit" }],
  ])("reject %s", (_, wrong) => {
    expect(SpendLimitWire.safeParse(wrong).success).toBe(false);
  });

  it("accept an effective limit and an increase request of a deleted user and of a key", () => {
    const summary = {
      actor: { type: "user_actor", user_id: "user_01", email_address: null, name: null, deleted: true },
      amount: null,
      currency: "USD",
      period: "weekly",
      period_to_date_spend: "12050.5",
      scope: { type: "user", user_id: "user_01" },
      source: { type: "seat_tier", seat_tier: "premium" },
      spend_limit_id: "spl_01",
    };
    expect(SpendSummaryWire.parse(summary)).toMatchObject({ period_to_date_spend: "12050.5" });
    const request = {
      type: "spend_limit_increase_request",
      id: "slir_01",
      actor: summary.actor,
      created_at: time,
      period: "weekly",
      resolved_at: time,
      resolved_by: { type: "scoped_api_key_actor", scoped_api_key_id: "apikey_01" },
      spend_summary: summary,
      status: "approved",
    };
    expect(IncreaseRequestWire.parse(request)).toMatchObject({ status: "approved" });
  });
});
