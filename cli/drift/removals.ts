import { own, type Properties } from "../../provider/kernel/values.ts";

const inviteAgain =
  "remove the resource from the program, or request another invitation with a new value of `reinvite`";
const createAnother =
  'remove the resource from the program, or create a new workspace with `onArchived: "recreate"`';
const removeResource = "remove the resource from the program";
export const membershipRemoved = "the membership was removed; `pulumi up --refresh` adds it again";

/** What the next `up` does about an object that was deleted. By default, it is a membership. */
const deletions: Readonly<Record<string, string>> = {
  SpendLimit: "the limit was deleted; `pulumi up --refresh` sets it again",
  ExternalKey: "the external key was deleted; `pulumi up --refresh` creates it again",
};
const createAccount =
  'remove the resource from the program, or create a new service account with `onArchived: "recreate"`';

const archivedFederation = {
  archived:
    'it was archived outside of Pulumi, which is final; remove the resource from the program, or create a new one with `onArchived: "recreate"` and another `name`',
  removed: `the API no longer returns it; ${removeResource}`,
};

/** Statuses, by resource type, that mean removed outside of Pulumi: what happened, and what to do. */
const removals: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Workspace: {
    archived: `it was archived outside of Pulumi, which is final; ${createAnother}`,
    removed: `the API no longer returns it; ${removeResource}`,
  },
  WorkspaceMember: {
    archived: "the workspace was archived, which is final and ended the membership",
  },
  WorkspaceMembers: {
    archived: "the workspace was archived, which is final and ended its memberships",
  },
  WorkspaceRateLimit: {
    archived: "the workspace was archived, which is final and ended its rate limits",
  },
  RbacGroup: {
    removed:
      'the group was deleted outside of Pulumi; remove the resource from the program, or create a new group with `onRemoved: "recreate"`',
  },
  RbacGroupMembers: { removed: `the group was deleted outside of Pulumi; ${removeResource}` },
  SpendLimit: {
    archived: "the workspace was archived, which is final and ended its spend limit",
  },
  Member: {
    removed: `the user was removed from the organization; ${inviteAgain}`,
    withdrawn: `the invitation was deleted outside of Pulumi; ${inviteAgain}`,
  },
  Invite: { withdrawn: `the invitation was deleted outside of Pulumi; ${inviteAgain}` },
  FederationIssuer: archivedFederation,
  FederationRule: archivedFederation,
  ServiceAccount: {
    archived: `it was archived outside of Pulumi, which is final; ${createAccount}`,
    removed: `the API no longer returns it; ${removeResource}`,
  },
  WorkspaceServiceAccount: {
    archived: "the workspace or the service account was archived, which is final and ended the membership",
  },
  ApiKey: { removed: `the API no longer returns it; ${removeResource}` },
};

/**
 * Describes how a declared object was archived or removed outside of Pulumi, and what to do. Undefined if it was not. The ID of
 * a deleted object is empty.
 */
export function removalOf(
  kind: string,
  { id, props }: { readonly id: string; readonly props: Properties },
): string | undefined {
  if (id === "") return deletions[kind] ?? membershipRemoved;
  return own(removals[kind] ?? {}, String(props["status"]));
}
