import { withoutSecrets } from "../../provider/api/foreignText.ts";
import type { ApiKeyWire, InviteWire, UserWire, WorkspaceMemberWire } from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
import type { ObjectName } from "../../provider/kernel/definition.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { membershipNames } from "../../provider/memberships/names.ts";
import { groupMemberNames } from "../../provider/resources/rbacGroupMembers/records.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { probablyIs } from "../../provider/users/emailChanged.ts";
import { emailChangeOf, lastInvite } from "../../provider/users/findUser.ts";
import { isOtherRole } from "../../provider/users/invitedRole.ts";
import { type UserIdentity, userNames } from "../../provider/users/names.ts";
import { isAdministrator, isImplicit } from "../../provider/users/roles.ts";
import { emailHint, userIdsOf } from "../keys/creators.ts";
import { type LastUse, lastUseOf, oldestFirst } from "../keys/keyRow.ts";
import { lastUseNote } from "../keys/keyTable.ts";
import { type LastUses, readLastUses } from "../keys/lastUse.ts";
import { usersOf } from "../keys/selectKeys.ts";
import { type Organization, readOrganization } from "../organization/readOrganization.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import { expected, unreadLines } from "../organization/unread.ts";
import type { Io } from "../output/io.ts";
import { sortedBy } from "../output/order.ts";
import { quoted } from "../output/phrases.ts";
import { hasMembers } from "../snapshot/takeSnapshot.ts";
import { Declarations } from "../states/declarations.ts";
import { optionalStacks, rejectOtherStacks } from "../states/optionalStacks.ts";
import { secret } from "../states/propertyValues.ts";
import type { StackChoice } from "../states/stacks.ts";
import type { Declared, Report, UserGroup, UserInvitation, UserKey, UserWorkspace } from "./report.ts";

/** The options that determine the report. */
export interface UserOptions extends StackChoice {
  /** How far back the last use of keys is searched, in milliseconds. */
  readonly lookBack: number;
}

const nothing = { users: false, invites: false, apiKeys: false, membersOf: () => false };

/** Reads everything about a user, by email address or ID. Read-only. */
export async function reportUser(io: Io, requested: string, options: UserOptions): Promise<Report> {
  const stacks = await optionalStacks(io, options);
  const session = sessionFor(io, stacks.config);
  const wanted = {
    ...nothing,
    users: true,
    invites: true,
    apiKeys: true,
    groupMembersOf: () => true,
    rbacRoles: true,
  };
  const advice = "Nothing was read. Use a key of that organization.";
  const organization = await readOrganization(io, session, wanted, (id) =>
    rejectOtherStacks(id, stacks.states, advice),
  );
  const userIds = await userIdsOf(io, session.client, requested, {
    users: organization.users,
    states: stacks.states,
  });
  const user =
    organization.users.find(({ id }) => userIds.includes(id)) ?? (await unlistedUser(session, userIds));
  const identity = identityOf(requested, user);
  const declarations = new Declarations(stacks.states, organization.id);
  const members = await membershipsOf(organization.isEnterprise ? undefined : user, () =>
    readOrganization(io, session, { ...nothing, membersOf: hasMembers }, () => undefined),
  );

  const keys = oldestFirst(
    organization.apiKeys.filter((key) => usersOf(key).some((id) => userIds.includes(id))),
  );
  if (keys.length > 0) io.progress("Reading the last use of the keys ...");
  const uses = await readLastUses(io, session.client, keys, options.lookBack);
  const about = new About(organization, identity, userIds, declarations);
  const report: Report = {
    version: 1,
    organization: organization.id,
    requested,
    user: user === undefined ? undefined : userOf(user),
    userIds,
    declaredBy: about.declaredBy(
      ...userIds.flatMap((userId) => userNames({ userId })),
      ...userNames(identity),
    ),
    everyWorkspace: !organization.isEnterprise && user !== undefined && isImplicit(user, undefined),
    workspaces: about.workspaces(members),
    groups: about.groups(),
    keys: keys.map((key) => about.key(key, uses)),
    invitations: about.invitations(),
    stacks: stacks.states.map(({ label }) => label),
    notes: [
      ...(keys.length === 0 ? [] : [lastUseNote(uses)]),
      ...(user === undefined ? emailChangeNotes(organization, identity.email) : []),
      ...(stacks.missing === undefined ? [] : [stacks.missing]),
      ...unreadLines(expected(organization.unread)),
    ],
  };
  mustBeKnown(report, organization);
  return JSON.parse(withoutSecrets(JSON.stringify(report))) as Report;
}

/** A user who is missing from the list of users. A list can be stale, and a report must not say that such a user left. */
async function unlistedUser(
  { cache }: SnapshotSession,
  userIds: readonly string[],
): Promise<UserWire | undefined> {
  for (const id of userIds) {
    const user = id.startsWith("user_") ? await cache.confirmUser(id) : undefined;
    if (user !== undefined) return user;
  }
  return undefined;
}

/** Who accepted an invitation for an email address that no user has now. */
function emailChangeNotes({ users, invites }: Organization, email: string | undefined): string[] {
  const change = email === undefined ? undefined : emailChangeOf(lastInvite(invites, email), users, invites);
  return change === undefined
    ? []
    : [`The invitation was accepted, but no user has this email address now. ${probablyIs(change.users)}.`];
}

function identityOf(requested: string, user: UserWire | undefined): UserIdentity {
  if (user !== undefined) return { email: normalEmail(user.email), userId: user.id };
  return requested.includes("@") ? { email: normalEmail(requested) } : { userId: requested.trim() };
}

