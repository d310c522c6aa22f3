import { describe, expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { FederationRules } from "../../../emulator/state/federationRules.ts";

describe("FederationRules", () => {
  it("keeps when each workspace was enabled, and archives once, without workspaces", () => {
    const clock = new Clock();
    const rules = new FederationRules(clock);
    const rule = rules.add({
      name: "deploy",
      issuer_id: "fdis_ci",
      match: { subject_prefix: "job:*" },
      service_account_id: "svac_ci",
      oauth_scope: "workspace:developer",
      workspace_ids: ["wrkspc_a"],
    });
    clock.advance({ minutes: 1 });
    const changed = rules.change(rule, { workspace_ids: ["wrkspc_b", "wrkspc_a", "wrkspc_b"] });
    expect(changed.workspaces).toEqual([
      { workspace_id: "wrkspc_b", created_at: changed.updated_at },
      { workspace_id: "wrkspc_a", created_at: rule.created_at },
    ]);
    expect(rules.change(changed, { name: "release" })).toMatchObject({
      name: "release",
      workspaces: changed.workspaces,
    });
    expect(rules.live()).toHaveLength(1);
    const archived = rules.archive(changed);
    expect(archived.workspaces).toEqual([]);
    clock.advance({ minutes: 1 });
    expect(rules.archive(archived)).toBe(archived);
    expect(rules.live()).toEqual([]);
    expect(rules.byName("deploy")).toBe(archived);
  });
});
