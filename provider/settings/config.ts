import { clean } from "../api/foreignText.ts";
import { uuid } from "../api/objects.ts";
import { UserError } from "../errors.ts";

/** Reads one setting by its full key, `anthropic:maxArchives`. */
export type ReadSetting = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a stack, or an explicit Provider, says about how to work with the organization. */
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

/** Every setting with what it means; the README's table is held against this list by a test. */
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
 * Settings come from stack configuration. The limits can also be given for one run by the environment
 * (`ANTHROPIC_MAX_ARCHIVES=60 pulumi destroy`), which then wins.
 */
export function readSettings(read: ReadSetting, env: Environment): Settings {
  const text = (name: SettingName, variable?: string): Found | undefined => {
    const given = variable === undefined ? "" : (env[variable]?.trim() ?? "");
    if (variable !== undefined && given !== "") return { value: given, where: variable };
    const configured = read(`anthropic:${name}`)?.trim() ?? "";
    return configured === "" ? undefined : { value: configured, where: `anthropic:${name}` };
  };
  return {
    baseUrl: text("baseUrl")?.value,
    adminKey: text("adminKey")?.value,
    adminKeyVariable: text("adminKeyVariable")?.value,
    organizationId: organizationId(text("organizationId")),
    requestsPerMinute: whole(text("requestsPerMinute", "ANTHROPIC_REQUESTS_PER_MINUTE"), 80, 1),
    maxArchives: whole(text("maxArchives", "ANTHROPIC_MAX_ARCHIVES"), 3, 0),
    maxRemovals: whole(text("maxRemovals", "ANTHROPIC_MAX_REMOVALS"), 25, 0),
    maxInvitations: whole(text("maxInvitations", "ANTHROPIC_MAX_INVITATIONS"), 50, 0),
    allowEmpty: flag(text("allowEmpty", "ANTHROPIC_ALLOW_EMPTY")),
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

function wrong(found: Found, expected: string): UserError {
  return new UserError(`${found.where} is ${JSON.stringify(clean(found.value))}, but ${expected}.`);
}

function whole(found: Found | undefined, usual: number, least: number): number {
  if (found === undefined) return usual;
  const value = Number(found.value);
  if (!Number.isSafeInteger(value) || value < least)
    throw wrong(found, `a whole number from ${least} is expected`);
  return value;
}

function flag(found: Found | undefined): boolean {
  if (found === undefined) return false;
  if (found.value !== "true" && found.value !== "false") throw wrong(found, "`true` or `false` is expected");
  return found.value === "true";
}

function choice<Word extends string>(found: Found | undefined, words: readonly Word[]): Word | undefined {
  if (found === undefined) return undefined;
  const word = words.find((candidate) => candidate === found.value);
  if (word === undefined)
    throw wrong(found, `one of ${words.map((each) => `\`${each}\``).join(", ")} is expected`);
  return word;
}

function organizationId(found: Found | undefined): string | undefined {
  if (found === undefined) return undefined;
  if (!uuid.test(found.value)) {
    throw wrong(found, "an organization's id is a UUID, as the Console's organization settings show it");
  }
  return found.value.toLowerCase();
}

function ownerTag(found: Found | undefined): string | undefined {
  if (found === undefined) return undefined;
  if (/^anthropic/i.test(found.value))
    throw wrong(found, "tag keys that begin with `anthropic` are Anthropic's own");
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
    throw wrong(found, "a list of domains such as `example.com,example.org` is expected");
  }
  return list;
}
