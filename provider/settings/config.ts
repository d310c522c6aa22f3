import { clean } from "../api/foreignText.ts";
import { uuid } from "../api/objects.ts";
import { UserError } from "../errors.ts";

/** Reads one setting by its full key, such as `anthropic:maxArchives`. */
export type ReadSetting = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of a stack or of an explicit Provider. `tools/docs/settings.ts` describes each. */
export interface Settings {
  readonly baseUrl: string | undefined;
  readonly adminKey: string | undefined;
  readonly adminKeyVariable: string | undefined;
  readonly organizationId: string | undefined;
  readonly requestsPerMinute: number;
  readonly maxArchives: number;
  readonly maxRemovals: number;
  readonly maxInvitations: number;
  readonly allowEmpty: boolean;
  readonly ownerTag: string | undefined;
  readonly invite: "send" | "never";
  readonly emailDomains: readonly string[] | undefined;
  readonly auditLog: string | undefined;
}

/** The names of all settings. */
export const settingNames = [
  "adminKey",
  "adminKeyVariable",
  "allowEmpty",
  "auditLog",
  "baseUrl",
  "emailDomains",
  "invite",
  "maxArchives",
  "maxInvitations",
  "maxRemovals",
  "organizationId",
  "ownerTag",
  "requestsPerMinute",
] as const;
type SettingName = (typeof settingNames)[number];

/**
 * Reads the settings from the stack's configuration. For some of them an environment variable overrides it for one run
 * (`ANTHROPIC_MAX_ARCHIVES=60 pulumi destroy`). Throws a `UserError` for an invalid value.
 */
export function readSettings(read: ReadSetting, env: Environment): Settings {
  const text = (name: SettingName, variable?: string): Found | undefined => {
    const override = variable === undefined ? "" : (env[variable]?.trim() ?? "");
    if (variable !== undefined && override !== "") return { value: override, where: variable };
    const configured = read(`anthropic:${name}`)?.trim() ?? "";
    return configured === "" ? undefined : { value: configured, where: `anthropic:${name}` };
  };
  return {
    baseUrl: text("baseUrl")?.value,
    adminKey: text("adminKey")?.value,
    adminKeyVariable: text("adminKeyVariable")?.value,
    organizationId: organizationId(text("organizationId")),
    requestsPerMinute: integer(text("requestsPerMinute", "ANTHROPIC_REQUESTS_PER_MINUTE"), 80, 1),
    maxArchives: integer(text("maxArchives", "ANTHROPIC_MAX_ARCHIVES"), 3, 0),
    maxRemovals: integer(text("maxRemovals", "ANTHROPIC_MAX_REMOVALS"), 25, 0),
    maxInvitations: integer(text("maxInvitations", "ANTHROPIC_MAX_INVITATIONS"), 50, 0),
    allowEmpty: boolean(text("allowEmpty", "ANTHROPIC_ALLOW_EMPTY")),
    ownerTag: ownerTag(text("ownerTag")),
    invite: choice(text("invite"), ["send", "never"]) ?? "send",
    emailDomains: domains(text("emailDomains")),
    auditLog: text("auditLog")?.value,
  };
}

interface Found {
  readonly value: string;
  readonly where: string;
}

function invalid(found: Found, expected: string): UserError {
  return new UserError(`${found.where} must be ${expected}, not ${JSON.stringify(clean(found.value))}.`);
}

function integer(found: Found | undefined, fallback: number, minimum: number): number {
  if (found === undefined) return fallback;
  const value = Number(found.value);
  if (!Number.isSafeInteger(value) || value < minimum)
    throw invalid(found, `an integer of at least ${minimum}`);
  return value;
}

function boolean(found: Found | undefined): boolean {
  if (found === undefined) return false;
  if (found.value !== "true" && found.value !== "false") throw invalid(found, "`true` or `false`");
  return found.value === "true";
}

function choice<Word extends string>(found: Found | undefined, words: readonly Word[]): Word | undefined {
  if (found === undefined) return undefined;
  const word = words.find((candidate) => candidate === found.value);
  if (word === undefined) throw invalid(found, words.map((each) => `\`${each}\``).join(" or "));
  return word;
}

function organizationId(found: Found | undefined): string | undefined {
  if (found === undefined) return undefined;
  if (!uuid.test(found.value)) {
    throw invalid(found, "an organization ID, a UUID from the organization settings of the Console");
  }
  return found.value.toLowerCase();
}

function ownerTag(found: Found | undefined): string | undefined {
  if (found === undefined) return undefined;
  if (/^anthropic/i.test(found.value))
    throw invalid(found, "a tag key that does not begin with `anthropic`, which is reserved");
  return found.value;
}

function domains(found: Found | undefined): readonly string[] | undefined {
  if (found === undefined) return undefined;
  let entries: unknown;
  try {
    entries = found.value.startsWith("[") ? JSON.parse(found.value) : found.value.split(",");
  } catch {
    entries = undefined;
  }
  const list = Array.isArray(entries)
    ? entries.map((entry) => String(entry).trim().toLowerCase().replace(/^@/, ""))
    : [];
  if (list.length === 0 || list.some((domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))) {
    throw invalid(found, "a list of domains such as `example.com,example.org`");
  }
  return list;
}
