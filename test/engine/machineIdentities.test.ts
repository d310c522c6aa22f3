import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Emulator } from "../../emulator/index.ts";
import { identityToken } from "../emulator/identityToken.ts";
import { send } from "../emulator/setup.ts";
import { runCommandIn } from "./command.ts";
import { diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const program = (branch: string, more = "") => `
  const production = new anthropic.Workspace("production", { name: "Production" });
  const staging = new anthropic.Workspace("staging", { name: "Staging" });
  const account = new anthropic.ServiceAccount("pipeline", { name: "pipeline" });
  for (const [name, workspace] of Object.entries({ production, staging }))
    new anthropic.WorkspaceServiceAccount(name, {
      workspace, serviceAccount: account, role: "workspace_developer",
    });
  const ci = new anthropic.FederationIssuer("ci", { name: "ci", issuerUrl: "https://ci.example.com" });
  new anthropic.FederationRule("deploy", {
    name: "deploy", issuer: ci, serviceAccount: account, oauthScope: "workspace:developer",
    match: { subjectPrefix: "repo:acme/infra:ref:refs/heads/${branch}" },
    workspaces: [production, staging]${more}
  });`;

/** The status of the exchange of a job's identity token for an access token of a workspace. */
async function exchange(emulator: Emulator, branch: string, workspaceName: string): Promise<number> {
  const { id, state } = emulator.organization();
  const { federation_rules: rules, service_accounts: accounts, workspaces } = state();
  const response = await send(emulator, "POST /v1/oauth/token", {
    body: {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: identityToken(emulator, { sub: `repo:acme/infra:ref:refs/heads/${branch}` }),
      federation_rule_id: rules[0]?.id,
      organization_id: id,
      service_account_id: accounts[0]?.id,
      workspace_id: workspaces.find(({ name }) => name === workspaceName)?.id,
    },
    headers: { "x-api-key": null, "anthropic-beta": "oauth-2025-04-20,oidc-federation-2026-04-01" },
  });
  return response.status;
}

test("the access of a pipeline is declared, used, changed outside of Pulumi, found by `drift`, repaired, changed and destroyed", async () => {
  const emulator = await emulated();
  const { console, credentials, state } = emulator.organization();
  const secret = `sk-ant-oat01-${randomUUID()}`;
  credentials.add({ secret, kind: "oauth" });
  const env = {
    ANTHROPIC_ADMIN_KEY: undefined,
    ANTHROPIC_AUTH_TOKEN: secret,
    ANTHROPIC_MAX_ARCHIVES: "10",
  };
  const stack = await newStack({ emulator, program: program("main"), env });
  await stack.up();
  await stack.up(["--expect-no-changes"]);
  expect(await exchange(emulator, "main", "Production")).toBe(200);
  expect(await exchange(emulator, "topic", "Production")).toBe(401);

  // Somebody lets every branch into every workspace, and takes the account out of one.
  console.updateFederationRule("deploy", {
    match: { subject_prefix: "repo:acme/*" },
    appliesToAllWorkspaces: true,
  });
  console.removeServiceAccountMember("Staging", "pipeline");
  console.updateFederationIssuer("ci", { maxJwtLifetimeSeconds: 100_000 });
  expect(await exchange(emulator, "topic", "Production")).toBe(200);
  emulator.clearRequests();
  const found = await runCommandIn(stack, emulator, ["drift", "--stack", "dev"], env);
  expect(found.code).toBe(7);
  expect(found.out).toContain("appliesToAllWorkspaces: declared false, actual true");
  const lists = requestsOf(emulator).filter((line) => line.includes("federation_"));
  expect(lists).toEqual(["GET /federation_issuers", "GET /federation_rules"]);
  await stack.up(["--refresh"]);
  expect(await exchange(emulator, "topic", "Production")).toBe(401);
  expect(await exchange(emulator, "main", "Staging")).toBe(200);
  writesOf(emulator);

  // A rename needs an alias. Without it, nothing is written.
  const renamed = program("main").replace('FederationRule("deploy"', 'FederationRule("release"');
  await stack.program(renamed);
  const refused = await stack.up([], { fails: true });
  expect(diagnostics(refused.output)).toContain('add the resource option `aliases: [{ name: "deploy" }]`');
  expect(writesOf(emulator)).toEqual([]);
  await stack.program(
    renamed.replace(
      "workspaces: [production, staging]\n  });",
      'workspaces: [staging] }, { aliases: [{ name: "deploy" }] });',
    ),
  );
  await stack.up();
  const [rule] = state().federation_rules;
  expect(writesOf(emulator)).toEqual([
    expect.stringMatching(`^DELETE /federation_rules/${rule?.id}/workspaces/wrkspc_`),
  ]);
  await stack.run(["state", "taint", stack.urn("FederationRule", "release"), "--yes"]);
  const tainted = await stack.up([], { fails: true });
  expect(diagnostics(tainted.output)).toContain(
    `the organization has a federation rule of that name, ${rule?.id}`,
  );

  await stack.destroy();
  const archives = writesOf(emulator).filter((line) => line.endsWith("/archive"));
  expect(archives.map((line) => line.split("/")[1])).toEqual([
    "federation_rules",
    expect.stringMatching(/^(federation_issuers|service_accounts|workspaces)$/),
    expect.stringMatching(/^(federation_issuers|service_accounts|workspaces)$/),
    expect.stringMatching(/^(federation_issuers|service_accounts|workspaces)$/),
    expect.stringMatching(/^(federation_issuers|service_accounts|workspaces)$/),
  ]);
  expect(await exchange(emulator, "main", "Staging")).toBe(401);
}, 240_000);

test("another name replaces a service account: everything changes to the new one before the old one is archived", async () => {
  const emulator = await emulated();
  const { credentials, state } = emulator.organization();
  const secret = `sk-ant-oat01-${randomUUID()}`;
  credentials.add({ secret, kind: "oauth" });
  const env = { ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_AUTH_TOKEN: secret };
  const stack = await newStack({ emulator, program: program("main"), env });
  await stack.up();
  const [old] = state().service_accounts;
  const members = state().service_account_members.map(({ workspace_id: id }) => id);
  writesOf(emulator);

  const other = program("main").replace('name: "pipeline"', 'name: "release"');
  await stack.program(other);
  // An Admin key is rejected at preview only for what changes, and before any request for it.
  const keyed = { ANTHROPIC_ADMIN_KEY: emulator.adminKey };
  const rejected = await stack.preview([], { fails: true, env: keyed });
  expect(diagnostics(rejected.output)).toContain(
    "the API requires an OAuth token with the scope `org:admin`",
  );
  const preview = await stack.preview();
  expect(preview.output).toContain(
    `\`up\` creates a service account with another name and then archives service account "pipeline" (${old?.id}), which is final`,
  );
  await stack.up();
  const [, created] = state().service_accounts;
  const writes = writesOf(emulator).map((line) => line.replace(/ \{.*/, ""));
  expect(writes[0]).toBe("POST /service_accounts");
  expect(writes.slice(1, 4).toSorted()).toEqual(
    [
      `POST /federation_rules/${state().federation_rules[0]?.id}`,
      ...members.map((id) => `POST /workspaces/${id}/service_accounts`),
    ].toSorted(),
  );
  expect(writes.slice(4, 6).toSorted()).toEqual(
    members.map((id) => `DELETE /workspaces/${id}/service_accounts/${old?.id}`).toSorted(),
  );
  expect(writes.slice(6)).toEqual([`POST /service_accounts/${old?.id}/archive`]);
  expect(created).toMatchObject({ name: "release", archived_at: null });

  // A membership that is renamed in the program keeps its object.
  await stack.program(
    other.replace("WorkspaceServiceAccount(name,", 'WorkspaceServiceAccount(name + "-ci",'),
  );
  expect((await stack.up()).output).toContain("still declared in this program. Nothing was removed.");
  expect(writesOf(emulator)).toEqual([]);
}, 240_000);
