import type { UserWire } from "../../api/objects.ts";
import type { RbacGroupMemberWire } from "../../api/rbac/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { rejectChangedEmail } from "../../users/emailChanged.ts";
import { findUser, type Standing } from "../../users/findUser.ts";
import { userInId } from "../../users/names.ts";
import { isExcepted, recordOf } from "./records.ts";
import type { Inputs, MemberState } from "./schema.ts";

/** The members of one group, and the users of this organization. */
export class Roster {
  readonly members: readonly RbacGroupMemberWire[];
  readonly #users: ReadonlyMap<string, UserWire>;

  private constructor(members: readonly RbacGroupMemberWire[], users: readonly UserWire[]) {
    this.members = members;
    this.#users = new Map(users.map((user) => [user.id, user]));
  }

  static async of(
    { cache }: Operation,
    group: string,
    minFreshness: { readonly members: number; readonly users: number },
  ): Promise<Roster> {
    const members = await cache.rbac.members(group, minFreshness.members);
    // Users are read after the members, since a member who is not among the users counts as one of another organization.
    return new Roster(members, await cache.users(minFreshness.users));
  }

  /**
   * The members for a refresh. A list that lacks a member of the state may be stale, so it is requested again: delete removes nobody whom
   * the refresh drops from the state.
   */
  static async withMembersOf(
    operation: Operation,
    group: string,
    records: readonly MemberState[],
    minFreshness: number,
  ): Promise<Roster> {
    const { client, cache } = operation;
    const roster = await Roster.of(operation, group, { members: minFreshness, users: minFreshness });
    const isMissing = ({ status, userId }: MemberState) =>
      status === "active" && userId !== undefined && roster.member(userId) === undefined;
    if (!records.some(isMissing)) return roster;
    await client.pause(1000 * client.pace);
    return await Roster.of(operation, group, { members: cache.now(), users: minFreshness });
  }

  member(userId: string | undefined): RbacGroupMemberWire | undefined {
    return this.members.find((member) => member.user_id === userId);
  }

  /** The member with this email address, of any organization. Undefined if several have it. */
  withEmail(email: string | undefined): RbacGroupMemberWire | undefined {
    const found = this.members.filter((member) => normalEmail(member.email) === email);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The current email address of a member. The list of the group may have a former one. */
  emailOf({ user_id: userId, email }: RbacGroupMemberWire): string {
    return normalEmail(this.#users.get(userId)?.email ?? email);
  }

  /** Whether a member is a user of this organization. */
  isOwn({ user_id: userId }: RbacGroupMemberWire): boolean {
    return this.#users.has(userId);
  }

  /** The members who are not among the known users, and not excepted. */
  others(known: ReadonlySet<string>, except: readonly string[] | undefined): RbacGroupMemberWire[] {
    return this.members.filter(
      (member) =>
        !known.has(member.user_id) &&
        !isExcepted({ email: this.emailOf(member), userId: member.user_id }, except),
    );
  }

  /** The undeclared members that the list removes: those of this organization, or of all with `allOrganizations`. */
  undeclared(
    known: ReadonlySet<string>,
    { except, allOrganizations }: Pick<Partial<Inputs>, "except" | "allOrganizations">,
  ): RbacGroupMemberWire[] {
    return this.others(known, except).filter((member) => allOrganizations === true || this.isOwn(member));
  }

  shown(member: RbacGroupMemberWire): string {
    return `${this.emailOf(member)} (${member.user_id})`;
  }
}

/** A declared member, with the state and the current user. */
export interface Declared {
  /** The email address or ID in the program. */
  readonly name: string;
  readonly record: MemberState | undefined;
  readonly standing: Standing;
  /** The ID of the user, who may belong to another organization. Undefined for an email address without a user. */
  readonly userId: string | undefined;
}

export async function resolve(
  operation: Operation,
  roster: Roster,
  names: readonly string[],
  records: readonly MemberState[],
  minFreshness: number,
): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const name of names) {
    const record = recordOf(records, name);
    const { email, userId } = userInId(name);
    const known = userId ?? record?.userId;
    // A member of another organization is not among the users. The list of the group shows them.
    const listed = roster.member(known);
    const isElsewhere = listed !== undefined && !roster.isOwn(listed);
    const standing: Standing = isElsewhere
      ? { is: "notInvited" }
      : await findUser(operation, { email, userId: known }, minFreshness);
    const ofGroup = listed ?? roster.withEmail(email);
    declared.push({
      name,
      record,
      standing,
      userId: standing.is === "member" ? standing.user.id : (ofGroup?.user_id ?? userId),
    });
  }
  return declared;
}

/** Rejects two names of one user, and changed emails. Returns the IDs of the users. */
export function mustBeDistinct(
  doing: string,
  declared: readonly Declared[],
  except: readonly string[] | undefined,
): Set<string> {
  const ids = new Map<string, string>();
  for (const { name, standing, userId } of declared) {
    if (userId === undefined) continue;
    const user = standing.is === "member" ? standing.user : undefined;
    if (user !== undefined) rejectChangedEmail(doing, userInId(name).email, user);
    const other = ids.get(userId);
    if (other !== undefined) throw duplicateError(doing, other, name);
    const email = user === undefined ? undefined : normalEmail(user.email);
    if (isExcepted({ email, userId }, except)) {
      throw new UserError(
        `cannot ${doing}: ${name} is in both \`members\` and \`except\`. Remove it from one of them.`,
      );
    }
    ids.set(userId, name);
  }
  return new Set(ids.keys());
}

export function duplicateError(doing: string, one: string, other: string): UserError {
  return new UserError(
    `cannot ${doing}: \`members\` names the same user twice, ${one} and ${other}. Remove one of them.`,
  );
}
