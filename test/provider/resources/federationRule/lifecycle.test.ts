import { describe, expect, test } from "vitest";
import { federationRule as FederationRule } from "../../../../provider/resources/federationRule/plan.ts";
import {
  create,
  createPartially,
  destroy,
  drift,
  organizationWithFederation,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const base = "/v1/organizations/federation_rules";

describe("FederationRule", () => {
  test("FederationRule is created with one write, and stores what the API adds", async () => {
    const { process, rule, writes, a, issuer, account } = await organizationWithFederation();
    const made = await create(process(), FederationRule, rule);
    expect(writes()).toEqual([
      `POST /federation_rules {"name":"deploy","match":{"subject_prefix":"job:*"},"oauth_scope":"workspace:developer","target":{"type":"service_account","service_account_id":"${account}"},"issuer_id":"${issuer}","workspace_id":"${a}"}`,
    ]);
    expect(made.outputs).toMatchObject({
      ...rule,
      description: "",
      tokenLifetimeSeconds: 3600,
      status: "active",
      adopted: false,
    });
    expect((await preview(process(), made, rule)).action).toBe("nothing");
  });

  test("FederationRule is updated with the differences, `match` as a whole, and its description is cleared with null", async () => {
    const { process, rule, writes, console, existing } = await organizationWithFederation();
    const before = await existing(FederationRule, { ...rule, description: "Deploys" });
    const other = console.createServiceAccount({ name: "other" }).id;
    const match = { claims: { ref: "main" }, condition: "claims.protected" };
    const changed = { ...rule, name: "release", match, serviceAccount: other, description: "" };
    const after = await up(process(), before, changed);
    expect(writes()).toEqual([
      `POST /federation_rules/${before.id} {"name":"release","match":{"claims":{"ref":"main"},"condition":"claims.protected"},"target":{"type":"service_account","service_account_id":"${other}"},"description":null}`,
    ]);
    expect(after.outputs).toMatchObject(changed);
    expect(await drift(process(), after)).toBe("nothing");
  });

  test("FederationRule is replaced if its issuer changes, the old one archived first", async () => {
    const { process, rule, existing, console } = await organizationWithFederation();
    const before = await existing(FederationRule, rule);
    const { id: issuer } = console.createFederationIssuer({
      name: "new",
      issuerUrl: "https://new.example.com",
    });
    expect(await preview(process(), before, { ...rule, issuer })).toMatchObject({
      action: "replace",
      deleteFirst: true,
    });
  });

  test.each(["loseResponse", "htmlAfter", "cutJson"] as const)(
    "FederationRule is created once if the response is lost (%s)",
    async (kind) => {
      const { process, rule, state, emulator } = await organizationWithFederation();
      emulator.faults.add({ kind, method: "POST", path: base });
      const { id } = await create(process(), FederationRule, rule);
      expect(state().federation_rules.map((one) => one.id)).toEqual([id]);
    },
  );

  test("FederationRule is partially created if a workspace cannot be added, and completed by the next `up`", async () => {
    const { process, rule, a, b, emulator, ruleNow } = await organizationWithFederation();
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: `${base}/*/workspaces` });
    const both = { ...rule, workspaces: [a, b] };
    const before = await createPartially(process(), FederationRule, both);
    expect(ruleNow(before.id).workspace_ids).toHaveLength(1);
    const after = await up(process(), before, both);
    expect([...ruleNow(after.id).workspace_ids].sort()).toEqual([a, b].sort());
    expect(after.outputs["adopted"]).toBe(false);
  });

  test("waits for an issuer that was created a moment ago", async () => {
    const { process, rule, emulator, state } = await organizationWithFederation();
    emulator.faults.add({ kind: "status", status: 400, method: "POST", path: base, times: 3 });
    await create(process(), FederationRule, rule);
    expect(state().federation_rules).toHaveLength(1);
  });

  test("does not wait for an issuer that is older", async () => {
    const { process, rule, emulator } = await organizationWithFederation();
    emulator.clock.advance({ minutes: 5 });
    emulator.faults.add({ kind: "status", status: 400, method: "POST", path: base, message: "match: no" });
    expect(await refusal(create(process(), FederationRule, rule))).toContain("match: no");
  });

  test("FederationRule is not created if the organization has one of that name", async () => {
    const { process, rule, existing } = await organizationWithFederation();
    const { id } = await existing(FederationRule, rule);
    expect(await refusal(create(process(), FederationRule, rule))).toContain(
      `the organization has a federation rule of that name, ${id}`,
    );
  });

  test("FederationRule is archived by delete once, with what that means for tokens", async () => {
    const { process, rule, existing, writes, notices, ruleNow } = await organizationWithFederation();
    const made = await existing(FederationRule, rule);
    await destroy(process(), made);
    expect(writes()).toEqual([`POST /federation_rules/${made.id}/archive`]);
    expect(notices.at(-1)).toContain("Access tokens that it issued stay valid until they expire");
    expect(ruleNow(made.id)).toMatchObject({ archived_at: expect.any(String), workspace_ids: [] });
    await destroy(process(), made);
    expect(writes()).toEqual([]);
  });

  test("keeps its resource when it is archived outside of Pulumi", async () => {
    const { process, rule, existing, console } = await organizationWithFederation();
    const made = await existing(FederationRule, rule);
    console.archiveFederationRule(made.id);
    const archived = await refreshed(process(), made);
    expect(archived.outputs).toMatchObject({ status: "archived" });
    expect(await refusal(up(process(), archived, rule))).toContain("archiving it is final");
    const recreate = { ...rule, name: "again", onArchived: "recreate" };
    expect((await preview(process(), archived, recreate)).action).toBe("replace");
  });

  test("FederationRule with the scope org:admin is read, but neither adopted, changed nor archived", async () => {
    const { process, rule, existing, console, writes } = await organizationWithFederation();
    const made = await existing(FederationRule, rule);
    console.updateFederationRule(made.id, { oauthScope: "org:admin" });
    const read = await refreshed(process(), made);
    expect(read.outputs["oauthScope"]).toBe("org:admin");
    for (const attempt of [
      () => up(process(), read, rule),
      () => destroy(process(), read),
      () => create(process(), FederationRule, { ...rule, adopt: made.id }),
    ]) {
      expect(await refusal(attempt())).toContain("can only be managed in the Console");
    }
    expect(writes()).toEqual([]);
  });

  test("FederationRule without workspaces, of an early version of the API, is adopted and left unchanged", async () => {
    const { process, rule, existing, emulator, writes } = await organizationWithFederation();
    const made = await existing(FederationRule, rule);
    const seed = emulator.organization().state();
    emulator.organization().load({
      ...seed,
      federation_rules: seed.federation_rules.map((one) => ({ ...one, workspace_ids: [] })),
    });
    const declared = { ...rule, workspaces: undefined, appliesToAllWorkspaces: undefined };
    const adopted = await create(process(), FederationRule, { ...declared, adopt: made.id });
    expect(await drift(process(), adopted)).toBe("nothing");
    const enabled = await up(process(), adopted, rule);
    expect(writes()).toEqual([expect.stringMatching(/^POST \/federation_rules\/\w+ {"workspace_id":/)]);
    expect(await drift(process(), enabled)).toBe("nothing");
  });
});
