import { ApiError } from "../../api/apiError.ts";
import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { explainRejection } from "../../memberships/advice.ts";
import { normalEmail } from "../../users/email.ts";
import { rejectChangedEmail } from "../../users/emailChanged.ts";
import { findUser, type Standing } from "../../users/findUser.ts";
import { isImplicit } from "../../users/roles.ts";
import { isExcepted, recordOf } from "./records.ts";
import { type EntryState, type MemberState, nameOf } from "./schema.ts";

/** The explicit members of one workspace, with their users. */
export class Roster {
  readonly members: readonly WorkspaceMemberWire[];
  readonly #users: ReadonlyMap<string, UserWire>;
  readonly #memberships: ReadonlyMap<string, WorkspaceMemberWire>;

  private constructor(members: readonly WorkspaceMemberWire[], users: readonly UserWire[]) {
    this.members = members;
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#memberships = new Map(members.map((member) => [member.user_id, member]));
  }

  /** Reads the members. A list of users that lacks a member is older than the membership, and is requested again. */
  static async of(
    operation: Operation,
    workspace: string,
    minFreshness: { readonly members: number; readonly users: number },
  ): Promise<Roster> {
    const { cache, began } = operation;
    const members = await cache.members(workspace, minFreshness.members).catch(async (error: unknown) => {
      throw error instanceof ApiError ? await explainRejection(operation, error, { workspace }) : error;
    });
    const roster = new Roster(members, await cache.users(minFreshness.users));
    if (members.every((member) => roster.user(member.user_id) !== undefined)) return roster;
    return new Roster(members, await cache.users(began));
  }

  user(id: string): UserWire | undefined {
    return this.#users.get(id);
  }

  member(userId: string): WorkspaceMemberWire | undefined {
    return this.#memberships.get(userId);
  }

  /** The members who are not among the known users, not excepted, and not implicit. */
  undeclared(known: ReadonlySet<string>, except: readonly string[] | undefined): WorkspaceMemberWire[] {
    return this.members.filter(({ user_id: userId, workspace_role: role }) => {
      const user = this.user(userId);
      const email = user === undefined ? undefined : normalEmail(user.email);
      if (known.has(userId) || isExcepted({ email, userId }, except)) return false;
      return user === undefined || !isImplicit(user, role);
    });
  }

  shown(member: WorkspaceMemberWire): string {
    return shownMember(member, this.user(member.user_id));
  }
}

/** A member with the role, for messages. */
export function shownMember(
  { user_id: userId, workspace_role: role }: WorkspaceMemberWire,
  user: UserWire | undefined,
): string {
  return user === undefined ? `${userId} (${role})` : `${normalEmail(user.email)} (${userId}, ${role})`;
}

/** A declared member, with the state and the current standing of the user. */
export interface Declared {
  readonly entry: EntryState;
  readonly record: MemberState | undefined;
  readonly standing: Standing;
}

export async function resolve(
  operation: Operation,
  entries: readonly EntryState[],
  memberStatuses: readonly MemberState[],
  minFreshness: number,
): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const entry of entries) {
    const record = recordOf(memberStatuses, entry);
    const identity = { email: entry.email, userId: entry.userId ?? record?.userId };
    declared.push({ entry, record, standing: await findUser(operation, identity, minFreshness) });
  }
  return declared;
}

/** Rejects two entries for one user, and changed emails. Returns the IDs of the users. */
export function mustBeDistinct(
  doing: string,
  declared: readonly Declared[],
  except: readonly string[] | undefined,
): Set<string> {
  const ids = new Map<string, string>();
  for (const { entry, standing } of declared) {
    if (standing.is !== "member") continue;
    const { user } = standing;
    const email = normalEmail(user.email);
    rejectChangedEmail(doing, entry.email, user);
    const other = ids.get(user.id);
    if (other !== undefined) throw duplicateError(doing, other, nameOf(entry));
    if (isExcepted({ email, userId: user.id }, except)) {
      throw new UserError(
        `cannot ${doing}: ${email} (${user.id}) is in both \`members\` and \`except\`. Remove it from one of them.`,
      );
    }
    ids.set(user.id, nameOf(entry));
  }
  return new Set(ids.keys());
}

export function duplicateError(doing: string, one: string, other: string): UserError {
  return new UserError(
    `cannot ${doing}: \`members\` names the same user twice, ${one} and ${other}. Remove one of them.`,
  );
}
