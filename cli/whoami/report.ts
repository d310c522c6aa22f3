import type { CredentialKind } from "../../provider/api/credential.ts";

/** Whether the credential may read one family of endpoints. */
export interface Access {
  readonly family: string;
  readonly path: string;
  /** Undefined if no response of the API answers it. */
  readonly allowed: boolean | undefined;
  /** One line. Undefined if it is allowed. */
  readonly reason?: string | undefined;
}

/** The version of a component of the setup. */
export interface ComponentVersion {
  readonly component: string;
  /** Undefined if it is not installed. */
  readonly version: string | undefined;
  /** Whether it works with the other components. Undefined if it is not needed here. */
  readonly fits: boolean | undefined;
  /** What is wrong and what to do, or why it is not needed here. */
  readonly reason?: string | undefined;
}

/** What `pulumi-anthropic whoami` reports, and the document that `--json` writes. Contains no secret. */
export interface Report {
  readonly version: 1;
  /** Whether the credential works and belongs to the expected organization. */
  readonly ok: boolean;
  readonly credential:
    | { readonly source: string; readonly kind: CredentialKind; readonly detail?: string | undefined }
    | undefined;
  /** The base URL of the API. */
  readonly api: string | undefined;
  readonly organization:
    | {
        readonly id: string;
        /** Undefined if the credential may not read it. */
        readonly name: string | undefined;
        /** `anthropic:organizationId` of the stack. */
        readonly expected: string | undefined;
      }
    | undefined;
  /** The name of the stack whose settings apply. */
  readonly stack: string | undefined;
  readonly access: readonly Access[];
  readonly versions: readonly ComponentVersion[];
  /** What is wrong and what to do, the most important first. */
  readonly problems: readonly string[];
}
