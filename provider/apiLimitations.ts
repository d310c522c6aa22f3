/** Something that the API cannot do, why, and what to do instead. */
export interface ApiLimitation {
  /** The kinds in whose programs somebody may ask for it. */
  readonly kinds: readonly string[];
  /** As in "to ...". */
  readonly operation: string;
  /** The reason, a sentence without its stop. */
  readonly why: string;
  /** What to do instead, a sentence without its stop. */
  readonly instead: string;
}

/**
 * All that the API cannot do and a program may well ask for. Errors, the README's table and the classes' doc comments
 * are made from these rows, and a test reaches each of them by a program.
 */
export const apiLimitations = {
  makeKey: {
    kinds: ["ApiKey"],
    operation: "make an API key",
    why: "the API has no way to make a key, so its secret never passes through a program",
    instead: "Make it in the Console, and give its id as `apiKeyId`",
  },
  deleteKey: {
    kinds: ["ApiKey"],
    operation: "delete an API key",
    why: "the API cannot delete a key, only stop it",
    instead: 'Declare `status: "inactive"`, or `status: "archived"` to stop it for good',
  },
  rotateKey: {
    kinds: ["ApiKey"],
    operation: "rotate an API key",
    why: "the API cannot give a key a new secret or another expiry",
    instead: "Make a new key in the Console, change `apiKeyId` to it, and deactivate the old one",
  },
  revealKey: {
    kinds: ["ApiKey"],
    operation: "reveal an API key's secret",
    why: "the secret is shown once, in the Console, when the key is made, and the API never returns it",
    instead: "Keep it in a secret store when you make the key; a lost one is replaced by a new key",
  },
  restoreKey: {
    kinds: ["ApiKey"],
    operation: "restore an archived API key",
    why: "archiving a key is final",
    instead: "Make a new key in the Console, and change `apiKeyId` to it",
  },
  deleteWorkspace: {
    kinds: ["Workspace"],
    operation: "delete a workspace",
    why: "the API can only archive a workspace",
    instead: 'Say `onDelete: "archive"` to archive it, which is final, or `onDelete: "retain"` to leave it',
  },
  restoreWorkspace: {
    kinds: ["Workspace"],
    operation: "restore an archived workspace",
    why: "archiving a workspace is final",
    instead:
      'Take it out of the program, or ask for a new one in its place, without its keys, with `onArchived: "recreate"`',
  },
  renameDefaultWorkspace: {
    kinds: ["Workspace"],
    operation: "rename the default workspace",
    why: "of the default workspace only colour, tags and residency can be changed",
    instead: "Leave its name `Default`, or declare another workspace",
  },
  defaultWorkspaceMembers: {
    kinds: ["WorkspaceMember", "WorkspaceMembers"],
    operation: "choose the members of the default workspace",
    why: "the default workspace has no members of its own; access to it follows the organization role",
    instead: "Give the person another role with a Member, or name another workspace",
  },
  moveWorkspace: {
    kinds: ["Workspace"],
    operation: "change where a workspace's data rests",
    why: "the API cannot move a workspace's data",
    instead: "Declare a new workspace there, move what uses this one, and take this one out",
  },
  changeWriteOnce: {
    kinds: ["Workspace"],
    operation: "change a workspace's encryption key or user profile",
    why: "the API attaches one once and for all",
    instead: "Declare a new workspace with the other one, move what uses this one, and take this one out",
  },
  createPerson: {
    kinds: ["Member"],
    operation: "create a person",
    why: "the API cannot make a person, only invite one",
    instead:
      'Name the person by `email`, and they are invited; or let them come by SSO, and say `invite: "never"`',
  },
  giveAdmin: {
    kinds: ["Member", "Invite"],
    operation: "make somebody an admin",
    why: "`admin` can only be given in the Console",
    instead: "Give it there, and leave `role` out of the program",
  },
  changeAdmin: {
    kinds: ["Member"],
    operation: "change an admin's role",
    why: "an admin can only be changed in the Console",
    instead:
      'Change the role there, or let the program leave it alone with the resource option `ignoreChanges: ["role"]`',
  },
  removeAdmin: {
    kinds: ["Member"],
    operation: "remove or demote an admin",
    why: "an admin can only be removed or demoted in the Console",
    instead:
      'Give them another role there first, or say `onDelete: "retain"` and run `up` once before deleting',
  },
  giveWorkspaceBilling: {
    kinds: ["WorkspaceMember", "WorkspaceMembers"],
    operation: "give the workspace role `workspace_billing`",
    why: "`workspace_billing` comes with the organization role `billing` and cannot be given",
    instead: 'Give the person `role: "billing"` with a Member, or choose another workspace role',
  },
  prolongInvite: {
    kinds: ["Invite", "Member"],
    operation: "prolong an invitation",
    why: "an invitation lasts 21 days, and the API cannot prolong it",
    instead: "Ask for a new one with a new value of `reinvite`, such as today's date",
  },
  resendInvite: {
    kinds: ["Invite", "Member"],
    operation: "resend an invitation",
    why: "the API cannot send an invitation again, only withdraw it and send another",
    instead: "Ask for that with a new value of `reinvite`, such as today's date",
  },
  editAcceptedInvite: {
    kinds: ["Invite"],
    operation: "edit an invitation that was accepted",
    why: "an accepted invitation cannot be changed any more",
    instead: "Declare a Member, which manages the person, and take the invitation out of the program",
  },
  changeOrganization: {
    kinds: ["Workspace", "WorkspaceMember", "WorkspaceMembers", "Member", "Invite", "ApiKey"],
    operation: "move something to another organization",
    why: "nothing in the API moves between organizations, and a key belongs to one",
    instead:
      "Use a key of the organization to which it belongs; for another organization use another stack, or a Provider",
  },
} as const satisfies Record<string, ApiLimitation>;

export type ApiLimitationName = keyof typeof apiLimitations;

/** The reason and what to do, as they stand in errors. */
export function apiLimitation(name: ApiLimitationName): string {
  const { why, instead } = apiLimitations[name];
  return `${why}. ${instead}.`;
}
