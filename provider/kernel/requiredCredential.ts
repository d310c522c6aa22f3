import type { Credential, CredentialKind } from "../api/credential.ts";
import { NoCredentialError, UserError } from "../errors.ts";
import type { Settings } from "../settings/config.ts";
import type { PropertiesDefinition } from "./definition.ts";

/** The part of a session that determines its credential. */
interface Authenticated {
  /** Throws if there is none. */
  readonly credential: Credential;
  readonly settings: Pick<Settings, "adminKeyVariable">;
}

/** The type of the credential. Undefined if there is none. */
export function credentialKind(session: Authenticated): CredentialKind | undefined {
  return credentialOf(session)?.kind;
}

/**
 * Throws if the credential can never manage objects of a resource type. The engine names the resource, so that the error is the same
 * for all resources of a type and is shown in full only once.
 */
export function mustAccept(
  { credential, kind }: Pick<PropertiesDefinition, "credential" | "kind">,
  session: Authenticated,
  verb: "manage" | "create" | "read" | "update" | "delete",
): void {
  if (credential === "oauth") mustBeToken(session, `${verb} a ${kind}`);
}

/**
 * Throws if the credential is an Admin API key, for what the API accepts only OAuth tokens. Sends no request. Without a credential,
 * nothing is rejected. `doing` completes "cannot ...".
 */
export function mustBeToken(session: Authenticated, doing: string): void {
  const credential = credentialOf(session);
  if (credential?.kind !== "adminKey") return;
  throw new UserError(
    `cannot ${doing}: the API requires an OAuth token with the scope \`org:admin\`, but the credential from ${credential.source} is an Admin API key.`,
    howToGetToken(credential, session.settings.adminKeyVariable),
  );
}

/** What to do if the credential is an Admin API key. An explicit Provider uses only the variable that it names. */
export function howToGetToken(
  { source }: Pick<Credential, "source">,
  ofProvider: string | undefined,
): string {
  const login = "to a token from `ant auth login --scope org:admin`: see docs/authentication.md.";
  if (ofProvider !== undefined) return `Set ${ofProvider} ${login}`;
  const instead = `se federation, or set ANTHROPIC_AUTH_TOKEN ${login}`;
  // The stack's configuration is used last, so it can stay.
  return /^\w+$/.test(source) ? `Unset ${source} and u${instead}` : `U${instead}`;
}

function credentialOf(session: Authenticated): Credential | undefined {
  try {
    return session.credential;
  } catch (error) {
    if (error instanceof NoCredentialError) return undefined;
    throw error;
  }
}
