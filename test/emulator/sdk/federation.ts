import Anthropic from "@anthropic-ai/sdk";
import type * as Sdk from "@anthropic-ai/sdk/resources/organization/federation";
import type { FederationRuleWorkspace } from "@anthropic-ai/sdk/resources/organization/federation/rules";
import { describe, expect, expectTypeOf, it } from "vitest";
import type {
  FederationIssuerJson,
  FederationRuleJson,
  FederationRuleWorkspaceJson,
} from "../../../emulator/index.ts";
import { all, start } from "./harness.ts";

describe("the federation methods of the official SDK", () => {
  it("have the types of the emulator's JSON", () => {
    expectTypeOf<FederationIssuerJson>().toEqualTypeOf<Sdk.FederationIssuer>();
    expectTypeOf<FederationRuleJson>().toEqualTypeOf<Sdk.FederationRule>();
    expectTypeOf<FederationRuleWorkspaceJson>().toEqualTypeOf<FederationRuleWorkspace>();
  });

  it("create, read, list, change and archive issuers and rules, and set the workspaces of a rule", async () => {
    const { emulator, actions } = await start();
    const secret = "sk-ant-oat01-federation";
    emulator.organization().credentials.add({ secret, kind: "oauth" });
    const client = new Anthropic({ baseURL: emulator.url, authToken: secret, apiKey: null, maxRetries: 0 });
    const { issuers, rules } = client.organization.federation;
    const { id: service_account_id } = actions.createServiceAccount({ name: "deploy" });
    const [one, two] = ["Robots", "Cobots"].map((name) => actions.createWorkspace({ name }).id) as [
      string,
      string,
    ];

    const issuer = await issuers.create({ issuer_url: "https://ci.example.com", name: "ci" });
    expect(await issuers.retrieve(issuer.id)).toEqual(issuer);
    expect(await all(issuers.list({ include_archived: true }))).toEqual([issuer]);
    expect(await issuers.update(issuer.id, { check_jti: false })).toMatchObject({ check_jti: false });

    const rule = await rules.create({
      issuer_id: issuer.id,
      match: { subject_prefix: "job:*" },
      name: "deploy",
      oauth_scope: "workspace:developer",
      target: { type: "service_account", service_account_id },
      workspace_id: one,
    });
    expect(rule).toMatchObject({
      issuer_name: "ci",
      target: { service_account_name: "deploy" },
      workspace_ids: [one],
      description: null,
    });
    expect(await rules.retrieve(rule.id)).toEqual(rule);
    expect(await all(rules.list({ issuer_id: issuer.id }))).toEqual([rule]);
    expect(await rules.update(rule.id, { description: null })).toMatchObject({ description: "" });

    const federation_rule_id = rule.id;
    const added = await rules.workspaces.add(rule.id, { workspace_id: two });
    expect(added).toMatchObject({ federation_rule_id, workspace_id: two, workspace_name: null });
    expect(await all(rules.workspaces.list(rule.id))).toMatchObject([
      { workspace_id: one, workspace_name: "Robots" },
      { ...added, workspace_name: "Cobots" },
    ]);
    expect(await rules.workspaces.remove(one, { federation_rule_id })).toEqual({
      type: "federation_rule_workspace_deleted",
      federation_rule_id,
      workspace_id: one,
    });
    expect(await rules.archive(rule.id)).toMatchObject({
      archived_at: expect.any(String),
      workspace_ids: [],
    });
    expect(await issuers.archive(issuer.id)).toMatchObject({ archived_at: expect.any(String) });
  });
});
