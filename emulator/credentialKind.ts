/**
 * The type of a credential: an Admin API key (`admin`), a workload's OAuth token with the scope `org:admin` (`oauth`), such a token
 * from an interactive login (`interactiveOauth`), an OAuth token with the scope of a workspace (`narrowOauth`), a personal or
 * service-account API key without a workspace (`personal`), the API key of a workspace (`workspace`), or a key of a Claude
 * Enterprise organization with scopes (`scoped`).
 */
export type CredentialKind = (typeof credentialKinds)[number];

export const credentialKinds = [
  "admin",
  "oauth",
  "interactiveOauth",
  "narrowOauth",
  "personal",
  "workspace",
  "scoped",
] as const;

const tokens: readonly CredentialKind[] = ["oauth", "interactiveOauth", "narrowOauth"];

/** Whether this is an OAuth token, which only the header `authorization` can carry. */
export function isToken(kind: CredentialKind): boolean {
  return tokens.includes(kind);
}

/** Whether this is an OAuth token with the scope `org:admin`. */
export function administers(kind: CredentialKind): boolean {
  return kind === "oauth" || kind === "interactiveOauth";
}
