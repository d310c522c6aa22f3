import { counted, type Noun, nouns } from "../output/phrases.ts";
import type { Verb } from "./command.ts";

const object: Noun = ["object", "objects"];
const groupMember: Noun = ["group member", "group members"];
const member: Noun = ["workspace member", "workspace members"];

/**
 * The types of actions, in the order of the report. A type that cannot be undone is in the summary of the commands in `always`
 * even when its count is 0.
 */
export const actionTypes = {
  invites: { title: "Invite", verb: "invites", noun: nouns.user, always: ["up"] },
  adopts: { title: "Adopt without a change", verb: "adopts", noun: object },
  creates: { title: "Create", verb: "creates", noun: nouns.workspace },
  createsExternalKey: { title: "Create external key", verb: "creates", noun: nouns.externalKey },
  createsFederation: {
    title: "Create federation issuer or rule",
    verb: "creates",
    noun: ["federation issuer or rule", "federation issuers and rules"],
  },
  enablesRule: {
    title: "Enable federation rule for workspace",
    verb: "enables",
    noun: ["federation rule for a workspace", "federation rules for workspaces"],
  },
  createsAccount: { title: "Create service account", verb: "creates", noun: nouns.serviceAccount },
  createsGroup: { title: "Create RBAC group", verb: "creates", noun: nouns.group },
  archives: {
    title: "Archive (final)",
    verb: "archives",
    noun: nouns.workspace,
    always: ["up", "destroy"],
  },
  archivesFederation: {
    title: "Archive federation issuer or rule (final)",
    verb: "archives",
    noun: ["federation issuer or rule", "federation issuers and rules"],
  },
  disablesRule: {
    title: "Disable federation rule for workspace",
    verb: "disables",
    noun: ["federation rule for a workspace", "federation rules for workspaces"],
  },
  archivesAccount: {
    title: "Archive service account (final)",
    verb: "archives",
    noun: nouns.serviceAccount,
  },
  archivesKey: { title: "Archive API key (final)", verb: "archives", noun: nouns.key },
  removes: {
    title: "Remove from the organization (final)",
    verb: "removes",
    noun: nouns.user,
    always: ["destroy"],
  },
  demotes: { title: "Demote", verb: "demotes", noun: nouns.user },
  promotes: { title: "Promote", verb: "promotes", noun: nouns.user },
  addsMember: { title: "Add to workspace", verb: "adds", noun: member },
  removesMember: { title: "Remove from workspace", verb: "removes", noun: member },
  addsGroupMember: { title: "Add to RBAC group", verb: "adds", noun: groupMember },
  removesGroupMember: { title: "Remove from RBAC group", verb: "removes", noun: groupMember },
  deletesGroup: { title: "Delete RBAC group (final)", verb: "deletes", noun: nouns.group },
  deletesInvitation: {
    title: "Delete invitation",
    verb: "deletes",
    noun: ["invitation", "invitations"],
  },
  deletesExternalKey: { title: "Delete external key", verb: "deletes", noun: nouns.externalKey },
  deactivates: { title: "Deactivate", verb: "deactivates", noun: nouns.key },
  updates: { title: "Update", verb: "updates", noun: object },
  waitsFor: { title: "Wait for", verb: "waits for", noun: nouns.user },
  movesOwnership: { title: "Move to another resource", verb: "moves ownership of", noun: object },
  retains: { title: "Leave unmanaged", verb: "leaves unmanaged", noun: object },
  recordsState: { title: "Update state only", verb: "updates the state of", noun: ["resource", "resources"] },
  unknown: { title: "Known after `up`", verb: "cannot determine", noun: ["resource", "resources"] },
} as const satisfies Record<
  string,
  { readonly title: string; readonly verb: string; readonly noun: Noun; readonly always?: readonly Verb[] }
>;

export type ActionType = keyof typeof actionTypes;
export const actionTypeNames = Object.keys(actionTypes).filter(
  (name): name is ActionType => name in actionTypes,
);

/** One action of a run. Properties that are unknown or do not apply are absent. */
export interface Action {
  readonly type: ActionType;
  /** The type of the resource that causes it. */
  readonly kind: string;
  readonly resource: string;
  readonly user?: { readonly email?: string; readonly userId?: string };
  /** Without an ID when the run itself creates it. */
  readonly workspace?: { readonly id?: string; readonly name: string };
  /** Without an ID when the run itself creates it. */
  readonly serviceAccount?: { readonly id?: string; readonly name: string };
  readonly key?: { readonly id: string; readonly name: string };
  /** The new role, or the one that ends. */
  readonly role?: string;
  /** The role of the pending invitation, if it differs from the declared one, which is `role`. */
  readonly invitedRole?: string;
  readonly differences?: readonly Difference[];
  /** A line for the report, below the title of the type. */
  readonly text: string;
}

/** An action without the resource that causes it. */
export type ActionDetails = Omit<Action, "kind" | "resource">;

export interface Difference {
  readonly property: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type Counts = Readonly<Record<ActionType, number>>;

export function countsOf(actions: readonly Action[]): Counts {
  const counts = Object.fromEntries(actionTypeNames.map((type) => [type, 0])) as Record<ActionType, number>;
  for (const { type } of actions) counts[type] += 1;
  return counts;
}

/** `invites 12 users, adopts 188 objects, archives 0 workspaces`. */
export function headlineOf(counts: Counts, verb: Verb): string {
  const isAlwaysShown = (type: ActionType) => {
    const entry = actionTypes[type];
    return "always" in entry && entry.always.some((one) => one === verb);
  };
  return actionTypeNames
    .filter((type) => (counts[type] > 0 && type !== "recordsState") || isAlwaysShown(type))
    .map((type) => `${actionTypes[type].verb} ${counted(counts[type], actionTypes[type].noun)}`)
    .join(", ");
}
