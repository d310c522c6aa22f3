import { expect, it } from "vitest";
import type { Write } from "../../../cli/plan/copy.ts";
import { federationDetails } from "../../../cli/plan/federationWrites.ts";
import { startEmulator } from "../../../emulator/index.ts";
import { federationSeed } from "../organization/federationSeed.ts";

async function detailsOf(method: string, path: string, body?: object) {
  const emulator = await startEmulator({ seed: federationSeed, requestsPerMinute: "unlimited" });
  try {
    const secret = "sk-ant-oat01-workload";
    emulator.organization().credentials.add({ secret, kind: "oauth" });
    const before = emulator.organization().state();
    const response = await fetch(`${emulator.url}/v1/organizations/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        "anthropic-version": "2026-10-21",
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    const write: Write = { method, path: path.split("/"), body };
    const details = federationDetails(write, before, emulator.organization().state());
    return `${details?.type}: ${details?.text}`;
  } finally {
    await emulator.stop();
  }
}

const rule = {
  name: "new",
  issuer_id: "fdis_ci",
  match: { subject_prefix: "job:*" },
  oauth_scope: "workspace:developer",
  target: { type: "service_account", service_account_id: "svac_deploy" },
};

it.each([
  [
    "POST",
    "federation_issuers",
    { name: "x", issuer_url: "https://x.example.com" },
    'createsFederation: issuer "x" for https://x.example.com',
  ],
  [
    "POST",
    "federation_issuers/fdis_inline",
    { name: "x", check_jti: false },
    'updates: the issuer "inline" (fdis_inline): name from "inline" to "x"; checkJti from true to false',
  ],
  [
    "POST",
    "federation_rules",
    { ...rule, workspace_id: "wrkspc_lab" },
    'createsFederation: rule "new", for "Lab"; it exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:*"} for those of the service account "deploy" with workspace:developer',
  ],
  [
    "POST",
    "federation_rules",
    { ...rule, applies_to_all_workspaces: true },
    'createsFederation: rule "new", for every workspace, also later ones; it exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:*"} for those of the service account "deploy" with workspace:developer',
  ],
  [
    "POST",
    "federation_rules/fdrl_two",
    { match: { subject_prefix: "job:*" }, description: null },
    'updates: the rule "two" (fdrl_two): description from "Deploys" to ""; match.claims from {"ref":"main"} to none; it exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:*"} for those of the service account "deploy" with workspace:developer',
  ],
  [
    "POST",
    "federation_rules/fdrl_two",
    { applies_to_all_workspaces: true, name: "everywhere" },
    'enablesRule: rule "two" for every workspace, also later ones; name from "two" to "everywhere"; it exchanges tokens of ci (https://ci.example.com) that match {"subjectPrefix":"job:*","claims":{"ref":"main"}} for those of the service account "deploy" with workspace:developer',
  ],
  ["POST", "federation_rules/fdrl_two/archive", undefined, 'archivesFederation: rule "two" (fdrl_two)'],
  [
    "DELETE",
    "federation_rules/fdrl_two/workspaces/wrkspc_lab",
    undefined,
    'disablesRule: rule "two" for "Lab"',
  ],
  [
    "POST",
    "federation_rules/fdrl_all/workspaces",
    { workspace_id: "wrkspc_live" },
    'enablesRule: rule "all" for "Live"',
  ],
  ["POST", "federation_issuers/fdis_old/archive", undefined, 'archivesFederation: issuer "old" (fdis_old)'],
])("describes %s %s %j", async (method, path, body, text) => {
  expect(await detailsOf(method, path, body)).toBe(text);
});

it("leaves other writes to others", () => {
  const seed = {} as Parameters<typeof federationDetails>[1];
  expect(federationDetails({ method: "POST", path: ["workspaces"], body: {} }, seed, seed)).toBeUndefined();
});
