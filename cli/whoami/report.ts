import type { CredentialKind } from "../../provider/api/credential.ts";

/** Whether the credential can read one family of endpoints. */
export interface Access {
  readonly family: string;
  readonly path: string;
  /** Undefined if it is unknown, because the family was not checked or the API did not respond. */
  readonly allowed: boolean | undefined;
  /** Why it is not allowed or unknown, on one line. */
  readonly reason?: string | undefined;
}

/** The version of a component of the setup. */
export interface ComponentVersion {
  readonly component: string;
  /** Undefined if it is not installed. */
  readonly version: string | undefined;
  /** Whether it is compatible with the other components. Undefined if it is not required. */
  readonly fits: boolean | undefined;
  /** What is wrong and how to fix it, or why it is not required. */
  readonly reason?: string | undefined;
}

/** The report of `pulumi-anthropic whoami`, as `--json` writes it. Contains no secret. */
export interface Report {
  readonly version: 1;
  /** Whether the credential works and belongs to the expected organization. */
  readonly ok: boolean;
  readonly credential:
    | { readonly source: string; readonly kind: CredentialKind; readonly detail?: string | undefined }
    | undefined;
  /** The base URL of the API. */
  readonly api: string | undefined;
  /** The proxy in front of it, without user name and password, and the variable that names it. */
  readonly proxy: { readonly address: string; readonly source: string } | undefined;
  readonly organization:
    | {
        readonly id: string;
        /** Undefined if the credential has no permission to read it. */
        readonly name: string | undefined;
        /** `anthropic:organizationId` of the stack. */
        readonly expected: string | undefined;
      }
    | undefined;
  /** The name of the stack whose settings apply. */
  readonly stack: string | undefined;
  readonly access: readonly Access[];
  readonly versions: readonly ComponentVersion[];
  /** What is wrong and how to fix it, the most important first. */
  readonly problems: readonly string[];
}
