import { describe, expect, it } from "vitest";
import { column, errorOf, part } from "../setup.ts";
import { newRule, rules, startFederation } from "./federation.ts";

async function start() {
  const started = await startFederation();
  const { body } = await started.call(`POST ${rules}`, newRule);
  const id = String(part(body, "id"));
  return { ...started, id, rule: body, one: `${rules}/${id}` };
}

describe("federation rules", () => {
  it("federation rules are created, read, listed newest first, changed and archived", async () => {
    const { emulator, call, rule, one } = await start();
    expect(rule).toMatchObject({
      id: expect.stringMatching(/^fdrl_01/),
      type: "federation_rule",
      name: "main",
      description: null,
      issuer_name: "ci",
      match: newRule.match,
      target: { ...newRule.target, service_account_name: "deploy" },
      token_lifetime_seconds: 3600,
      applies_to_all_workspaces: false,
      workspace_ids: ["wrkspc_robots"],
      archived_at: null,
    });
    expect((await call(`GET ${one}`)).body).toEqual(rule);
    await call(`POST ${rules}`, { ...newRule, name: "other", description: "Other" });
    expect(column(await call(`GET ${rules}`), "name")).toEqual(["other", "main"]);
    const changes = { name: "renamed", match: { claims: { job: "a" } }, oauth_scope: "workspace:inference" };
    expect((await call(`POST ${one}`, { ...changes, token_lifetime_seconds: 60 })).body).toMatchObject({
      ...changes,
      token_lifetime_seconds: 60,
      workspace_ids: ["wrkspc_robots"],
    });
    expect((await call(`POST ${one}`, { description: "x" })).body).toMatchObject({ description: "x" });
    expect((await call(`POST ${one}`, { description: null })).body).toMatchObject({ description: "" });
    const archived = (await call(`POST ${one}/archive`)).body;
    expect(archived).toMatchObject({ workspace_ids: [], archived_at: expect.any(String) });
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${one}/archive`)).body).toEqual(archived);
    expect(column(await call(`GET ${rules}`), "name")).toEqual(["other"]);
    expect(column(await call(`GET ${rules}?include_archived=true`), "name")).toEqual(["other", "renamed"]);
    expect(column(await call(`GET ${rules}?issuer_id=fdis_github`), "name")).toEqual([]);
    expect((await call(`GET ${rules}?issuer_id=main`)).status).toBe(400);
    expect(errorOf(await call(`POST ${one}`, { description: "x" }))).toMatchObject({
      status: 400,
      message: "The federation rule is archived",
    });
  });

  const { target } = newRule;
  it.each([
    ["a name in use", { name: "main" }, 409, "A federation rule named 'main' already exists"],
    ["an unknown issuer", { issuer_id: "fdis_none" }, 400, "issuer_id: There is no federation issuer"],
    ["an archived issuer", { issuer_id: "fdis_old" }, 400, "issuer_id: The federation issuer is archived"],
    [
      "an unknown service account",
      { target: { ...target, service_account_id: "svac_none" } },
      400,
      "target.service_account_id: There is no service account 'svac_none'",
    ],
    [
      "an archived service account",
      { target: { ...target, service_account_id: "svac_old" } },
      400,
      "target.service_account_id: The service account is archived",
    ],
    ["an unknown workspace", { workspace_id: "wrkspc_none" }, 400, "workspace_id: There is no workspace"],
    ["an archived workspace", { workspace_id: "wrkspc_old" }, 400, "workspace_id: The workspace is archived"],
    ["no workspace", { workspace_id: null }, 400, "workspace_id: Field required unless"],
    ["an audience only", { match: { audience: "a" } }, 400, "match: at least one of subject_prefix"],
    ["a wildcard only", { match: { subject_prefix: "*" } }, 400, "match: at least one of subject_prefix"],
    ["no claims", { match: { claims: {} } }, 400, "match: at least one of subject_prefix"],
    ["a constant condition", { match: { condition: "true" } }, 400, "match.condition: Input should not be"],
    [
      "a wrong condition",
      { match: { condition: "claims." } },
      400,
      "match.condition: Input should be a valid",
    ],
    [
      "no tenant of a shared issuer",
      { issuer_id: "fdis_github", match: { subject_prefix: "repo:*" } },
      400,
      "match: Rules for GitHub Actions must constrain the tenant",
    ],
    ["a short lifetime", { token_lifetime_seconds: 59 }, 400, "greater than or equal to 60"],
    ["a long lifetime", { token_lifetime_seconds: 86_401 }, 400, "less than or equal to 86400"],
    ["the scope org:admin", { oauth_scope: "org:admin" }, 403, "requires a Console session"],
    ["an unknown scope", { oauth_scope: "everything" }, 400, "oauth_scope: Input should be scopes"],
    ["another field", { workspace_ids: ["wrkspc_lab"] }, 400, "workspace_ids: Extra inputs"],
  ])("reject %s", async (_, body, status, message) => {
    const { call } = await start();
    const error = errorOf(await call(`POST ${rules}`, { ...newRule, name: "new", ...body }));
    expect(error).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it("federation rules are enabled for one workspace, several or all", async () => {
    const { call, one } = await start();
    const ids = async (body: object) => part((await call(`POST ${one}`, body)).body, "workspace_ids");
    expect(await ids({ workspace_id: "wrkspc_lab" })).toEqual(["wrkspc_lab"]);
    await call(`POST ${one}/workspaces`, { workspace_id: "wrkspc_robots" });
    expect(errorOf(await call(`POST ${one}`, { workspace_id: "wrkspc_lab" }))).toMatchObject({
      status: 400,
      message: "workspace_id: The rule is enabled for more than one workspace",
    });
    expect(await ids({ applies_to_all_workspaces: true })).toEqual(["wrkspc_lab", "wrkspc_robots"]);
    for (const id of ["wrkspc_lab", "wrkspc_robots"]) await call(`DELETE ${one}/workspaces/${id}`);
    expect(errorOf(await call(`POST ${one}`, { applies_to_all_workspaces: false }))).toMatchObject({
      status: 400,
      message: "applies_to_all_workspaces: No workspace would remain enabled",
    });
    expect(await ids({ applies_to_all_workspaces: false, workspace_id: "wrkspc_lab" })).toEqual([
      "wrkspc_lab",
    ]);
    const all = { ...newRule, name: "all", workspace_id: undefined, applies_to_all_workspaces: true };
    expect((await call(`POST ${rules}`, all)).body).toMatchObject({ workspace_ids: [] });
  });

  it("federation rules must pin the tenant of a shared issuer at every update, whatever it changes", async () => {
    const { emulator, call } = await startFederation();
    const state = emulator.organization().state();
    emulator.organization().load({
      ...state,
      federation_rules: [
        {
          id: "fdrl_early",
          name: "early",
          issuer_id: "github",
          match: { claims: { ref: "main" } },
          target: { service_account_id: "deploy" },
        },
      ],
    });
    expect((await call(`POST ${rules}/fdrl_early`, { description: "x" })).status).toBe(400);
    const match = { subject_prefix: "repo:acme/api:*" };
    expect((await call(`POST ${rules}/fdrl_early`, { description: "x", match })).body).toMatchObject({
      match,
    });
  });

  it("federation rules with the scope org:admin can be managed in the Console only", async () => {
    const { call, as, actions, one } = await start();
    actions.updateFederationRule("main", { oauthScope: "org:admin" });
    for (const caller of [call, as("interactiveOauth")]) {
      expect((await caller(`POST ${one}`, { oauth_scope: "workspace:developer" })).status).toBe(403);
      expect((await caller(`POST ${one}/archive`)).status).toBe(403);
      expect((await caller(`POST ${one}/workspaces`, { workspace_id: "wrkspc_lab" })).status).toBe(403);
      expect((await caller(`DELETE ${one}/workspaces/wrkspc_robots`)).status).toBe(403);
    }
    expect((await call(`GET ${one}`)).body).toMatchObject({ oauth_scope: "org:admin" });
  });

  it("keep their service account from being archived", async () => {
    const { call, one } = await start();
    const archive = "POST /v1/organizations/service_accounts/svac_deploy/archive";
    expect(errorOf(await call(archive))).toMatchObject({
      status: 400,
      message: expect.stringContaining("still targets the service account"),
    });
    await call(`POST ${one}/archive`);
    expect((await call(archive)).status).toBe(200);
  });

  it("federation rules have pages of at most 100, and previous states with `staleFederation`", async () => {
    const { emulator, call, one } = await start();
    expect((await call(`GET ${rules}?limit=101`)).status).toBe(400);
    emulator.clock.advance({ minutes: 1 });
    emulator.assumptions.staleFederation = 5;
    await call(`POST ${one}`, { description: "x" });
    expect((await call(`GET ${one}`)).body).toMatchObject({ description: null });
    emulator.clock.advance({ seconds: 6 });
    expect((await call(`GET ${one}`)).body).toMatchObject({ description: "x" });
  });
});
