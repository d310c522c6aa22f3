import * as pulumi from "@pulumi/pulumi";
import { resolveBaseUrl } from "../api/address.ts";
import { clean, logText } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import { resolveAuditFile } from "../kernel/auditFile.ts";
import { didYouMean } from "../nearest.ts";
import { readSettings, settingNames } from "./config.ts";

/**
 * Validates the stack's settings in the program, before the first resource is registered and before the first function
 * reads. Pulumi's provider process cannot list the configuration, and could only report an error at the resource that
 * happens to come first. Throws a `RunError`.
 */
export function validateStackSettings(): void {
  rejectPlainKey();
  rejectUnknownSettings();
  rejectInvalidValues();
}

/** The keys of secret settings as JSON; undefined when something other than Pulumi's language host runs the program. */
const secretKeys = () => process.env["PULUMI_CONFIG_SECRET_KEYS"];

function rejectPlainKey(): void {
  const key = "anthropic:adminKey";
  const secrets = secretKeys();
  const plain = secrets !== undefined && !secrets.includes(JSON.stringify(key));
  if (plain && pulumi.runtime.getConfig(key) !== undefined) {
    throw new pulumi.RunError(
      `\`${key}\` is in the stack's configuration in plain text. Remove it (pulumi config rm ${key}), revoke that key, ` +
        `and set a new one as a secret (pulumi config set --secret ${key}), or set the environment variable ANTHROPIC_ADMIN_KEY instead.`,
    );
  }
}

/** A misspelled setting would have no effect: a limit or the organization that it sets would not be checked. */
function rejectUnknownSettings(): void {
  // In a project named `anthropic`, the namespace is the project's own.
  if (pulumi.getProject() === "anthropic") return;
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const [namespace, name = ""] = key.split(":");
    if (namespace !== "anthropic" || settingNames.some((known) => known === name)) continue;
    const help =
      didYouMean(name, settingNames, (nearest) => `\`anthropic:${nearest}\``) ??
      `The settings are ${settingNames.map((known) => `\`${known}\``).join(", ")}.`;
    throw new pulumi.RunError(
      `\`${clean(key)}\` in the stack's configuration is not a known setting. ${help} Correct or remove it (pulumi config rm ${clean(key)}).`,
    );
  }
}

/** Leaves secret settings to the provider process, whose errors do not show them. */
function rejectInvalidValues(): void {
  const secrets = secretKeys();
  // Then any setting may be a secret.
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
    throw new pulumi.RunError(`The settings of stack ${stack} are invalid: ${logText(error.message)}`);
  }
}
