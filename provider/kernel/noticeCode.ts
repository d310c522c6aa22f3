/** The type of a notice. Other modules use the code for decisions, never the text. */
export type NoticeCode =
  /** An existing object was adopted; nothing was written. */
  | "adopted"
  /** An object that an interrupted run of this stack created was adopted. */
  | "recovered"
  /** An object was found or overwritten that another client may have created: a response was lost, or a list was stale. */
  | "createUncertain"
  /** A delete wrote nothing, because the program still declares the object. */
  | "ownershipMoved"
  /** A delete left the object, or a part of it, unchanged. */
  | "retained"
  /** A delete removed an object that the stack had adopted, and that another stack may declare. */
  | "adoptedDeleted"
  | "invitationSent"
  | "invitationDeleted"
  /** A user is not in the organization yet. What the resource declares becomes effective once they join. */
  | "userPending"
  /** A delete changed the role of a user to `user`, who stays in the organization. */
  | "userDemoted"
  | "userRemoved"
  /** An update or a delete of a list of members removed these members from the workspace or group. */
  | "membersRemoved"
  | "workspaceArchived"
  | "serviceAccountArchived"
  /** A delete deleted an RBAC group, which ended the access of its members. */
  | "groupDeleted"
  /** The identity provider provisions an RBAC group, so the API probably rejects the next update. */
  | "readOnlyGroup"
  | "federationArchived"
  /** API keys of a user stay active. */
  | "keysRetained"
  | "keyStatusChanged"
  /** A workspace or a group has members that the program does not declare. */
  | "undeclaredMembers"
  /** Access that the organization role includes cannot be removed. */
  | "implicitAccess"
  /** The role of a pending invitation differs from the declared one. */
  | "otherInvitedRole"
  /** A user who is waited for accepted an invitation, and probably has another email address now. */
  | "emailChanged"
  /** A name has a character that cannot be seen, or looks like another name. */
  | "lookalike"
  /** Conditions of a federation rule, or the URL of an issuer, probably match no token, or more tokens than they seem to. */
  | "unusualMatch"
  /** The next update will be rejected. */
  | "updateRefused"
  /** The next update will do something that the engine does not show. */
  | "updatePending"
  /** A workspace has a higher rate limit than the organization, which the API enforces instead. */
  | "limitAboveOrganization"
  /** An external key exists, and its validation did not succeed. */
  | "externalKeyInvalid"
  /** The Compliance API is or will be disabled. */
  | "complianceDisabled"
  /** The state of the Compliance API was changed outside of Pulumi. */
  | "complianceState"
  | "claudeCodeWorkspace"
  | "storageAttached"
  /** Objects were not looked up, because no key is set. */
  | "notLookedUp"
  | "auditLogIncomplete"
  /** Requests wait for the rate limit. */
  | "rateLimited";
