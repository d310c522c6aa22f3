import { byId, findObject } from "../absence.ts";
import type { Client } from "../client.ts";
import { clean } from "../foreignText.ts";
import { path } from "../path.ts";
import { RecentWrites } from "../recentWrites.ts";
import { requestById } from "../requestById.ts";
import { getOrCreate, listOf, type MinFreshness, type SharedList } from "../sharedList.ts";
import { RbacGroupMemberWire, RbacGroupWire, RbacRolePermissionWire, RbacRoleWire } from "./objects.ts";

const minute = 60_000;

/** All members have the same role in the record of recent writes. */
const asMember = "member";

/** The RBAC groups of the enterprise, their members, and the roles. */
export class RbacLists {
  readonly #client: Client;
  readonly #users: (minFreshness: MinFreshness) => Promise<unknown>;
  readonly #groups: SharedList<RbacGroupWire>;
  readonly #roles: SharedList<RbacRoleWire>;
  readonly #members = new Map<string, SharedList<RbacGroupMemberWire>>();
  readonly #permissions = new Map<string, SharedList<RbacRolePermissionWire>>();
  readonly #recent: RecentWrites;
  /** When this process created a group. */
  readonly #created = new Map<string, number>();

  /** `users` lists the users of the organization, and throws if the list is implausible. */
  constructor(client: Client, users: (minFreshness: MinFreshness) => Promise<unknown>) {
    this.#client = client;
    this.#users = users;
    this.#recent = new RecentWrites(() => client.now(), minute);
    const byId = ({ id }: { readonly id: string }): string => id;
    this.#groups = listOf(client, {
      path: "/v1/organizations/rbac_groups",
      item: RbacGroupWire,
      id: byId,
      doing: "list the RBAC groups",
      cursor: "opaque",
    });
    this.#roles = listOf(client, {
      path: "/v1/organizations/rbac_roles",
      item: RbacRoleWire,
      id: byId,
      doing: "list the RBAC roles",
      cursor: "opaque",
    });
  }

  /** All groups. */
  groups(minFreshness: MinFreshness): Promise<readonly RbacGroupWire[]> {
    return this.#groups.get(minFreshness);
  }

  /** All roles. */
  roles(minFreshness: MinFreshness): Promise<readonly RbacRoleWire[]> {
    return this.#roles.get(minFreshness);
  }

  /** The permissions of a role. */
  permissions(roleId: string, minFreshness: MinFreshness): Promise<readonly RbacRolePermissionWire[]> {
    const list = getOrCreate(this.#permissions, roleId, () =>
      listOf(this.#client, {
        path: path`/v1/organizations/rbac_roles/${roleId}/permissions`,
        item: RbacRolePermissionWire,
        id: (permission) => JSON.stringify(permission),
        doing: `list the permissions of role ${roleId}`,
        cursor: "opaque",
      }),
    );
    return list.get(minFreshness);
  }

  /**
   * The members of a group. A list that contradicts a membership that this process wrote within the last minute is requested again, up
   * to three times.
   */
  async members(groupId: string, minFreshness: MinFreshness): Promise<readonly RbacGroupMemberWire[]> {
    const list = this.#membersOf(groupId);
    let fresh = minFreshness;
    for (const pause of [1, 2, 4]) {
      const members = await list.get(fresh);
      if (this.#contradicted(groupId, members).length === 0) return members;
      await this.#client.pause(pause * 1000 * this.#client.pace);
      fresh = this.#client.now();
    }
    const members = await list.get(fresh);
    // The API is consistent by now, so the list is right and no later call has to wait.
    for (const userId of this.#contradicted(groupId, members)) this.#recent.forget(groupId, userId);
    return members;
  }

  /**
   * The group with this ID, from the list or by its own request; undefined if it certainly does not exist. If the organization has no
   * other group either, also reads the users: a list of users is never empty, so it reveals a response that lacks objects.
   */
  async group(id: string, minFreshness: MinFreshness): Promise<RbacGroupWire | undefined> {
    const request = () =>
      requestById(this.#client, {
        path: path`/v1/organizations/rbac_groups/${id}`,
        id,
        schema: RbacGroupWire,
        doing: `look up the RBAC group ${id}`,
      });
    const lookup = byId(id, this.groups.bind(this), request);
    const found = await findObject(this.#client, lookup, minFreshness, "repeated");
    if (found === undefined && (await this.groups(minFreshness)).length === 0)
      await this.#users(minFreshness);
    return found;
  }

  /** Whether this process created a group within the last minute, so that requests may not find it yet. */
  isNew(groupId: string): boolean {
    return (this.#created.get(groupId) ?? Number.NEGATIVE_INFINITY) >= this.#client.now() - minute;
  }

  /** Records a group that this process created or changed. */
  storeGroup(group: RbacGroupWire, isNew = false): void {
    if (isNew) this.#created.set(group.id, this.#client.now());
    this.#groups.store(group);
  }

  /** Records a group that this process deleted. */
  dropGroup(id: string): void {
    this.#groups.drop(id);
    this.#members.delete(id);
  }

  /** Records a member that this process added. */
  storeMember(member: RbacGroupMemberWire): void {
    this.#membersOf(member.rbac_group_id).store(member);
    this.#recent.record(member.rbac_group_id, member.user_id, asMember);
  }

  /** Records a member that this process removed. */
  dropMember(groupId: string, userId: string): void {
    this.#membersOf(groupId).drop(userId);
    this.#recent.record(groupId, userId, undefined);
  }

  #contradicted(groupId: string, members: readonly RbacGroupMemberWire[]): readonly string[] {
    const present = new Set(members.map(({ user_id: userId }) => userId));
    return this.#recent.contradictedBy(groupId, (id) => (present.has(id) ? asMember : undefined));
  }

  #membersOf(groupId: string): SharedList<RbacGroupMemberWire> {
    return getOrCreate(this.#members, groupId, () =>
      listOf(this.#client, {
        path: path`/v1/organizations/rbac_groups/${groupId}/members`,
        item: RbacGroupMemberWire,
        id: ({ user_id: userId }) => userId,
        doing: `list the members of RBAC group ${groupId}`,
        lack: (entries) => {
          const other = entries.find(({ rbac_group_id: of }) => of !== groupId);
          if (other === undefined) return undefined;
          return `the list has an entry of ${clean(other.rbac_group_id)}, so the response cannot be right`;
        },
        cursor: "opaque",
      }),
    );
  }
}
