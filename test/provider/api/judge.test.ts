import type {
  APIKeys,
  ExternalKeys,
  Invites,
  Organization,
  Users,
  Workspaces,
} from "@anthropic-ai/sdk/resources/organization";
import { describe, expect, it } from "vitest";
import { ApiError, isNotFound } from "../../../provider/api/apiError.ts";
import type { Attempted, Failure } from "../../../provider/api/attempt.ts";
import {
  afterLostAttempt,
  brokenFailure,
  keyRejectedEarlier,
  unreadable,
  wrongShape,
} from "../../../provider/api/failures.ts";
import { clean } from "../../../provider/api/foreignText.ts";
import { hints } from "../../../provider/api/hints.ts";
import { failureOf } from "../../../provider/api/judge.ts";
import { BrokenExchange, organizationOf } from "../../../provider/api/rawResponse.ts";
import { UserError } from "../../../provider/errors.ts";

const secret = "test-key-that-looks-like-nothing";
const write: Attempted = {
  doing: 'create workspace "Research"',
  write: true,
  host: "api.anthropic.com",
  keySource: "ANTHROPIC_ADMIN_KEY",
  secrets: [secret],
  progress: { responses: 0, writesDone: 0, writesStarted: 1 },
};
const read: Attempted = { ...write, doing: "list the workspaces", write: false };

function envelope(type: string, message: string, details?: Record<string, string>): string {
  return JSON.stringify({
    type: "error",
    error: { type, message, ...(details ? { details } : {}) },
    request_id: null,
  });
}

function failureFor(
  status: number,
  text: string,
  attempted: Attempted = write,
  headers: Record<string, string> = {},
): Failure {
  const failure = failureOf({ status, text, headers: { "request-id": "req_01", ...headers } }, attempted);
  if (failure === undefined) throw new Error("it was interpreted as a success");
  return failure;
}

const html = "<!doctype html><html><head><title>Sign in</title></head><body>hunter2</body></html>";

