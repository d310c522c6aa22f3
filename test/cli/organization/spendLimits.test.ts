import { describe, expect, it } from "vitest";
import { propertiesOf, spendLimitsOf } from "../../../cli/organization/spendLimits.ts";
import type { SpendLimitWire } from "../../../provider/api/spendLimits/objects.ts";

const limit = (id: string, scope: SpendLimitWire["scope"]): SpendLimitWire => ({
  type: "spend_limit",
  id,
  amount: "1",
  currency: "USD",
  is_enabled: true,
  period: "monthly",
  scope,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
});
const organization = limit("spl_2", { type: "organization" });
const lab = limit("spl_1", { type: "workspace", workspace_id: "wrkspc_lab" });
const ann = limit("spl_3", { type: "user", user_id: "user_ann" });

describe("propertiesOf", () => {
  it("returns the properties that identify the limit in a program", () => {
    expect(propertiesOf(lab)).toEqual({ scope: "workspace", period: "monthly", workspace: "wrkspc_lab" });
    expect(propertiesOf(ann)).toEqual({ scope: "user", period: "monthly", userId: "user_ann" });
    expect(propertiesOf(organization)).toEqual({ scope: "organization", period: "monthly" });
  });
});

describe("spendLimitsOf", () => {
  const known = { userIds: new Set(["user_ann"]), workspaceIds: new Set(["wrkspc_lab"]) };

  it("sorts by ID, omits limits of unknown workspaces, and gives the emulator access", () => {
    const gone = limit("spl_0", { type: "workspace", workspace_id: "wrkspc_new" });
    expect(spendLimitsOf([organization, gone, lab], known)).toEqual({
      settings: { spend_limits_early_access: true },
      spend_limits: [lab, organization],
    });
  });

  it("recognizes Claude Enterprise by its scopes", () => {
    expect(spendLimitsOf([organization, ann], known).settings).toEqual({
      organization_type: "claude_enterprise",
    });
  });
});
