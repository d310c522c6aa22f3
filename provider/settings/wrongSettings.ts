import * as pulumi from "@pulumi/pulumi";
import { resolveBaseUrl } from "../api/address.ts";
import { logText } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import { resolveAuditFile } from "../kernel/auditFile.ts";
import { readSettings } from "./config.ts";

/**
 * Refuses settings that cannot be right in the program, where the stack can be blamed for them: Pulumi's provider
 * process can only blame the resource that happens to come first. Secrets are left to that process.
 */
export function refuseWrongSettings(): void {
  const secrets = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  // What is a secret is not known where somebody else than Pulumi's own host runs the program.
  if (secrets === undefined) return;
  const env = process.env;
  const plain = (key: string) =>
    secrets.includes(JSON.stringify(key)) ? undefined : pulumi.runtime.getConfig(key);
  try {
    const { baseUrl, auditLog } = readSettings(plain, env);
    resolveBaseUrl({ env, configured: baseUrl });
    resolveAuditFile({ env, configured: auditLog, folder: process.cwd() });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    throw new pulumi.RunError(`The settings of stack ${stack} cannot be used: ${logText(error.message)}`);
  }
}
