import { resolveCredential } from "../../provider/api/credentials.ts";
import { NoCredentialError, UserError } from "../../provider/errors.ts";
import { type ReadSetting, settingNames } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";
import { pulumi } from "../pulumi.ts";
import type { TargetStack } from "./stacks.ts";

const setting = "anthropic:adminKey";

/** Why a key in plain text is not used. Programs reject it, too. */
export const plainKey =
  "`anthropic:adminKey` is in the stack's configuration in plain text, so programs reject it. Remove it (pulumi config rm anthropic:adminKey), revoke the key, and set a new one as a secret.";

/** The stack whose key is read. Without a label, it is the selected stack. */
type KeyOwner = Pick<TargetStack, "config" | "secretSettings"> & { readonly label: string | undefined };

/**
 * The configuration of a stack with its `anthropic:adminKey`, decrypted in memory. It is decrypted only if it is used, that is, if
 * the environment has no credential. If that fails, reports the reason as progress and leaves the key out.
 */
export async function withStackKey(
  io: Io,
  { label, config, secretSettings }: KeyOwner,
): Promise<ReadSetting> {
  const isPlain = config(setting) !== undefined;
  if (!isPlain && !secretSettings.has(setting)) return config;
  if (config("anthropic:adminKeyVariable") !== undefined || hasCredential(io.env)) return withKey(config);
  if (isPlain) throw new UserError(plainKey);
  try {
    const options = label === undefined ? [] : ["--stack", label];
    return withKey(config, (await pulumi(io, ["config", "get", setting, ...options])).trim());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.progress(`${error.message} The key in \`${setting}\` is not used.`);
    return withKey(config);
  }
}

/**
 * The configuration of a stack with those of its other settings that are secrets, such as `anthropic:organizationId`, decrypted in
 * memory. Throws if they cannot be decrypted.
 */
export async function withSecretSettings(
  io: Io,
  { label, config, secretSettings }: Pick<TargetStack, "label" | "config" | "secretSettings">,
): Promise<ReadSetting> {
  const decrypted = new Map<string, string>();
  for (const key of settingNames.map((name) => `anthropic:${name}`)) {
    if (key === setting || !secretSettings.has(key)) continue;
    decrypted.set(key, (await pulumi(io, ["config", "get", key, "--stack", label])).trim());
  }
  return (name) => decrypted.get(name) ?? config(name);
}

function withKey(config: ReadSetting, key?: string): ReadSetting {
  return (name) => (name === setting ? key : config(name));
}

/** Whether the environment has a credential, which precedes the stack's. An invalid one is reported when it is used. */
function hasCredential(env: Io["env"]): boolean {
  try {
    return resolveCredential({ env }) !== undefined;
  } catch (error) {
    return !(error instanceof NoCredentialError);
  }
}
