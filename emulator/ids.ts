import { randomBytes, randomUUID } from "node:crypto";

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The ID prefix of each object type. */
export const prefixes = {
  user: "user_",
  invite: "invite_",
  workspace: "wrkspc_",
  apiKey: "apikey_",
  serviceAccount: "svac_",
  federationIssuer: "fdis_",
  federationRule: "fdrl_",
  externalKey: "ekey_",
  userProfile: "uprof_",
  rateLimit: "rl_",
  rateLimitGroup: "rlg_",
  spendLimit: "spl_",
  increaseRequest: "slir_",
  rbacGroup: "rbac_group_",
  rbacRole: "rbac_role_",
  request: "req_",
} as const;

/** A new ID: the prefix, `01` and 22 letters and digits. */
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

/** A `partial_key_hint`: the beginning and the end of an API key. */
export function newHint(): string {
  return `sk-ant-api03-${randomText(3)}...${randomText(4)}`;
}

/** Whether this can be an ID with the prefix. The length is not checked, since IDs are opaque to clients. */
export function hasForm(prefix: string, id: string): boolean {
  return id.startsWith(prefix) && /^[A-Za-z0-9]+$/.test(id.slice(prefix.length));
}
