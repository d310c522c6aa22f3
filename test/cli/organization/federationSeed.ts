import type { Seed } from "../../../emulator/index.ts";
import { type Workdir, workdirOf } from "../workdir.ts";

/** An organization with two issuers, one of the Console, an archived one, a rule for two workspaces, one for all, and one that only the Console can manage. */
export const federationSeed = {
  version: 1,
  workspaces: [
    { id: "wrkspc_lab", name: "Lab" },
    { id: "wrkspc_live", name: "Live" },
  ],
  service_accounts: [{ id: "svac_deploy", name: "deploy", organization_role: "admin" }],
  federation_issuers: [
    { id: "fdis_ci", name: "ci", issuer_url: "https://ci.example.com", check_jti: false },
    {
      id: "fdis_inline",
      name: "inline",
      issuer_url: "https://inline.example.com",
      jwks: { type: "inline", keys: [{ kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" }] },
    },
    { id: "fdis_bootstrap", name: "bootstrap", issuer_url: "https://bootstrap.example.com" },
    {
      id: "fdis_old",
      name: "old",
      issuer_url: "https://old.example.com",
      archived_at: "2026-01-01T00:00:00Z",
    },
  ],
  federation_rules: [
    {
      id: "fdrl_two",
      name: "two",
      issuer_id: "ci",
      description: "Deploys",
      match: { subject_prefix: "job:*", claims: { ref: "main" } },
      target: { service_account_id: "deploy" },
      workspace_ids: ["Live", "Lab"],
      token_lifetime_seconds: 600,
    },
    {
      id: "fdrl_all",
      name: "all",
      issuer_id: "inline",
      match: { condition: "claims.protected" },
      target: { service_account_id: "deploy" },
      oauth_scope: "workspace:inference",
      applies_to_all_workspaces: true,
    },
    {
      id: "fdrl_root",
      name: "root",
      issuer_id: "bootstrap",
      match: { subject_prefix: "job:root" },
      target: { service_account_id: "deploy" },
      oauth_scope: "org:admin",
    },
  ],
} satisfies Seed;

/** A working directory with a workload's OAuth token of that organization. */
export async function federationWorkdir(seed: Seed = federationSeed) {
  const workdir = await workdirOf({ seed });
  const secret = "sk-ant-oat01-workload";
  workdir.emulator.organization().credentials.add({ secret, kind: "oauth" });
  const env = { ...workdir.io.env, ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_AUTH_TOKEN: secret };
  const io: Workdir["io"] = { ...workdir.io, env };
  return { ...workdir, io };
}
