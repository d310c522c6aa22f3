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

/** The stack whose settings are read. Without a label, it is the selected stack. */
type SettingsOwner = Pick<TargetStack, "config" | "secretSettings"> & { readonly label: string | undefined };

/**
 * The settings of a stack, including those that are secrets, which are decrypted in memory. Throws if one cannot be decrypted, except
 * `anthropic:adminKey`: then reports the reason as progress and leaves the key out. The key is decrypted only if it is used, that is,
 * if the environment has no credential.
 */
export async function decryptedSettings(io: Io, owner: SettingsOwner): Promise<ReadSetting> {
  const config = await withSecrets(io, owner);
  return await withStackKey(io, { ...owner, config });
}

async function withSecrets(io: Io, { label, config, secretSettings }: SettingsOwner): Promise<ReadSetting> {
  const decrypted = new Map<string, string>();
  for (const key of settingNames.map((name) => `anthropic:${name}`)) {
    if (key === setting || !secretSettings.has(key)) continue;
    decrypted.set(key, await decryptedValue(io, key, label));
  }
  return decrypted.size === 0 ? config : (key) => decrypted.get(key) ?? config(key);
}

async function withStackKey(io: Io, { label, config, secretSettings }: SettingsOwner): Promise<ReadSetting> {
  const isPlain = config(setting) !== undefined;
  if (!isPlain && !secretSettings.has(setting)) return config;
  if (config("anthropic:adminKeyVariable") !== undefined || hasCredential(io.env)) return withKey(config);
  if (isPlain) throw new UserError(plainKey);
  try {
    return withKey(config, await decryptedValue(io, setting, label));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.progress(`${error.message} The key in \`${setting}\` is not used.`);
    return withKey(config);
  }
}

async function decryptedValue(io: Io, key: string, label: string | undefined): Promise<string> {
  const options = label === undefined ? [] : ["--stack", label];
  return (await pulumi(io, ["config", "get", key, ...options])).trim();
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
