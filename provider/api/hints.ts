import type { Attempted } from "./attempt.ts";

const inConsole = "in the Console (https://platform.claude.com)";

/** What to do, by the API's code. */
export const hints: Readonly<Record<string, string>> = {
  workspace_created_incomplete:
    "The workspace exists, so the create is not sent again. Follow the API's message, then run `pulumi up` again.",
  change_outcome_unknown:
    "The outcome of the change is unknown. Run `pulumi up` again; it sends the same change once more.",
  storage_profile_mismatch:
    "The workspace's External Storage and the workspace must have the same user profile. Correct `userProfileId`, or detach the storage in the Console.",
  storage_attached_during_archive:
    "The workspace is archived, but External Storage that was attached in the meantime is still attached. To detach it, archive the workspace again with a credential that has the scope `org:external-storage:use`.",
  already_member:
    "The address belongs to somebody in the organization: declare that person as a Member, who is then taken over, or remove the invitation from the program.",
  invite_already_exists:
    "A pending invitation for this address exists: run again to take it over, or withdraw it first if its role is wrong.",
  cannot_invite_emails_with_unverified_domains: `Verify the address's domain ${inConsole} or use an address of a verified domain.`,
  email_domain_not_allowed: `Add the address's domain to the organization's allowed domains ${inConsole} or use another address.`,
  org_member_limit_exceeded:
    "Remove people or withdraw pending invitations, which count too, or ask Anthropic for a higher limit.",
  rbac_group_grants_owner_access:
    "Groups that give owner access can only be changed in the Claude admin settings: leave them out of the program.",
  rbac_group_owner_access_unconfirmed:
    "The API could not check whether a group gives owner access, and sending it again does not help: do it in the Claude admin settings.",
  cannot_remove_last_member:
    "An organization keeps its last member: add another person before removing this one.",
  concurrent_membership_change:
    "Another change of members is running in the organization: wait until it is finished and run again.",
  key_profile_mismatch:
    "The external key and the workspace must have the same user profile, or neither may have one: correct `externalKeyId` or `userProfileId`.",
  external_key_validation_failed:
    "Check the external key's permissions in your key management service, then run again.",
  external_key_validation_timed_out:
    "Your key management service did not answer in time: check that it can be reached, then run again.",
  user_profile_not_found: "Correct `userProfileId`: the user profile does not exist or is no longer active.",
  workspace_policy_violation: `The organization's Workspace Policy forbids this value: use one that it allows, or change the policy ${inConsole}.`,
  external_key_changed:
    "The external key was being changed at the same moment: run again when that is finished.",
  workspace_member_limit_exceeded:
    "The workspace is full: take somebody out of it, or ask Anthropic for a higher limit.",
  org_api_key_limit_exceeded:
    "The organization has as many active API keys as it may: deactivate one, or ask Anthropic for a higher limit.",
  workspace_api_key_limit_exceeded:
    "The workspace has as many active API keys as it may: deactivate one of them, or raise the workspace's limit.",
  external_key_in_workspace_policy: `Take the external key off the Workspace Policy's list ${inConsole} first.`,
  organization_type_not_supported:
    "This exists only in the other kind of organization (Console or Claude Enterprise): take it out of the program.",
  parent_organization_required:
    "This exists only in organizations that belong to a parent organization: take it out of the program.",
  rbac_role_not_found: "Check the role's id: no role of the organization has it.",
  sandbox_egress_restricted:
    "The request came from a Claude sandbox without network rights: run this outside of the sandbox.",
  organization_on_hold: "Anthropic has put the organization on hold: only Anthropic's support can lift that.",
  request_body_encoding_invalid:
    "Something between here and the API changes requests: check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_encoding_unsupported:
    "Something between here and the API changes requests: check proxies and ANTHROPIC_ADMIN_BASE_URL.",
  request_body_too_large_after_decoding: "Send less at once: the request is larger than the API takes.",
};

export function hintFor(status: number, attempted: Attempted): string {
  switch (status) {
    case 401:
      if (attempted.progress.answers > 0) {
        return `The key came from ${attempted.keySource}: mend it and run \`pulumi up\` again, which goes on where this stopped.`;
      }
      return `The key came from ${attempted.keySource}: check that it is a current Admin API key of this organization, neither revoked nor expired.`;
    case 402:
      return `Settle the organization's billing ${inConsole}, then run again.`;
    case 403:
      return `The key from ${attempted.keySource} is valid but may not do this: use an Admin API key of this organization.`;
    case 404:
      return "Check the id: nothing has it in the organization that the key belongs to.";
    case 409:
      return "Something else changed it at the same time, or the name is taken: look at it and run again.";
    case 413:
      return "Send less at once: the request is larger than the API takes.";
    case 429:
      return "Everything that uses the organization's Admin API shares its limit: wait a few minutes and run again, or lower `anthropic:requestsPerMinute`.";
    default:
      return "Fix the value that the API names and run again.";
  }
}

export function hintForFailure(attempted: Attempted): string {
  return attempted.write
    ? "It is not known whether it was done: run again, which looks before it writes."
    : "Nothing was changed: run again in a few minutes.";
}
