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
  { credential, kind, organization }: Pick<PropertiesDefinition, "credential" | "kind" | "organization">,
  session: Authenticated,
  verb: "manage" | "create" | "read" | "update" | "delete",
): void {
  const needed = organization ?? (credential === "oauth" ? "console" : undefined);
  const other = otherOrganization(needed, session);
  if (other === undefined) {
    if (credential === "oauth") mustBeToken(session, `${verb} a ${kind}`);
    return;
  }
  throw new UserError(
    `cannot ${verb} ${aKind(kind)}: only ${other.type} organizations have this, but ${other.reason}.`,
    `${other.remedy}, or remove it from the program.`,
  );
}

/**
 * Why the organization of the credential cannot have objects that exist only in the `needed` type of organization, and what to do.
 * Undefined if it can, or if the credential does not show its type.
 */
export function otherOrganization(
  needed: "console" | "enterprise" | undefined,
  session: Authenticated,
):
  | { readonly type: "Console" | "Claude Enterprise"; readonly reason: string; readonly remedy: string }
  | undefined {
  const credential = needed === undefined ? undefined : credentialOf(session);
  if (needed === "console" && credential?.kind === "enterpriseKey") {
    return {
      type: "Console",
      reason: `the credential from ${credential.source} is a key of a Claude Enterprise organization`,
      remedy: "Use an Admin API key (sk-ant-admin01-...) of a Console organization",
    };
  }
  if (needed === "enterprise" && credential?.kind === "adminKey") {
    return {
      type: "Claude Enterprise",
      reason: `the credential from ${credential.source} is an Admin API key of a Console organization`,
      remedy: "Use a key (sk-ant-api01-...) of a Claude Enterprise organization",
    };
  }
  return undefined;
}

/** A resource type with its article. */
function aKind(kind: string): string {
  return /^(?:[AEIO]|Rbac)/.test(kind) ? `an ${kind}` : `a ${kind}`;
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
