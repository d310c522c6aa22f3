import type { CredentialKind, EmulatorOptions } from "../../../emulator/index.ts";
import { emulate, send } from "../setup.ts";

/** An organization with an issuer `ci`, a service account `deploy` and the workspaces Robots and Lab, and callers with OAuth tokens. */
export async function startFederation(options: EmulatorOptions = {}) {
  const emulator = await emulate({
    seed: {
      version: 1,
      workspaces: [
        { id: "wrkspc_robots", name: "Robots" },
        { id: "wrkspc_lab", name: "Lab" },
        { id: "wrkspc_old", name: "Old", archived_at: "2026-01-01T00:00:00Z" },
      ],
      service_accounts: [
        { id: "svac_deploy", name: "deploy" },
        { id: "svac_old", name: "old", archived_at: "2026-01-01T00:00:00Z" },
      ],
      federation_issuers: [
        { id: "fdis_ci", name: "ci", issuer_url: "https://ci.example.com" },
        { id: "fdis_github", name: "github", issuer_url: "https://token.actions.githubusercontent.com" },
        {
          id: "fdis_old",
          name: "old",
          issuer_url: "https://old.example.com",
          archived_at: "2026-01-01T00:00:00Z",
        },
      ],
    },
    ...options,
  });
  const { credentials, console: actions } = emulator.organization();
  const secrets: Record<string, string> = {};
  for (const kind of ["oauth", "interactiveOauth"] as const) {
    secrets[kind] = `sk-ant-oat01-${kind}`;
    credentials.add({ secret: `sk-ant-oat01-${kind}`, kind });
  }
  const as = (kind: CredentialKind) => (what: string, body?: unknown) =>
    send(emulator, what, {
      headers: { "x-api-key": null, authorization: `Bearer ${secrets[kind] ?? emulator.adminKey}` },
      ...(body === undefined ? {} : { body }),
    });
  return { emulator, actions, as, call: as("oauth") };
}

export const issuers = "/v1/organizations/federation_issuers";
export const rules = "/v1/organizations/federation_rules";

/** The body of a valid rule. */
export const newRule = {
  name: "main",
  issuer_id: "fdis_ci",
  match: { subject_prefix: "job:*" },
  oauth_scope: "workspace:developer",
  target: { type: "service_account", service_account_id: "svac_deploy" },
  workspace_id: "wrkspc_robots",
};
