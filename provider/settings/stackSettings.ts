import * as pulumi from "@pulumi/pulumi";
import { resolveBaseUrl } from "../api/address.ts";
import { clean, logText } from "../api/foreignText.ts";
import { routeTo } from "../api/route.ts";
import { UserError } from "../errors.ts";
import { resolveAuditFile } from "../kernel/auditFile.ts";
import { didYouMean } from "../nearest.ts";
import { readSettings, settingNames } from "./config.ts";
import { currentRun, isInline, programEnvironment } from "./programRun.ts";

/** The runs whose settings are valid. */
const validated = new WeakSet<object>();

/**
 * Validates the stack's settings in the program, before the first resource is registered and before the first function
 * reads. Pulumi's provider process cannot list the configuration, and could only report an error at the resource that
 * happens to come first. Validates once in each run of a program, since each has a stack of its own. Throws a `RunError`.
 */
export function validateStackSettings(): void {
  const run = currentRun();
  if (run !== undefined && validated.has(run)) return;
  const isSecret = secretSettings();
  rejectPlainKey(isSecret);
  rejectUnknownSettings();
  rejectInvalidValues(isSecret);
  if (run !== undefined) validated.add(run);
}

type IsSecret = (key: string) => boolean;

/** Tells whether a setting is secret. Undefined when this is unknown, because something other than Pulumi runs the program. */
function secretSettings(): IsSecret | undefined {
  if (isInline()) {
    // The SDK exports it, but leaves it out of its types.
    const isSecret: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
    return typeof isSecret === "function" ? (key) => isSecret(key) === true : undefined;
  }
  const secrets = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  return secrets === undefined ? undefined : (key) => secrets.includes(JSON.stringify(key));
}

function rejectPlainKey(isSecret: IsSecret | undefined): void {
  const key = "anthropic:adminKey";
  if (isSecret?.(key) === false && pulumi.runtime.getConfig(key) !== undefined) {
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
function rejectInvalidValues(isSecret: IsSecret | undefined): void {
  // Then any setting may be a secret.
  if (isSecret === undefined) return;
  const env = programEnvironment();
  const plain = (key: string) => (isSecret(key) ? undefined : pulumi.runtime.getConfig(key));
  try {
    const { baseUrl, auditLog } = readSettings(plain, env);
    routeTo(resolveBaseUrl({ env, configured: baseUrl }), env);
    // The folder of an inline program is that of the application, and not the project's. The provider process validates it.
    if (!isInline()) resolveAuditFile({ env, configured: auditLog, folder: process.cwd() });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
    throw new pulumi.RunError(`The settings of stack ${stack} are invalid: ${logText(error.message)}`);
  }
}
