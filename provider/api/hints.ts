import type { Attempted } from "./attempt.ts";

export const inConsole = "in the Console (https://platform.claude.com)";

/** What to do about an error, by its error code. */
export const hints: Readonly<Record<string, string>> = {
  workspace_created_incomplete:
    "The workspace exists, so the create is not sent again. Follow the API's message, then run `pulumi up` again.",
  change_outcome_unknown:
    "The outcome of the change is unknown. Run `pulumi up` again; it sends the same change once more.",
  storage_profile_mismatch:
    "The workspace's External Storage and the workspace must have the same user profile. Correct `userProfileId`, or detach the storage in the Console.",
  storage_attached_during_archive:
    "The workspace is archived, but External Storage that was attached in the meantime was not detached. To detach it, archive the workspace again with a credential that has the scope `org:external-storage:use`.",
  already_member:
    "The email address belongs to a user of the organization: declare the user as a Member, which adopts them, or remove the invitation from the program.",
  invite_already_exists:
    "A pending invitation for this email address exists: declare its role to adopt it, or delete it in the Console.",
  cannot_invite_emails_with_unverified_domains: `Verify the domain of the email address ${inConsole}, or use an email address in a verified domain.`,
  email_domain_not_allowed: `Add the domain of the email address to the organization's allowed domains ${inConsole}, or use another email address.`,
  org_member_limit_exceeded:
    "Remove users or delete pending invitations, which count too, or ask Anthropic for a higher limit.",
  rbac_group_grants_owner_access:
    "Groups that grant owner access can only be changed in the Claude admin settings: remove the group from the program.",
  rbac_group_owner_access_unconfirmed:
    "The API could not check whether a group grants owner access, and a retry does not help: make the change in the Claude admin settings.",
  cannot_remove_last_member:
    "An organization must have a member. Add another user before you remove this one.",
  concurrent_membership_change:
    "Another change of members is running in the organization. Run again when it is finished.",
  key_profile_mismatch:
    "The external key and the workspace must have the same user profile, or neither may have one: correct `externalKeyId` or `userProfileId`.",
  external_key_validation_failed:
    "Check the external key's permissions in your key management service, then run again.",
  external_key_validation_timed_out:
    "Your key management service did not respond in time. Check that it can be reached, then run again.",
  user_profile_not_found: "Correct `userProfileId`: the user profile does not exist or is no longer active.",
  workspace_policy_violation: `The organization's Workspace Policy forbids this value: use one that it allows, or change the policy ${inConsole}.`,
  external_key_changed: "The external key is being changed. Run again when that is finished.",
  workspace_member_limit_exceeded:
    "The workspace is full: remove a member, or ask Anthropic for a higher limit.",
  org_api_key_limit_exceeded:
    "The organization has reached its limit of active API keys: deactivate one, or ask Anthropic for a higher limit.",
  workspace_api_key_limit_exceeded:
    "The workspace has reached its limit of active API keys: deactivate one of them, or raise the workspace's limit.",
  external_key_in_workspace_policy: `Remove the external key from the list of the Workspace Policy ${inConsole} first.`,
  organization_type_not_supported:
    "Only organizations of the other type (Console or Claude Enterprise) support this: remove it from the program.",
  spend_limits_admin_api_writes_not_enabled:
    "Ask your Anthropic account team for early access, or set the limit in the Console and remove the SpendLimit from the program.",
  parent_organization_required:
    "This exists only in organizations that belong to a parent organization: remove it from the program.",
  rbac_role_not_found: "Check the ID of the role: the organization has no role with this ID.",
  sandbox_egress_restricted:
    "The request came from a Claude sandbox without network rights: run this outside of the sandbox.",
  organization_on_hold: "Anthropic has put the organization on hold. Contact Anthropic support.",
  request_body_encoding_invalid:
    "A server between this machine and the API changes requests. Check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_encoding_unsupported:
    "A server between this machine and the API changes requests. Check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_too_large_after_decoding:
    "The request is larger than the API accepts. Shorten the resource's values.",
};

/** What to do after a failure of the server or the connection. */
export function hintForFailure(attempted: Attempted): string {
  return attempted.write
    ? "The outcome is unknown. Run again; it checks what exists before it writes."
    : "Nothing was changed. Run again in a few minutes.";
}
