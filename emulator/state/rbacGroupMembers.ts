import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type { RbacGroupMemberJson } from "../rbacJson.ts";

/** The members of RBAC groups. */
export class RbacGroupMembers extends Collection<RbacGroupMemberJson> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  /** The members of a group as they were `seconds` ago, oldest first. */
  of(groupId: string, seconds = 0): RbacGroupMemberJson[] {
    return this.newestFirstAgo(seconds)
      .toReversed()
      .filter((member) => member.rbac_group_id === groupId);
  }

  add(groupId: string, user: { readonly id: string; readonly email: string }): RbacGroupMemberJson {
    const member: RbacGroupMemberJson = {
      type: "rbac_group_member",
      rbac_group_id: groupId,
      user_id: user.id,
      email: user.email,
      created_at: this.#clock.timestamp(),
    };
    this.set(rbacMemberKey(groupId, user.id), member);
    return member;
  }

  removeGroup(groupId: string): void {
    this.#removeWhere((member) => member.rbac_group_id === groupId);
  }

  removeUser(userId: string): void {
    this.#removeWhere((member) => member.user_id === userId);
  }

  #removeWhere(matches: (member: RbacGroupMemberJson) => boolean): void {
    for (const member of this.newestFirst().filter(matches)) {
      this.delete(rbacMemberKey(member.rbac_group_id, member.user_id));
    }
  }
}

export function rbacMemberKey(groupId: string, userId: string): string {
  return `${groupId}/${userId}`;
}
