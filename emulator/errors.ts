import type { ErrorJson } from "./json.ts";

/** An error response of the API. */
export class ErrorResponse extends Error {
  readonly status: number;
  readonly type: string;
  readonly details: { error_code: string; [key: string]: unknown } | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: {
      type?: string;
      details?: { error_code: string; [key: string]: unknown };
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.type = more.type ?? typeOf(status);
    this.details = more.details;
    this.headers = more.headers ?? {};
  }
}

const types: Record<number, string> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** The `type` of an error with this status. */
export function typeOf(status: number): string {
  return types[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
}

interface Code {
  status: number;
  message: string;
  field?: string;
}

/** The error codes of the endpoints that the emulator serves, and the generic ones. */
const codes = {
  already_member: {
    status: 400,
    message: "This email address already belongs to a member of the organization.",
  },
  invite_already_exists: { status: 400, message: "A pending invite for this email address already exists." },
  cannot_invite_emails_with_unverified_domains: {
    status: 400,
    message: "The email address's domain is not a verified domain of the parent organization.",
  },
  email_domain_not_allowed: {
    status: 400,
    message: "The organization does not allow invites to this email address's domain.",
  },
  org_member_limit_exceeded: {
    status: 400,
    message: "The organization has reached its member limit; pending invites count toward it.",
  },
  rbac_group_grants_owner_access: {
    status: 400,
    message: "A role attached to the group grants owner access; change it in the Claude admin settings.",
  },
  rbac_group_owner_access_unconfirmed: {
    status: 400,
    message: "The owner-access check could not be completed, so nothing was changed.",
  },
  cannot_remove_last_member: { status: 400, message: "The user is the organization's only member." },
  concurrent_membership_change: {
    status: 409,
    message: "Another change to the organization's members is in progress. Retry once it completes.",
  },
  external_key_validation_failed: { status: 400, message: "The external key failed validation." },
  external_key_validation_timed_out: {
    status: 400,
    message: "The external key could not be validated in time. Wait briefly and send the request again.",
  },
  key_profile_mismatch: {
    status: 400,
    message: "The external key and the workspace must have the same user profile, or both have none.",
  },
  user_profile_not_found: { status: 400, message: "The user profile does not exist or is no longer active." },
  workspace_policy_violation: {
    status: 400,
    message: "The request violates the organization's Workspace Policy.",
    field: "external_key_id",
  },
  workspace_created_incomplete: {
    status: 503,
    message:
      "The workspace was created, but not all of its settings were applied. Update the workspace instead of creating it again.",
  },
  change_outcome_unknown: {
    status: 503,
    message: "The outcome of the change is unknown. Send the same request again to complete it.",
  },
  storage_profile_mismatch: {
    status: 400,
    message: "The workspace's External Storage and the workspace must have the same user profile.",
    field: "user_profile_id",
  },
  storage_attached_during_archive: {
    status: 409,
    message:
      "The workspace was archived, but External Storage was attached to it at the same time. Archive it again to detach the storage.",
  },
  external_key_changed: {
    status: 409,
    message: "The external key changed during its validation. Send the request again.",
  },
  workspace_member_limit_exceeded: { status: 400, message: "The workspace has reached its member limit." },
  org_api_key_limit_exceeded: {
    status: 400,
    message: "The organization has reached its limit of active API keys.",
  },
  workspace_api_key_limit_exceeded: {
    status: 400,
    message: "The workspace has reached its limit of active API keys.",
  },
  external_key_in_workspace_policy: {
    status: 400,
    message: "The organization's Workspace Policy lists this external key.",
  },
  organization_type_not_supported: {
    status: 400,
    message: "This endpoint does not support this type of organization.",
  },
  spend_limits_admin_api_writes_not_enabled: {
    status: 403,
    message: "This organization cannot get, set or delete spend limits with an Admin API credential.",
  },
  parent_organization_required: {
    status: 400,
    message: "This endpoint only serves organizations that belong to a parent organization.",
  },
  rbac_role_not_found: { status: 404, message: "No RBAC role has this ID." },
  sandbox_egress_restricted: {
    status: 403,
    message: "This request came from a sandbox with restricted network access.",
  },
  organization_on_hold: { status: 400, message: "This organization has been disabled." },
  request_body_encoding_invalid: {
    status: 400,
    message: "The request body is not valid for its Content-Encoding.",
  },
  request_body_encoding_unsupported: { status: 400, message: "The Content-Encoding is not supported." },
  request_body_too_large_after_decoding: {
    status: 413,
    message: "The request body exceeds the size limit once decoded.",
  },
} satisfies Record<string, Code>;

/** An `error_code` of the API. */
export type ErrorCode = keyof typeof codes;

const codeTable: Readonly<Record<string, Code>> = codes;

/** The error response with a code. `message` replaces the default message of the code. */
export function coded(code: ErrorCode, message?: string): ErrorResponse {
  return codedAs(code, message === undefined ? {} : { message });
}

/** The documented status of a code; undefined if the API has no such code. */
export function statusOf(code: string): number | undefined {
  return Object.hasOwn(codeTable, code) ? codeTable[code]?.status : undefined;
}

/** The error response with a code, and the fields that a fault overrides. */
export function codedAs(
  code: string,
  overrides: { type?: string; message?: string; details?: Readonly<Record<string, string>> },
): ErrorResponse {
  const status = statusOf(code);
  const known = codeTable[code];
  if (status === undefined || known === undefined)
    throw new TypeError(`The API has no error code "${code}".`);
  const { field } = known;
  return new ErrorResponse(status, overrides.message ?? known.message, {
    ...(overrides.type === undefined ? {} : { type: overrides.type }),
    details: { error_code: code, ...(field === undefined ? {} : { field }), ...overrides.details },
  });
}

export function invalid(message: string): ErrorResponse {
  return new ErrorResponse(400, message);
}

export function notFound(message = "Not found"): ErrorResponse {
  return new ErrorResponse(404, message);
}

/** The JSON of an error response. */
export function errorJson(error: ErrorResponse, requestId: string): ErrorJson {
  return {
    type: "error",
    error: {
      type: error.type,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
    request_id: requestId,
  };
}
