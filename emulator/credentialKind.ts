/**
 * The type of a credential: an Admin API key, an OAuth token with the scope `org:admin`, an OAuth token with the scope of a
 * workspace, a personal or service-account API key without a workspace, or the API key of a workspace.
 */
export type CredentialKind = "admin" | "oauth" | "narrowOauth" | "personal" | "workspace";
