import { randomBytes, randomUUID } from "node:crypto";

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The prefix of every kind of object that has a tagged ID. */
export const prefixes = {
  user: "user_",
  invite: "invite_",
  workspace: "wrkspc_",
  apiKey: "apikey_",
  serviceAccount: "svac_",
  federationRule: "fdrl_",
  externalKey: "ekey_",
  userProfile: "uprof_",
  request: "req_",
} as const;

/** A new ID in the API's form: the prefix, `01`, and 22 alphanumerics. */
export function newId(prefix: string): string {
  return `${prefix}01${randomText(22)}`;
}

export function newUuid(): string {
  return randomUUID();
}

export function randomText(length: number): string {
  let text = "";
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length];
  return text;
}

/** The two ends of an API key's secret, as the API shows them. */
export function newHint(): string {
  return `sk-ant-api03-${randomText(3)}...${randomText(4)}`;
}

/** Clients are told to treat IDs as opaque, so only the prefix and the letters are held to. */
export function hasForm(prefix: string, id: string): boolean {
  return id.startsWith(prefix) && /^[A-Za-z0-9]+$/.test(id.slice(prefix.length));
}
