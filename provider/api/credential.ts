import { inspect } from "node:util";
import type { Advice } from "./attempt.ts";

/**
 * The type of a credential: an Admin API key of a Console organization, a key of a Claude Enterprise organization, an OAuth token, or an
 * OAuth token that federation issues.
 */
export type CredentialKind = "adminKey" | "enterpriseKey" | "oauthToken" | "federation";

/** What the client authenticates with. Printing it shows its source, never its value. */
export interface Credential {
  /** Where it came from, for errors: `ANTHROPIC_ADMIN_KEY`. */
  readonly source: string;
  readonly kind: CredentialKind;
  /** What else identifies it, without the secret: the rule and the source of identity tokens. */
  readonly detail?: string;
  /** Whether its first use can spend a token that another process of the run needs. */
  readonly spendsToken?: boolean;
  /** The secret to send now. */
  token(): Promise<string>;
  /** Notes that the API rejected this token. Returns whether `token()` can return another, newer one. */
  rejected?(token: string): boolean;
  /** What to do when the API rejects it. By default the advice for an Admin API key. */
  readonly todo?: Advice;
}

/** A credential that prints its source instead of its value. */
export abstract class Unprintable {
  abstract readonly source: string;

  toString(): string {
    return `[credential from ${this.source}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * Whether a value has the form of an Admin API key (`sk-ant-admin01-...`), of a key of a Claude Enterprise organization
 * (`sk-ant-api01-...`) or of an OAuth token (`sk-ant-oat01-...`).
 * No other value is sent as the credential: the repository can name the variable that holds it, so a pull request could
 * name a variable with another secret.
 */
export function isAdminSecret(value: string): boolean {
  return /^sk-ant-(?:admin\d\d|oat\d\d|api01)-[A-Za-z0-9._~+/-]+=*$/.test(value);
}
