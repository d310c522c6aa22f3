import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { emulated, writesOf } from "../engine/emulated.ts";
import { tokenEnv } from "../provider/harness/organization.ts";
import { runCommand } from "./cli.ts";
import { stackOf } from "./example.ts";

/** What `ids.ts` prints for resources of a Terraform state. */
async function idsOf(resources: object[], childModules: object[] = []): Promise<Record<string, string>> {
  const folder = path.join(import.meta.dirname, "..", "..", "examples", "from-terraform");
  const child = spawn(process.execPath, ["ids.ts"], { cwd: folder });
  const root_module = { resources, child_modules: childModules };
  child.stdin.end(JSON.stringify({ format_version: "1.0", values: { root_module } }));
  return JSON.parse(await text(child.stdout));
}

function managed(type: string, name: string, values: object, module = "") {
  const address = `${module}${type}.${name}`;
  return { address, mode: "managed", type, name, values };
}

test("ids.ts finds the IDs of every type, in the states of all Terraform providers", async () => {
  const account = { service_account_id: "svac_1", workspace_id: "wrkspc_1" };
  const all = await idsOf([
    // jianyuan
    managed("anthropic_service_account", "ci", { id: "svac_1", name: "ci" }),
    managed("anthropic_service_account_workspace_member", "ci", account),
    // ippontech, jon-aisi, sauterdigital
    managed("anthropic_service_account_workspace", "ci", { id: "svac_1:wrkspc_1", ...account }),
    managed("anthropic_federation_issuer", "github", { id: "fdis_1" }),
    managed("anthropic_federation_rule", "ci", { id: "fdrl_1" }),
    managed("anthropic_federation_rule_workspace", "ci", { id: "fdrl_1:wrkspc_1" }),
    managed("anthropic_external_key", "prod", { id: "ekey_1" }),
    // TrogonStack, uttej-badwane
    managed("anthropic_workspace_service_account", "ci", { id: "wrkspc_1/svac_1", ...account }),
    managed("anthropic_rbac_group", "eng", { id: "rbac_group_1" }),
    managed("anthropic_rbac_group_member", "ada", {
      id: "rbac_group_1/user_1",
      group_id: "rbac_group_1",
      user_id: "user_1",
    }),
    managed("anthropic_compliance_settings", "org", { id: "compliance_settings", state: "enabled" }),
    managed("anthropic_user", "ada", { id: "user_1" }),
    // erran, JeongJaeSoon
    managed("claude_service_account_workspace", "ci", { id: "svac_1/wrkspc_1", ...account }),
    managed("claude-enterprise_spend_limit", "ada", { id: "spl_1" }),
    managed("aws_s3_bucket", "logs", { id: "logs" }),
  ]);
  expect(all).toEqual({
    "anthropic_service_account.ci": "svac_1",
    "anthropic_service_account_workspace_member.ci": "wrkspc_1/svac_1",
    "anthropic_service_account_workspace.ci": "wrkspc_1/svac_1",
    "anthropic_federation_issuer.github": "fdis_1",
    "anthropic_federation_rule.ci": "fdrl_1",
    "anthropic_external_key.prod": "ekey_1",
    "anthropic_workspace_service_account.ci": "wrkspc_1/svac_1",
    "anthropic_rbac_group.eng": "rbac_group_1",
    "anthropic_rbac_group_member.ada": "rbac_group_1",
    "anthropic_compliance_settings.org": "compliance_settings",
    "anthropic_user.ada": "user_1",
    "claude_service_account_workspace.ci": "wrkspc_1/svac_1",
    "claude-enterprise_spend_limit.ada": "spl_1",
  });
});

test("from-terraform adopts the objects of Terraform addresses without a write", async () => {
  const emulator = await emulated({ seed: "sample" });
  const { console, state } = emulator.organization();
  const account = console.createServiceAccount({ name: "ci" });
  console.setServiceAccountMember("Research", "ci", "workspace_developer");
  const issuer = console.createFederationIssuer({
    name: "github-actions",
    issuerUrl: "https://token.actions.githubusercontent.com",
  });
  const rule = console.createFederationRule({
    name: "ci",
    issuer: "github-actions",
    serviceAccount: "ci",
    match: { subject_prefix: "repo:acme/app:ref:refs/heads/main" },
    workspaces: ["Research", "Staging"],
  });
  const key = console.createExternalKey({
    displayName: "Production data",
    providerConfig: {
      type: "aws",
      kms_arn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
  });
  console.setComplianceState("enabled");
  const before = state();
  const workspace = (wanted: string) => before.workspaces.find(({ name }) => name === wanted)?.id;
  const user = (wanted: string) => before.users.find(({ email }) => email === wanted)?.id;
  const kenji = user("kenji.mori@example.com");
  const hana = before.invites.find(({ email }) => email === "hana.sato@example.com")?.id;
  const env = tokenEnv(emulator);
  const stack = await stackOf("examples/from-terraform", emulator, { env });

  const inModule = "module.platform.";
  const ids = await idsOf(
    [
      { address: "data.anthropic_user.kenji", mode: "data", type: "anthropic_user", values: { id: kenji } },
      managed("anthropic_organization_invite", "hana", { id: hana }),
      managed("anthropic_organization_member", "kenji", { id: kenji }),
      managed("anthropic_workspace", "research", { id: workspace("Research") }),
      managed("anthropic_workspace_member", "kenji_research", {
        workspace_id: workspace("Research"),
        user_id: kenji,
      }),
      managed("anthropic_service_account", "ci", { id: account.id }),
      managed("anthropic_service_account_workspace", "ci_research", {
        id: `${account.id}:${workspace("Research")}`,
        service_account_id: account.id,
        workspace_id: workspace("Research"),
      }),
      managed("anthropic_federation_issuer", "github", { id: issuer.id }),
      managed("anthropic_federation_rule", "ci", { id: rule.id }),
      managed("anthropic_federation_rule_workspace", "ci_staging", { id: `${rule.id}:staging` }),
      managed("anthropic_external_key", "main", { id: key.id }),
      managed("anthropic_compliance_settings", "organization", { id: "compliance_settings" }),
    ],
    [
      {
        resources: [
          managed("anthropic_workspace", 'environments["staging"]', { id: workspace("Staging") }, inModule),
          managed(
            "anthropic_workspace_member",
            "kenji",
            {
              id: `${workspace("Staging")}:${kenji}`,
              workspace_id: workspace("Staging"),
              user_id: kenji,
            },
            inModule,
          ),
        ],
      },
    ],
  );
  expect(Object.keys(ids)).toHaveLength(12);
  await writeFile(path.join(stack.directory, "terraform.ids.json"), JSON.stringify(ids));

  await stack.up();
  expect(emulator.sentInvitations).toEqual([]);
  await stack.preview(["--expect-no-changes"]);
  // Objects that Terraform does not manage are unmanaged here as well.
  const drift = ["drift", "--stack", "dev", "--fail-on", "changed,removed,declared-twice,not-checked"];
  await runCommand(stack, emulator, drift, 0, env);
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);
});