describe("an error", () => {
  it("names the operation, the API's reason, what to do, and the request ID", () => {
    const { error } = failureFor(
      400,
      envelope("invalid_request_error", "name: String should have at most 255 characters"),
    );
    expect(error.message).toBe(
      'cannot create workspace "Research": the API rejected it (400 invalid_request_error: name: String should have at most 255 characters). Fix the value that the API names and run again. [req_01]',
    );
    expect(error).toMatchObject({
      reason: "invalid",
      requestId: "req_01",
      code: undefined,
      outcomeUnknown: false,
    });
  });

  it("shows the API's error code instead of the type, and has code and field as data", () => {
    const details = { error_code: "workspace_policy_violation", field: "external_key_id" };
    const { error } = failureFor(400, envelope("invalid_request_error", "Not allowed.", details));
    expect(error.message).toContain(
      "(400 workspace_policy_violation: Not allowed). The organization's Workspace Policy",
    );
    expect(error).toMatchObject({ code: "workspace_policy_violation", field: "external_key_id" });
  });

  it("falls back to the status when the error code is unknown", () => {
    const { error } = failureFor(404, envelope("not_found_error", "No.", { error_code: "brand_new" }), read);
    expect(error).toMatchObject({ reason: "not_found", code: "brand_new" });
    expect(error.message).toContain("Check the ID");
  });

  it.each([
    [400, "invalid"],
    [401, "unauthenticated"],
    [402, "invalid"],
    [403, "forbidden"],
    [404, "not_found"],
    [409, "conflict"],
    [413, "invalid"],
    [429, "rate_limited"],
    [500, "unavailable"],
    [503, "unavailable"],
    [529, "unavailable"],
  ] as const)("an error of status %d has the reason %s and says what to do", (status, reason) => {
    const { error } = failureFor(status, envelope("some_error", "Words."));
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(
      /^cannot create workspace "Research": .+ \(\d+ some_error: Words\)\. [A-Z].+\. \[req_01\]$/,
    );
  });

  it("an error has an unknown outcome for a write after a server error, not after a rejection", () => {
    for (const status of [500, 502, 503, 504, 529, 408]) {
      expect(failureFor(status, envelope("api_error", "x")).error.outcomeUnknown).toBe(true);
      expect(failureFor(status, "", read).error.outcomeUnknown).toBe(false);
    }
    for (const status of [400, 401, 403, 404, 409, 429]) {
      expect(failureFor(status, envelope("x_error", "x")).error.outcomeUnknown).toBe(false);
    }
  });

  it.each([401, 403, 404, 400])(
    "an error of status %d without the API's envelope does not count as the API's",
    (status) => {
      for (const text of [html, '{"message":"no Route matched"}', "", '{"type":"error","error":"no"}']) {
        const { error } = failureFor(status, text, write, { "content-type": "text/html; charset=utf-8" });
        expect(error).toMatchObject({ reason: "unreadable", outcomeUnknown: true });
        expect(isNotFound(error)).toBe(false);
      }
    },
  );

  it("an error of a proxy's page shows its title and not its text", () => {
    const { error } = failureFor(403, html, read, { "content-type": "text/html; charset=utf-8" });
    expect(error.message).toContain("the response is not from the API (403 text/html: Sign in)");
    expect(error.message).not.toContain("hunter2");
  });

  it("an error of status 413 or 429 counts without the API's JSON", () => {
    expect(failureFor(413, html).error.reason).toBe("invalid");
    expect(failureFor(429, html, read)).toMatchObject({
      error: { reason: "rate_limited", outcomeUnknown: false },
      retry: "throttled",
    });
  });

  it("an error counts as a lost response when a write gets status 429 without the API's JSON", () => {
    const lost = { error: { reason: "rate_limited", outcomeUnknown: true }, retry: "lost" };
    expect(failureFor(429, html)).toMatchObject(lost);
    const own = envelope("rate_limit_error", "Slow down.");
    expect(failureOf({ status: 429, headers: {}, text: own }, write)).toMatchObject(lost);
    expect(failureFor(429, own)).toMatchObject({ error: { outcomeUnknown: false }, retry: "throttled" });
  });

  it("an error of a redirect says that redirects are not followed", () => {
    const { error, retry } = failureFor(307, "", write, { location: "https://evil.example" });
    expect(retry).toBe("never");
    expect(error.reason).toBe("unreadable");
    expect(error.message).toContain("redirects are not followed");
  });

  it("an error has no request ID if the header is malformed", () => {
    const { error } = failureFor(400, envelope("x_error", "x"), write, {
      "request-id": "req_1] sk-ant-admin01-x",
    });
    expect(error.requestId).toBeUndefined();
    expect(error.message).not.toContain("[");
  });

  it.each([
    ["of another form", "01abc"],
    ["with other characters", "req_01_abc"],
    ["too long", `req_${"a".repeat(65)}`],
    ["empty", "req_"],
    ["that contains the key", "req_Hunter2Secret"],
    ["that contains the end of the key", "req_ter2Secret"],
    ["that contains the key with other characters", "req_01Hunter2Secret99"],
  ])("an error has no request ID %s", (_, id) => {
    const withKey = { ...write, secrets: ["sk-ant-admin01-Hunter2Secret"] };
    for (const text of [envelope("x_error", "x"), "<html>"]) {
      const { error } = failureFor(400, text, withKey, { "request-id": id });
      expect(error.requestId).toBeUndefined();
      expect(error.message).not.toMatch(/Hunter2Secret|ter2Secret|\[/);
    }
    const valid = failureFor(400, envelope("x_error", "x"), withKey, {
      "request-id": "req_011CSHoEeqs5C35K2UUqR7Fy",
    });
    expect(valid.error.requestId).toBe("req_011CSHoEeqs5C35K2UUqR7Fy");
  });

  it("accepts only a UUID as the organization of a response", () => {
    const named = (id: string) =>
      organizationOf({ status: 200, headers: { "anthropic-organization-id": id }, text: "" });
    expect(named("sk-ant-admin01-Hunter2Secret")).toBeUndefined();
    expect(named("12345678-1234-5678-1234-567812345678")).toBe("12345678-1234-5678-1234-567812345678");
  });

  it.each(["constructor", "toString", "__proto__"])(
    "an error has no advice for the unknown code %s",
    (code) => {
      const { error } = failureFor(400, envelope("x_error", "x", { error_code: code }));
      expect(error.message).toMatch(/^cannot .*\.( \[req_\w+\])?$/);
      expect(error.message).not.toMatch(/function|native|\[object/);
    },
  );

  it("an error has no stack, since Pulumi prints stacks", () => {
    expect(failureFor(400, envelope("x_error", "x")).error.stack).toBe("");
    expect(new UserError("No.").stack).toBe("");
  });

  it("an error of an incomplete exchange says whether the request was sent", () => {
    const unsent = brokenFailure(new BrokenExchange("unreachable", false, "ECONNREFUSED"), write);
    expect(unsent.error.message).toBe(
      'cannot create workspace "Research": api.anthropic.com could not be reached (ECONNREFUSED), so nothing was sent. Check the network and the base URL, and set HTTPS_PROXY if the network needs a proxy, then run again.',
    );
    expect(unsent).toMatchObject({
      retry: "unsent",
      error: { reason: "unavailable", outcomeUnknown: false },
    });

    const lost = brokenFailure(new BrokenExchange("closed", true, "ECONNRESET"), write);
    expect(lost.error.message).toContain("The outcome is unknown");
    expect(lost).toMatchObject({ retry: "lost", error: { reason: "unavailable", outcomeUnknown: true } });
    expect(brokenFailure(new BrokenExchange("timeout", true, ""), read)).toMatchObject({
      retry: "lost",
      error: { outcomeUnknown: false },
    });
  });

  it("an error of a certificate names NODE_EXTRA_CA_CERTS and is not retried", () => {
    const failure = brokenFailure(
      new BrokenExchange("certificate", false, "SELF_SIGNED_CERT_IN_CHAIN"),
      read,
    );
    expect(failure.retry).toBe("never");
    expect(failure.error.message).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("an error of a malformed response says to update and is not retried", () => {
    const failure = wrongShape({ status: 200, headers: {}, text: "{}" }, read, "data.0.id: expected string");
    expect(failure.retry).toBe("never");
    expect(failure.error.reason).toBe("unreadable");
    expect(failure.error.message).toMatch(/\(data\.0\.id: expected string\)\. Update pulumi-anthropic/);
  });

  it("an error of a rejected key names its source, and during a run how many writes succeeded", () => {
    const text = envelope("authentication_error", "invalid x-api-key");
    expect(failureFor(401, text).error.message).toContain(
      "the API rejected the key (401 authentication_error: invalid x-api-key). The key came from ANTHROPIC_ADMIN_KEY: check",
    );
    const late = { ...write, progress: { responses: 250, writesDone: 212, writesStarted: 300 } };
    expect(failureFor(401, text, late).error.message).toContain(
      "the API stopped accepting the key after 212 of 300 writes (401 authentication_error: invalid x-api-key). The key came from ANTHROPIC_ADMIN_KEY: replace the key and run `pulumi up` again",
    );
    expect(keyRejectedEarlier("list users", "ANTHROPIC_ADMIN_KEY").message).toBe(
      "cannot list users: the API rejected the key from ANTHROPIC_ADMIN_KEY earlier in this run.",
    );
  });

  it("an error after a lost attempt keeps the outcome unknown, whatever comes later", () => {
    const lost = new ApiError("Lost.", { reason: "unavailable", outcomeUnknown: true });
    const unsent = brokenFailure(new BrokenExchange("unreachable", false, "ECONNREFUSED"), write);
    expect(afterLostAttempt(unsent, lost)).toBe(lost);
    const rejected = afterLostAttempt(failureFor(403, envelope("permission_error", "x")), lost);
    expect(rejected).toMatchObject({ reason: "forbidden", outcomeUnknown: true });
  });
});

describe("a retry", () => {
  it.each([
    [409, "concurrent_membership_change"],
    [409, "external_key_changed"],
    [400, "external_key_validation_timed_out"],
  ])("follows %d %s, which the API asks to send again", (status, code) => {
    expect(failureFor(status, envelope("x_error", "x", { error_code: code })).retry).toBe("rejected");
  });

  it("follows no other rejection, including a 409 without a code", () => {
    for (const status of [400, 401, 402, 403, 404, 409, 413, 422]) {
      expect(failureFor(status, envelope("conflict_error", "x")).retry).toBe("never");
    }
  });

  it("waits for retry-after in seconds or as a date by the server's clock", () => {
    const wait = (headers: Record<string, string>) => failureFor(429, "", write, headers).retryAfterMs;
    expect(wait({ "retry-after": "7" })).toBe(7000);
    expect(
      wait({ "retry-after": "Wed, 21 Oct 2026 07:28:10 GMT", date: "Wed, 21 Oct 2026 07:28:00 GMT" }),
    ).toBe(10_000);
    for (const nothing of ["0", "", "soon", "-5"]) expect(wait({ "retry-after": nothing })).toBeUndefined();
    expect(wait({})).toBeUndefined();
  });

  it("obeys x-should-retry: false always, true for reads only", () => {
    const retryOf = (status: number, header: string, attempted: Attempted) =>
      failureFor(status, envelope("x_error", "x"), attempted, { "x-should-retry": header }).retry;
    expect(retryOf(500, "false", read)).toBe("never");
    expect(retryOf(429, "false", read)).toBe("never");
    expect(retryOf(409, "true", read)).toBe("lost");
    expect(retryOf(409, "true", write)).toBe("never");
  });
});

describe("untrusted text in an error", () => {
  it("untrusted text in an error is truncated and on one line without control or direction characters", () => {
    expect(clean("a\r\n\tb\u0000c\u001b[31m\u202ed\u2028e")).toBe("a b c [31md e");
    expect(clean("x".repeat(1000))).toBe(`${"x".repeat(300)}...`);
  });

  it("untrusted text in an error has no secrets, even truncated or split by control characters", () => {
    expect(clean("your key sk-ant-admin01-AbC_d-9 is bad")).toBe("your key [secret] is bad");
    expect(clean("SK-ANT-API03-x")).toBe("[secret]");
    expect(clean("sk-ant-\u200badmin01-hunter2")).toBe("[secret]");
    expect(clean(`${"x".repeat(295)} sk-ant-admin01-hunter2`)).not.toContain("hunter2");
    expect(clean("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln end")).toBe("token [secret] end");
  });

  it("does not contain the key in use, whatever its form", () => {
    const text = envelope("invalid_request_error", `bad key ${secret}`, {
      error_code: secret,
      field: secret,
    });
    const { error } = failureFor(400, text);
    expect(JSON.stringify([error.message, error])).not.toContain(secret);
    expect(
      unreadable({ status: 200, headers: {}, text: `<title>${secret}` }, write, "lost").error.message,
    ).not.toContain(secret);
  });
});

/** The codes of the generally available endpoints that this package calls, by the types of the official SDK. */
type Code =
  | Invites.AlreadyMemberError["errorCode"]
  | Invites.InviteAlreadyExistsError["errorCode"]
  | Invites.CannotInviteEmailsWithUnverifiedDomainsError["errorCode"]
  | Invites.EmailDomainNotAllowedError["errorCode"]
  | Organization.OrgMemberLimitExceededError["errorCode"]
  | Organization.ChangeOutcomeUnknownError["errorCode"]
  | Organization.ConcurrentMembershipChangeError["errorCode"]
  | Organization.RBACRoleNotFoundError["errorCode"]
  | Users.CannotRemoveLastMemberError["errorCode"]
  | Workspaces.KeyProfileMismatchError["errorCode"]
  | Workspaces.WorkspaceMemberLimitExceededError["errorCode"]
  | Workspaces.StorageAttachedDuringArchiveError["errorCode"]
  | Workspaces.StorageProfileMismatchError["errorCode"]
  | Workspaces.WorkspaceCreatedIncompleteError["errorCode"]
  | Workspaces.WorkspacePolicyViolationError["errorCode"]
  | APIKeys.OrgAPIKeyLimitExceededError["errorCode"]
  | APIKeys.WorkspaceAPIKeyLimitExceededError["errorCode"]
  | ExternalKeys.ExternalKeyChangedError["errorCode"]
  | ExternalKeys.ExternalKeyValidationFailedError["errorCode"]
  | ExternalKeys.ExternalKeyValidationTimedOutError["errorCode"]
  | "external_key_in_workspace_policy"
  | "organization_type_not_supported"
  | "parent_organization_required"
  | "rbac_group_grants_owner_access"
  | "rbac_group_owner_access_unconfirmed"
  | "sandbox_egress_restricted"
  | "user_profile_not_found";

const codes: Readonly<Record<Code, true>> = {
  already_member: true,
  invite_already_exists: true,
  cannot_invite_emails_with_unverified_domains: true,
  email_domain_not_allowed: true,
  org_member_limit_exceeded: true,
  concurrent_membership_change: true,
  rbac_role_not_found: true,
  cannot_remove_last_member: true,
  key_profile_mismatch: true,
  workspace_member_limit_exceeded: true,
  workspace_policy_violation: true,
  workspace_created_incomplete: true,
  change_outcome_unknown: true,
  storage_attached_during_archive: true,
  storage_profile_mismatch: true,
  org_api_key_limit_exceeded: true,
  workspace_api_key_limit_exceeded: true,
  external_key_changed: true,
  external_key_validation_failed: true,
  external_key_validation_timed_out: true,
  external_key_in_workspace_policy: true,
  organization_type_not_supported: true,
  parent_organization_required: true,
  rbac_group_grants_owner_access: true,
  rbac_group_owner_access_unconfirmed: true,
  sandbox_egress_restricted: true,
  user_profile_not_found: true,
};

describe("an error code", () => {
  it.each(Object.keys(codes))("%s has advice of its own", (code) => {
    const { error } = failureFor(400, envelope("invalid_request_error", "Words.", { error_code: code }));
    const hint = hints[code] ?? "";
    expect(hint).toMatch(/^[A-Z].{20,}\.$/);
    expect(Object.values(hints).filter((other) => other === hint)).toHaveLength(1);
    expect(error.message).toContain(`(400 ${code}: Words). ${hint} [req_01]`);
  });
});
