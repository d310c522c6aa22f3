import { type Check, fields, number, oneOf, optional } from "./validation.ts";

/**
 * What the Admin API does where nobody has said what it does. A number is the HTTP status of a refusal; the default is
 * the defaultAssumptions answer, and a client should live with all of them. The rows are those of the specification's list of
 * unknowns.
 */
export interface Assumptions {
  /** Row 1: a workspace's API key on an Admin endpoint. */
  workspaceKey: 401 | 403;
  /** Row 2: an Admin API key where only an `org:admin` OAuth token is accepted. */
  adminKeyOnOauthOnly: 401 | 403;
  /** Row 6: archiving an archived workspace; `"keep"` answers 200 with the first `archived_at`. */
  archiveTwice: "keep" | 400;
  /** Row 7: archiving or renaming the default workspace. */
  defaultWorkspaceChange: 400 | 403;
  /** Row 8: updating an archived workspace. */
  archivedWorkspaceUpdate: 400 | "allow";
  /** Row 9: any members call on an archived workspace. */
  archivedWorkspaceMembers: 400 | 404 | "allow";
  /** Row 10: a live workspace more than the organization may have. */
  workspaceLimit: 400 | 403 | 409 | 429;
  /** Row 11: a workspace name that a live workspace already has. */
  duplicateWorkspaceName: "allow" | 400 | 409;
  /** Row 12: `tags: null` in a workspace update. */
  tagsNull: 400 | "ignore" | "clear";
  /** Row 15: a write-once field set to another value. */
  writeOnce: 400 | 409;
  /** Row 17: adding a user who already is an explicit member. */
  addExistingMember: 400 | 409 | "upsert";
  /** Row 18: adding a user who is not in the organization. */
  addUnknownUser: 404 | 400;
  /** Row 19: adding, changing or removing an organization admin or billing member; `"ignore"` is a 200 without effect. */
  inheritedMember: 400 | 403 | "ignore";
  /** Row 20: reading an implicit member; `"inherited"` answers 200 with the inherited role. */
  implicitMemberGet: 404 | "inherited";
  /** Row 22: changing or removing somebody who is not in the workspace. */
  nonMember: 400 | 404;
  /** Row 24: changing or removing an organization admin. */
  adminUser: 400 | 403;
  /** Row 25: reading a deleted invite; `"deleted"` answers 200 with that status. */
  deletedInviteGet: "deleted" | 404;
  /** Row 26: deleting a deleted invite. */
  deletedInviteDelete: 404 | 400 | "allow";
  /** Row 29: renaming an archived API key. */
  archivedKeyRename: "allow" | 400;
  /** Row 36: an ID without the right prefix. */
  malformedId: 400 | 404;
  /** Row 37: for so many seconds the GET of one workspace member answers what was true before a write. */
  staleMemberReads: number;
  /** Row 37: for so many seconds after a write, an update or delete of that workspace member is a 400. */
  unsettledMembers: number;
  /** For so many seconds every list answers what was true before a write. */
  staleLists: number;
  /** Row 39: whether errors carry `x-should-retry`. */
  shouldRetryHeader: boolean;
  /** Row 41: a query parameter that the endpoint does not have. */
  unknownQuery: "ignore" | 400;
}

type Choices = {
  [K in keyof Assumptions]: number extends Assumptions[K] ? "seconds" : readonly Assumptions[K][];
};

/** The outcomes of each assumption, the default first. */
const choices: Choices = {
  workspaceKey: [401, 403],
  adminKeyOnOauthOnly: [401, 403],
  archiveTwice: ["keep", 400],
  defaultWorkspaceChange: [400, 403],
  archivedWorkspaceUpdate: [400, "allow"],
  archivedWorkspaceMembers: [400, 404, "allow"],
  workspaceLimit: [400, 403, 409, 429],
  duplicateWorkspaceName: ["allow", 400, 409],
  tagsNull: [400, "ignore", "clear"],
  writeOnce: [400, 409],
  addExistingMember: [400, 409, "upsert"],
  addUnknownUser: [404, 400],
  inheritedMember: [400, 403, "ignore"],
  implicitMemberGet: [404, "inherited"],
  nonMember: [400, 404],
  adminUser: [400, 403],
  deletedInviteGet: ["deleted", 404],
  deletedInviteDelete: [404, 400, "allow"],
  archivedKeyRename: ["allow", 400],
  malformedId: [400, 404],
  staleMemberReads: "seconds",
  unsettledMembers: "seconds",
  staleLists: "seconds",
  shouldRetryHeader: [false, true],
  unknownQuery: ["ignore", 400],
};

/** The defaultAssumptions API. */
export function defaultAssumptions(): Assumptions {
  return {
    workspaceKey: 401,
    adminKeyOnOauthOnly: 401,
    archiveTwice: "keep",
    defaultWorkspaceChange: 400,
    archivedWorkspaceUpdate: 400,
    archivedWorkspaceMembers: 400,
    workspaceLimit: 400,
    duplicateWorkspaceName: "allow",
    tagsNull: 400,
    writeOnce: 400,
    addExistingMember: 400,
    addUnknownUser: 404,
    inheritedMember: 400,
    implicitMemberGet: 404,
    nonMember: 400,
    adminUser: 400,
    deletedInviteGet: "deleted",
    deletedInviteDelete: 404,
    archivedKeyRename: "allow",
    malformedId: 400,
    staleMemberReads: 0,
    unsettledMembers: 0,
    staleLists: 0,
    shouldRetryHeader: false,
    unknownQuery: "ignore",
  };
}

/** Checks the switches that came as JSON. */
export const assumptionsCheck: Check<Partial<Assumptions>> = (value, path) => {
  const shape = Object.fromEntries(
    Object.entries(choices).map(([name, allowed]) => [
      name,
      optional<unknown>(allowed === "seconds" ? number({ min: 0 }) : oneOf(...allowed)),
    ]),
  );
  const given = Object.entries(fields(shape)(value, path)).filter(([, choice]) => choice !== undefined);
  return Object.fromEntries(given) as Partial<Assumptions>;
};
