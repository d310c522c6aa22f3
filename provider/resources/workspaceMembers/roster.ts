import type { UserWire, WorkspaceMemberWire } from "../../api/objects.ts";
import { UserError } from "../../errors.ts";
import type { Operation } from "../../kernel/definition.ts";
import { rejectChangedEmail } from "../../users/emailChanged.ts";
import { findPerson, isImplicit, normalEmail, type Standing } from "../../users/people.ts";
import { isSpared, recordOf } from "./records.ts";
import { type EntryState, nameOf, type PersonState } from "./schema.ts";

/** Everybody's explicit membership of one workspace, and who they are. */
export class Scene {
  readonly members: readonly WorkspaceMemberWire[];
  readonly #users: ReadonlyMap<string, UserWire>;
  readonly #places: ReadonlyMap<string, WorkspaceMemberWire>;

  private constructor(members: readonly WorkspaceMemberWire[], users: readonly UserWire[]) {
    this.members = members;
    this.#users = new Map(users.map((user) => [user.id, user]));
    this.#places = new Map(members.map((member) => [member.user_id, member]));
  }

  /** Looks. A list of people that misses a member is older than the membership, and is asked for again. */
  static async of(
    { cache, began }: Operation,
    workspace: string,
    minFreshness: { readonly members: number; readonly users: number },
  ): Promise<Scene> {
    const members = await cache.members(workspace, minFreshness.members);
    const scene = new Scene(members, await cache.users(minFreshness.users));
    if (members.every((member) => scene.user(member.user_id) !== undefined)) return scene;
    return new Scene(members, await cache.users(began));
  }

  user(id: string): UserWire | undefined {
    return this.#users.get(id);
  }

  member(userId: string): WorkspaceMemberWire | undefined {
    return this.#places.get(userId);
  }

  /** Who is there without being one of these people, spared, or there by the organization role. */
  strangers(known: ReadonlySet<string>, except: readonly string[] | undefined): WorkspaceMemberWire[] {
    return this.members.filter(({ user_id: userId, workspace_role: role }) => {
      const user = this.user(userId);
      const email = user === undefined ? undefined : normalEmail(user.email);
      if (known.has(userId) || isSpared({ email, userId }, except)) return false;
      return user === undefined || !isImplicit(user, role);
    });
  }

  shown({ user_id: userId, workspace_role: role }: WorkspaceMemberWire): string {
    const user = this.user(userId);
    return user === undefined ? `${userId} (${role})` : `${normalEmail(user.email)} (${userId}, ${role})`;
  }
}

export function listed(names: readonly string[]): string {
  const most = 20;
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}

/** Somebody whom the program declares, and where they stand. */
export interface Declared {
  readonly entry: EntryState;
  readonly record: PersonState | undefined;
  readonly standing: Standing;
}

export async function resolve(
  operation: Operation,
  entries: readonly EntryState[],
  people: readonly PersonState[],
  minFreshness: number,
): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const entry of entries) {
    const record = recordOf(people, entry);
    const person = { email: entry.email, userId: entry.userId ?? record?.userId };
    declared.push({ entry, record, standing: await findPerson(operation, person, minFreshness) });
  }
  return declared;
}

/** Refuses what only shows once it is known who everybody is. Answers everybody's id. */
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
    if (other !== undefined) throw twice(doing, other, nameOf(entry));
    if (isSpared({ email, userId: user.id }, except)) {
      throw new UserError(
        `cannot ${doing}: ${email} (${user.id}) is among \`members\` and among \`except\`. Remove one of them.`,
      );
    }
    ids.set(user.id, nameOf(entry));
  }
  return new Set(ids.keys());
}

export function twice(doing: string, one: string, other: string): UserError {
  return new UserError(
    `cannot ${doing}: \`members\` names the same person twice, ${one} and ${other}. Remove one of them.`,
  );
}