/** The user's explicit memberships. Admins and users who left have none, so no list is read for them. */
async function membershipsOf(
  user: UserWire | undefined,
  read: () => Promise<Organization>,
): Promise<WorkspaceMemberWire[]> {
  if (user === undefined || isAdministrator(user)) return [];
  const { members } = await read();
  return [...members.values()]
    .flat()
    .filter((member) => member.user_id === user.id && !isImplicit(user, member.workspace_role));
}

function userOf({ id, email, name, role, added_at: addedAt }: UserWire): NonNullable<Report["user"]> {
  return { id, email: normalEmail(email), name, role, addedAt };
}

/** The objects about one user, with the resources that declare them. */
class About {
  readonly #organization: Organization;
  readonly #identity: UserIdentity;
  readonly #userIds: readonly string[];
  readonly #declarations: Declarations;

  constructor(
    organization: Organization,
    identity: UserIdentity,
    userIds: readonly string[],
    declarations: Declarations,
  ) {
    this.#organization = organization;
    this.#identity = identity;
    this.#userIds = userIds;
    this.#declarations = declarations;
  }

  declaredBy(...names: readonly ObjectName[]): Declared[] {
    return this.#declarations
      .of(...names)
      .map(({ stack, resource: { kind, name } }) => ({ stack, type: kind.kind, resource: name }));
  }

  /** The workspaces with a membership, and those with a declared one. */
  workspaces(members: readonly WorkspaceMemberWire[]): UserWorkspace[] {
    const { email } = this.#identity;
    const identities = [this.#identity, ...this.#userIds.map((userId) => ({ email, userId }))];
    return sortedBy(this.#organization.workspaces, ({ name }) => name).flatMap(({ id, name }) => {
      const member = members.find((candidate) => candidate.workspace_id === id);
      const declaredBy = this.declaredBy(...identities.flatMap((identity) => membershipNames(id, identity)));
      if (member === undefined && declaredBy.length === 0) return [];
      return [{ id, name, role: member?.workspace_role, declaredBy }];
    });
  }

  /** The groups with a membership, and those with a declared one. */
  groups(): UserGroup[] | undefined {
    const { groups: read, rbacRoles } = this.#organization;
    if (read === undefined) return undefined;
    const { email } = this.#identity;
    const identities = [this.#identity, ...this.#userIds.map((userId) => ({ email, userId }))];
    const roleNames = new Map(rbacRoles?.map((role) => [role.id, role.display_name]));
    return sortedBy(read.groups, ({ name }) => name).flatMap(
      ({ id, name, source_type: sourceType, role_ids: roles }) => {
        const declaredBy = this.declaredBy(
          ...identities.flatMap((identity) => groupMemberNames(id, identity)),
        );
        // A member can belong to another organization of the enterprise, whose users are not listed.
        const isMember = (read.members.get(id) ?? []).some(
          (member) => this.#userIds.includes(member.user_id) || normalEmail(member.email) === email,
        );
        if (!isMember && declaredBy.length === 0) return [];
        const named = roles?.map((role) => roleNames.get(role) ?? role).sort();
        return [{ id, name, sourceType, member: isMember, roles: named, declaredBy }];
      },
    );
  }

  key(key: ApiKeyWire, uses: LastUses): UserKey {
    const { workspace_id: workspaceId } = key.scope;
    const use: LastUse = lastUseOf(key, uses);
    return {
      id: key.id,
      name: key.name,
      status: key.status,
      workspaceId: workspaceId ?? undefined,
      workspaceName: this.#organization.workspaces.find(({ id }) => id === workspaceId)?.name,
      createdAt: key.created_at,
      personal: this.#userIds.includes(key.principal?.user_id ?? ""),
      lastUsed: use.is === "used" ? use.day : undefined,
      neverUsed: use.is === "notSince" ? undefined : use.is === "never",
      declaredBy: this.declaredBy(objectName("ApiKey", key.id)),
    };
  }

  invitations(): UserInvitation[] {
    const { email } = this.#identity;
    return this.#organization.invites
      .filter((invite) => normalEmail(invite.email) === email && invite.status !== "deleted")
      .map((invite: InviteWire) => ({
        id: invite.id,
        role: invite.role,
        status: invite.status,
        declaredRole: this.#otherRole(invite),
        invitedAt: invite.invited_at,
        expiresAt: invite.expires_at,
        declaredBy: this.declaredBy(objectName("Invite", invite.id)),
      }));
  }

  /** The role that a Member declares, if it differs from the role of a pending invitation. */
  #otherRole({ status, role: invited }: InviteWire): string | undefined {
    if (status !== "pending") return undefined;
    const roles = this.#declarations
      .of(...userNames(this.#identity))
      .map(({ resource: { kind, inputs } }) => (kind.kind === "Member" ? inputs["role"] : undefined));
    return roles.find(
      (declared): declared is string =>
        typeof declared === "string" && declared !== secret && isOtherRole({ invited, declared }),
    );
  }
}

function mustBeKnown(report: Report, { users, isEnterprise }: Organization): void {
  const { requested, user, declaredBy, workspaces, groups = [], keys, invitations } = report;
  if (
    user !== undefined ||
    [declaredBy, workspaces, groups, keys, invitations].some(({ length }) => length > 0)
  )
    return;
  const hint = emailHint(requested, users);
  const found = isEnterprise ? "user, invitation or group member" : "user, invitation or key";
  const advice = isEnterprise ? "" : " To find the ID of a user who left, run `keys list --creator-left`.";
  throw new UserError(
    `cannot report on the user ${quoted(requested)}: the organization has no such ${found}.${hint}${advice}`,
  );
}
