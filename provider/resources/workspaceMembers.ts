import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ApiError, RefusedError } from "../api/errors.ts";
import { Live } from "../api/live.ts";
import type { UserWire, WorkspaceMemberWire } from "../api/objects.ts";
import { idWithPrefix, parsedId } from "../ids.ts";
import type { Failure, Operation } from "../kernel/definition.ts";
import { Unfinished } from "../kernel/lifecycle.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import {
  addMember,
  anybody,
  changeRole,
  exceptionName,
  lookAfter,
  mustTakeMembers,
  openWorkspace,
  placeName,
  seenMember,
  takeOut,
  takeOutUnseen,
} from "../memberships/membership.ts";
import { refusal } from "../refusals.ts";
import {
  Email,
  findPerson,
  isAdministrator,
  isImplicit,
  normalEmail,
  type Standing,
  waitingFor,
} from "../users/people.ts";
import { seekToTakeOut } from "../users/whereabouts.ts";
import { endingWith, idOf, type Workspace } from "./workspace.ts";
import { type WorkspaceRole, WorkspaceRoleInput } from "./workspaceMember.ts";

// The whole list of those who have an explicit place in one workspace: `/v1/organizations/workspaces/{id}/members`. Who
// is there and not declared is drift, and is taken out by the next update. Another workspace replaces the list: the old
// one is given up afterwards. Deleting it takes out the people whom it declares, and nobody else.

/** One person of a list: `email` or `userId`, and the role. */
export interface ListedMemberArgs {
  /** The person's address; letter case does not matter. Link people by `email: alice.email`, which previews know. */
  email?: pulumi.Input<string>;
  /** The person's id `user_...`, instead of `email`. The same person named in the other way is no change. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Changed in place. */
  role: pulumi.Input<WorkspaceRole>;
}

/** What a program says of the people of a workspace. */
export interface WorkspaceMembersArgs {
  /**
   * The workspace, or its id `wrkspc_...`. Another workspace replaces the list: the people are then taken out of the old
   * one. Given a Workspace of the program that archives on delete, destroying both makes one request: archiving ends
   * all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * Everybody who is to have an explicit place there; the order does not matter. Changed in place: people are added,
   * then roles changed, then people taken out. `[]` after a list with people is refused unless `anthropic:allowEmpty`.
   */
  members: pulumi.Input<pulumi.Input<ListedMemberArgs>[]>;
  /**
   * Addresses or ids of people who are left alone, whatever their role there: those whom somebody adds by hand, or
   * whom a WorkspaceMember declares (by the same address or id). Default: none.
   */
  except?: pulumi.Input<pulumi.Input<string>[]>;
}

/** One person of a list. */
export interface ListedMember {
  /** The address, unless the program names the person by `userId`. */
  email?: string;
  /** The id, when the program names the person by it. */
  userId?: string;
  /** The role in the workspace. */
  role: string;
}

/** How one person stands in the workspace. */
export interface ListedPerson {
  /** The address. */
  email?: string;
  /** The id `user_...`, once they are in the organization. */
  userId?: string;
  /** The role in the workspace, given or to be given. */
  role: string;
  /**
   * `active`; `implicit` while an organization role (admin, billing) already gives the workspace and the API allows
   * nothing explicit; `pending` while the person is not in the organization yet (the first `up` after acceptance
   * completes it); `undeclared` for somebody who is there without being declared, and whom the next update takes out.
   */
  status: string;
  /** What a pending membership waits for: `acceptance` of an invitation, an `expired` one, or `nobody` was invited. */
  waitingFor?: string;
}

function byName<T extends Named>(list: readonly T[]): T[] {
  return [...list].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

interface Named {
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

function nameOf({ email, userId }: Named): string {
  return email ?? userId ?? "";
}

const Entry = z
  .strictObject({
    email: Email.exactOptional(),
    userId: idWithPrefix("user_").exactOptional(),
    role: WorkspaceRoleInput,
  })
  .refine(
    ({ email, userId }) => (email === undefined) !== (userId === undefined),
    "must name the person by `email` or by `userId`, and not by both",
  );

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  members: z.array(Entry, "must be a list of people").transform((list) => byName(list)),
  except: z
    .array(
      z.union(
        [Email, idWithPrefix("user_")],
        "must be an address such as `alice@example.com`, or an id `user_...`",
      ),
      "must be a list of addresses and ids",
    )
    .transform((list) => [...new Set(list)].sort())
    .exactOptional(),
});

const EntryState = z.looseObject({
  email: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  role: z.string(),
});
type EntryState = z.infer<typeof EntryState>;

const PersonState = EntryState.extend({
  status: z.string(),
  waitingFor: z.string().exactOptional(),
  /** The address under which the program declared somebody who has another one now. */
  declaredAs: z.string().exactOptional(),
});
type PersonState = z.infer<typeof PersonState>;

const State = z.looseObject({
  workspace: z.string(),
  members: z.array(EntryState),
  except: z.array(z.string()),
  people: z.array(PersonState),
  status: z.string(),
  adopted: z.boolean(),
});
type State = Partial<z.infer<typeof State>>;

function active(user: UserWire | undefined, wire: WorkspaceMemberWire, status = "active"): PersonState {
  return {
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    userId: wire.user_id,
    role: wire.workspace_role,
    status,
  };
}

function implicit(entry: EntryState, user: UserWire): PersonState {
  return { email: normalEmail(user.email), userId: user.id, role: entry.role, status: "implicit" };
}

function pending({ email, userId, role }: EntryState, standing: Standing): PersonState {
  return {
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
    role,
    status: "pending",
    waitingFor: waitingFor(standing),
  };
}

/** What the program would write for somebody: by address, unless it says the id. */
function entryFor(
  user: UserWire | undefined,
  { user_id: userId, workspace_role: role }: WorkspaceMemberWire,
): EntryState {
  return user === undefined ? { userId, role } : { email: normalEmail(user.email), role };
}

/** How people stood when the state was written. An imported state has the list only. */
function peopleIn(old: State): PersonState[] {
  return old.people ?? (old.members ?? []).map((entry) => ({ ...entry, status: "active" }));
}

function recordOf(people: readonly PersonState[], { email, userId }: Named): PersonState | undefined {
  return people.find((person) =>
    email === undefined ? person.userId === userId : person.email === email || person.declaredAs === email,
  );
}

function isSpared(person: Named, except: readonly string[] | undefined): boolean {
  const { email, userId } = person;
  return except?.some((name) => name === email || name === userId) === true;
}

/** Everybody's explicit membership of one workspace, and who they are. */
class Scene {
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
    { live, began }: Operation,
    workspace: string,
    since: { readonly members: number; readonly users: number },
  ): Promise<Scene> {
    const members = await live.members(workspace, since.members);
    const scene = new Scene(members, await live.users(since.users));
    if (members.every((member) => scene.user(member.user_id) !== undefined)) return scene;
    return new Scene(members, await live.users(began));
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

function listed(names: readonly string[]): string {
  const most = 20;
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}

/** Somebody whom the program declares, and where they stand. */
interface Declared {
  readonly entry: EntryState;
  readonly record: PersonState | undefined;
  readonly standing: Standing;
}

async function resolve(
  operation: Operation,
  entries: readonly EntryState[],
  people: readonly PersonState[],
  since: number,
): Promise<Declared[]> {
  const declared: Declared[] = [];
  for (const entry of entries) {
    const record = recordOf(people, entry);
    const person = { email: entry.email, userId: entry.userId ?? record?.userId };
    declared.push({ entry, record, standing: await findPerson(operation, person, since) });
  }
  return declared;
}

/** Refuses what only shows once it is known who everybody is. Answers everybody's id. */
function mustBeDistinct(
  doing: string,
  declared: readonly Declared[],
  except: readonly string[] | undefined,
): Set<string> {
  const ids = new Map<string, string>();
  for (const { entry, standing } of declared) {
    if (standing.is !== "member") continue;
    const { user } = standing;
    const email = normalEmail(user.email);
    if (entry.email !== undefined && entry.email !== email) {
      throw new RefusedError(
        `Did not ${doing}: the email changed. ${entry.email} is ${email} now (${user.id}). Write that address in the program; nothing else changes.`,
      );
    }
    const other = ids.get(user.id);
    if (other !== undefined) throw twice(doing, other, nameOf(entry));
    if (isSpared({ email, userId: user.id }, except)) {
      throw new RefusedError(
        `Did not ${doing}: ${email} (${user.id}) is among \`members\` and among \`except\`. Remove one of them.`,
      );
    }
    ids.set(user.id, nameOf(entry));
  }
  return new Set(ids.keys());
}

function twice(doing: string, one: string, other: string): RefusedError {
  return new RefusedError(
    `Did not ${doing}: \`members\` names the same person twice, ${one} and ${other}. Remove one of them.`,
  );
}

/** What is to be done to the list, in this order. */
interface Work {
  /** Those to whom nothing is done. */
  readonly settled: readonly { readonly entry: EntryState; readonly person: PersonState }[];
  readonly adds: readonly Giving[];
  readonly changes: readonly (Giving & { readonly present: WorkspaceMemberWire })[];
  readonly removals: readonly Taking[];
}

interface Giving {
  readonly entry: EntryState;
  readonly user: UserWire;
}

interface Taking {
  readonly record: PersonState;
  readonly member: WorkspaceMemberWire;
  readonly user: UserWire | undefined;
  /** Whether the list shows the membership; otherwise only the state has it. */
  readonly listed: boolean;
}

/** A removal, whether or not the list shows the membership; undefined when there is nothing to remove. */
function takingOf(
  operation: Operation,
  workspace: string,
  record: PersonState,
  user: UserWire | undefined,
  listed: WorkspaceMemberWire | undefined,
): Taking | undefined {
  if (listed !== undefined) {
    const untouchable = user !== undefined && isUntouchable(operation, user, listed);
    return untouchable ? undefined : { record, member: listed, user, listed: true };
  }
  // A user who left the organization has no workspace memberships.
  if (user === undefined || isImplicit(user, record.role)) return undefined;
  const member = {
    type: "workspace_member" as const,
    workspace_id: workspace,
    user_id: user.id,
    workspace_role: record.role,
  };
  return { record, member, user, listed: false };
}

async function carryOutTaking(
  operation: Operation,
  workspace: string,
  { member, user, listed }: Taking,
): Promise<void> {
  const subject = user ?? { id: member.user_id, role: "" };
  const take = listed ? takeOut : takeOutUnseen;
  await take(operation, workspace, subject, taking(workspace, member, user));
}

/** What the program asks for, beside what is there. */
function workFor(declared: readonly Declared[], scene: Scene, removals: readonly Taking[]): Work {
  const settled = [];
  const adds = [];
  const changes = [];
  for (const { entry, record, standing } of declared) {
    if (standing.is !== "member") {
      settled.push({ entry, person: pending(entry, standing) });
      continue;
    }
    const { user } = standing;
    const present = scene.member(user.id);
    // What was given, stays as kept: differences from what is there now are shown by refresh before they are mended.
    const given = record?.status === "active" && record.role === entry.role;
    if (isImplicit(user, entry.role)) settled.push({ entry, person: implicit(entry, user) });
    else if (given) settled.push({ entry, person: record });
    else if (present === undefined) adds.push({ entry, user });
    else if (present.workspace_role === entry.role) settled.push({ entry, person: active(user, present) });
    else changes.push({ entry, user, present });
  }
  return { settled, adds, changes, removals };
}

/**
 * Adds, changes roles, takes out, one after the other: nobody loses a place before everybody has theirs. When it stops
 * halfway, what is really there is kept, and the next `up` goes on.
 */
async function carryOut(operation: Operation, workspace: string, work: Work): Promise<PersonState[]> {
  const { settled, adds, changes, removals } = work;
  const there = new Map<string, { entry: EntryState; person: PersonState }>();
  for (const one of settled) there.set(nameOf(one.entry), one);
  for (const { entry, user, present } of changes) {
    const before = { ...entry, role: present.workspace_role };
    there.set(nameOf(entry), { entry: before, person: active(user, present) });
  }
  for (const { member, user, record } of removals) {
    there.set(member.user_id, { entry: entryFor(user, member), person: active(user, member, record.status) });
  }
  let done = 0;
  try {
    for (const { entry, user } of adds) {
      there.set(nameOf(entry), { entry, person: await add(operation, workspace, entry, user) });
      done += 1;
    }
    for (const { entry, user } of changes) {
      const doing = giving(workspace, entry, user);
      const wire = await changeRole(operation, workspace, user, entry.role, doing);
      mustHave(wire, entry, doing);
      there.set(nameOf(entry), { entry, person: active(user, wire) });
      done += 1;
    }
    for (const removal of removals) {
      await carryOutTaking(operation, workspace, removal);
      there.delete(removal.member.user_id);
      done += 1;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unclear = error instanceof ApiError && error.outcomeUnknown;
    if (done === 0 && !unclear) throw error;
    const all = adds.length + changes.length + removals.length;
    throw new Unfinished<State>(
      `Made ${done} of ${all} changes to the members of workspace ${workspace}; the next \`up\` goes on. ${error.message}`,
      workspace,
      {
        workspace,
        members: byName([...there.values()].map(({ entry }) => entry)),
        people: byName([...there.values()].map(({ person }) => person)),
        status: "active",
      },
    );
  }
  return byName([...there.values()].map(({ person }) => person));
}

function giving(workspace: string, { role }: EntryState, user: UserWire): string {
  return `give ${normalEmail(user.email)} (${user.id}) the role ${role} in workspace ${workspace}`;
}

function taking(workspace: string, { user_id: id }: WorkspaceMemberWire, user: UserWire | undefined): string {
  return `take ${user === undefined ? id : `${normalEmail(user.email)} (${id})`} out of workspace ${workspace}`;
}

function mustHave(wire: WorkspaceMemberWire, { role }: EntryState, doing: string): void {
  if (wire.workspace_role === role) return;
  throw new RefusedError(
    `Could not ${doing}: the API answered with the role ${wire.workspace_role} instead. Run \`up\` again, and report it if it stays.`,
  );
}

async function add(
  operation: Operation,
  workspace: string,
  entry: EntryState,
  user: UserWire,
): Promise<PersonState> {
  const doing = giving(workspace, entry, user);
  try {
    const made = await addMember(operation, workspace, user, entry.role, doing);
    mustHave(made, entry, doing);
    return active(user, made);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Refused, maybe because what we saw was not the newest: somebody gave it already, or the person left.
    const after = await lookAfter(operation, workspace, user, error);
    if (after?.workspace_role === entry.role) return active(user, after);
    if (after !== undefined) {
      const changed = await changeRole(operation, workspace, user, entry.role, doing);
      mustHave(changed, entry, doing);
      return active(user, changed);
    }
    const standing = await findPerson(operation, { ...entry, userId: user.id }, performance.now());
    if (standing.is !== "member") return pending(entry, standing);
    if (isImplicit(standing.user, entry.role)) return implicit(entry, standing.user);
    throw error;
  }
}

export const workspaceMembers = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMembers",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "members"],
  identifying: ["workspace"],
  // Only after all lists are declared is it known who has to go.
  replaceInOrder: "createFirst",
  asking: ["except"],

  parseId: (id) => parsedId("a WorkspaceMembers, which is that of its workspace", "wrkspc_", id),
  idOf: ({ workspace }) => workspace,
  // Beside its own name, the places that it gives: a WorkspaceMember of one of them leaves it to this list.
  identities({ workspace, members, people, except }, id, unknown) {
    const list = id ?? workspace;
    if (list === undefined) return [];
    const declared = (people ?? []).filter(({ status }) => status !== "undeclared");
    const persons = [...(members ?? []), ...declared].flatMap(({ email, userId }) => [email, userId]);
    const spared = [...(except ?? []), ...(unknown?.has("except") === true ? [anybody] : [])];
    return [
      list,
      ...new Set(persons.flatMap((person) => (person === undefined ? [] : [placeName(list, person)]))),
      ...spared.map((person) => exceptionName(list, person)),
    ];
  },

  // Of whom two lists speak beside, the lists themselves say.
  claims: ({ workspace }) => (workspace === undefined ? [] : [workspace]),

  refuse({ workspace, members, except }, olds, unknown, settings, declared) {
    const failures: Failure[] = [];
    const names = (members ?? []).map(nameOf);
    const double = names.find((name, index) => names.indexOf(name) !== index);
    if (double !== undefined) {
      failures.push({
        property: "members",
        reason: `\`members\` names ${double} twice. Remove one of them.`,
      });
    }
    const both = names.find((name) => except?.includes(name));
    if (both !== undefined) {
      failures.push({
        property: "except",
        reason: `${both} is among \`members\` and among \`except\`, which leaves people alone. Remove one of them.`,
      });
    }
    if (members?.length === 0 && (olds?.members ?? []).length > 0 && !settings.allowEmpty) {
      failures.push({ property: "members", reason: becameEmpty });
    }
    if (workspace !== undefined && !unknown.has("except")) {
      const beginning = `WorkspaceMember ${placeName(workspace, "")}`;
      const beside = [...declared]
        .filter((name) => name.startsWith(beginning))
        .map((name) => name.slice(beginning.length))
        .filter((person) => except?.includes(person) !== true);
      if (beside.length > 0) {
        failures.push({
          // Of the whole resource: the properties may be as they always were, and the other resource be new.
          property: "",
          reason: `The program also declares one by one, as WorkspaceMember, whom workspace ${workspace} has: ${listed(beside)}. This list would take them out again. Put them into \`members\` and remove their WorkspaceMember, or name them in \`except\`.`,
        });
      }
    }
    return failures;
  },

  async attention(operation, old, { members, except }, id) {
    if (old.status === "archived") return { refuses: whyArchived(id) };
    const people = peopleIn(old);
    const undeclared = members === undefined ? [] : people.filter(({ status }) => status === "undeclared");
    // A stranger whom the program has accepted since: from now on, delete takes them out too.
    const accepted = undeclared.filter((person) => members?.some((entry) => recordOf([person], entry)));
    if (accepted.length > 0) return "update";
    // After `import`, whom it found is in no inputs, so that the engine cannot see the difference.
    const recorded = (old.members ?? []).map(nameOf);
    const strangers = undeclared.filter(
      (person) => !isSpared(person, except) && !recorded.includes(nameOf(person)),
    );
    if (strangers.length > 0) {
      operation.session.sayOnce(
        `Workspace ${old.workspace}: the update takes out who is there without being declared: ${listed(strangers.map(({ email, userId, role }) => `${nameOf({ email, userId })} (${role})`))}.`,
      );
      return "update";
    }
    let waited = false;
    for (const person of people) {
      if (person.status !== "pending" && person.status !== "implicit") continue;
      const standing = await findPerson(operation, person, operation.live.lastMinute());
      if (person.status === "implicit") {
        // Once the organization role no longer gives the workspace, the place must be given.
        if (standing.is === "member" && !isImplicit(standing.user, person.role)) return "update";
      } else if (standing.is === "member" || waitingFor(standing) !== person.waitingFor) waited = true;
    }
    return waited ? "complete" : undefined;
  },

  async unadoptable(operation, id, observed, inputs) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    const { wire } = await openWorkspace(operation, id, Live.anytime);
    if (wire?.name === "Default") return refusal("defaultWorkspaceMembers");
    const there = observed.members ?? [];
    const differences = inputs.members.flatMap((entry) => {
      const live = there.find((candidate) => nameOf(candidate) === nameOf(entry));
      if (live === undefined) return [`${nameOf(entry)} is not a member there`];
      return live.role === entry.role
        ? []
        : [`${nameOf(entry)} is ${live.role} there, and ${entry.role} in the program`];
    });
    if (differences.length > 0) {
      return `${listed(differences)}. Nothing was changed. Make the program say what is there, run \`up\`, and change it afterwards.`;
    }
    const strangers = (observed.people ?? []).filter(({ status }) => status === "undeclared");
    if (strangers.length > 0) {
      operation.say(
        `Workspace ${id} has members whom the program does not declare: ${listed(strangers.map(nameOf))}. They are recorded and left as they are; the next \`up\` takes them out, unless they are declared or named in \`except\` by then.`,
      );
    }
    return undefined;
  },

  async create(operation, inputs) {
    const { session, began } = operation;
    const { workspace, except } = inputs;
    const doing = `give workspace ${workspace} its list of members`;
    await mustTakeMembers(operation, workspace, Live.anytime, doing);
    const scene = await Scene.of(operation, workspace, { members: began, users: Live.anytime });
    const declared = await resolve(operation, inputs.members, [], Live.anytime);
    const strangers = scene.strangers(mustBeDistinct(doing, declared, except), except);
    const known =
      "If this stack knows the list under another name or place, tell Pulumi with the resource option `aliases`.";
    if (strangers.length > 0) {
      throw new RefusedError(
        `Did not ${doing}: people are there whom the program does not declare: ${listed(strangers.map((member) => scene.shown(member)))}. ${known} ` +
          "Otherwise put them into `members`, or into `except` to leave them alone; " +
          `or give the resource option \`import: "${workspace}"\`, which only records them, so that the next preview shows that they are taken out.`,
      );
    }
    const work = workFor(declared, scene, []);
    if (work.changes.length > 0 && !session.handedOver.has(`WorkspaceMembers ${workspace}`)) {
      const others = work.changes.map(
        ({ entry, present }) => `${scene.shown(present)} instead of ${entry.role}`,
      );
      throw new RefusedError(
        `Did not ${doing}: people have other roles there than declared: ${listed(others)}. ${known} ` +
          "Otherwise declare the roles that they have, run `up`, and change them afterwards.",
      );
    }
    const people = await carryOut(operation, workspace, work);
    return { id: workspace, observed: { workspace, people, status: "active", adopted: false } };
  },

  async read(operation, id, old, inputs) {
    const since = operation.live.lastMinute();
    const { wire, open } = await openWorkspace(operation, id, since);
    if (wire === undefined && old === undefined) return undefined;
    if (!open) return { workspace: id, status: "archived" };
    const scene = await Scene.of(operation, id, { members: since, users: since });
    const records = old === undefined ? [] : peopleIn(old);
    const declared = await resolve(operation, inputs?.members ?? old?.members ?? [], records, since);
    const except = inputs?.except ?? old?.except;

    const members: EntryState[] = [];
    const people: PersonState[] = [];
    const known = new Set<string>();
    for (const { entry, record, standing } of declared) {
      // Whom an earlier look found there without being declared has no place to wait for.
      const foreign = record?.status === "undeclared";
      const keep = (person: PersonState) => {
        if (foreign) return;
        members.push(entry);
        people.push(person);
      };
      if (standing.is !== "member") {
        keep(pending(entry, standing));
        continue;
      }
      const { user } = standing;
      if (known.has(user.id)) continue;
      known.add(user.id);
      const waiting = record?.status === "pending";
      if (isImplicit(user, entry.role)) {
        keep(implicit(entry, user));
        continue;
      }
      const member = waiting ? scene.member(user.id) : await seenMember(operation, id, user, since);
      if (member === undefined) {
        // Who has just come waits for the next `up`; anybody else was taken out by hand.
        if (waiting) keep(record);
      } else {
        const role = member.workspace_role;
        const email = normalEmail(user.email);
        members.push(entry.email === undefined ? { ...entry, role } : { email, role });
        const declaredAs = entry.email !== email ? entry.email : record?.declaredAs;
        people.push({
          ...active(user, member, foreign ? "undeclared" : "active"),
          ...(declaredAs === undefined ? {} : { declaredAs }),
        });
      }
    }
    for (const stranger of scene.strangers(known, except)) {
      const user = scene.user(stranger.user_id);
      // `import` compares the people whom the program declares, and records the others.
      if (inputs === undefined) members.push(entryFor(user, stranger));
      people.push(active(user, stranger, "undeclared"));
    }
    return { workspace: id, members: byName(members), people: byName(people), status: "active" };
  },

  async update(operation, id, old, inputs) {
    const { session, live, began } = operation;
    const { members, except } = inputs;
    const doing = updating(id);
    if (old.status === "archived") throw new RefusedError(`Did not ${whyArchived(id)}`);
    const records = peopleIn(old);
    const kept = new Map<PersonState, EntryState>();
    let open = false;
    for (const entry of members) {
      const record = recordOf(records, entry);
      if (record?.status !== "active" || record.role !== entry.role) open = true;
      // Known by another address now, which is refused once it is certain.
      if (entry.email !== undefined && record?.email !== entry.email) open = true;
      if (record === undefined) continue;
      const other = kept.get(record);
      if (other !== undefined) throw twice(doing, nameOf(other), nameOf(entry));
      kept.set(record, entry);
    }
    const superfluous = records.filter(
      (record) =>
        !kept.has(record) &&
        (record.status === "active" || record.status === "undeclared") &&
        !isSpared(record, except),
    );
    if (!open && superfluous.length === 0) return { people: records.filter((record) => kept.has(record)) };

    // Relative to what was kept, which is what the preview showed: whom nobody saw there is not taken out.
    const since = superfluous.length === 0 ? live.lastMinute() : began;
    await mustTakeMembers(operation, id, since, doing);
    const scene = await Scene.of(operation, id, { members: since, users: since });
    const declared = await resolve(operation, members, records, since);
    const known = mustBeDistinct(doing, declared, except);
    const removals: Taking[] = [];
    for (const record of superfluous) {
      const standing = await seekToTakeOut(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      const userId = user?.id ?? record.userId ?? "";
      if (known.has(userId)) continue;
      const email = user === undefined ? undefined : normalEmail(user.email);
      if (isSpared({ email, userId }, except)) continue;
      known.add(userId);
      const removal = takingOf(operation, id, record, user, scene.member(userId));
      if (removal !== undefined) removals.push(removal);
    }
    if (removals.length > 0) {
      if (members.length === 0 && !session.settings.allowEmpty) {
        throw new RefusedError(`Did not ${doing}: ${becameEmpty}`);
      }
      mayTake(operation, id, removals);
    }
    const people = await carryOut(operation, id, workFor(declared, scene, removals));
    const unseen = scene.strangers(known, except);
    if (unseen.length > 0) {
      operation.say(
        `Workspace ${id} has members whom the program does not declare and no preview has shown: ${listed(unseen.map((member) => scene.shown(member)))}. They are left as they are; \`pulumi refresh\` makes them part of the next preview.`,
      );
    }
    return { people, status: "active" };
  },

  async delete(operation, id, old) {
    const { session, began } = operation;
    const { open } = await openWorkspace(operation, id, began);
    if (!open) return;
    const scene = await Scene.of(operation, id, { members: began, users: began });
    const removals: Taking[] = [];
    const handedOver: string[] = [];
    for (const record of peopleIn(old)) {
      if (record.status === "undeclared" || isSpared(record, old.except)) continue;
      const standing = await seekToTakeOut(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      if (user === undefined) continue;
      const email = normalEmail(user.email);
      const names = [email, user.id, record.declaredAs ?? email].map((person) => placeName(id, person));
      if (names.some((name) => session.declares(`WorkspaceMember ${name}`))) handedOver.push(email);
      else {
        const removal = takingOf(operation, id, record, user, scene.member(user.id));
        if (removal !== undefined) removals.push(removal);
      }
    }
    if (handedOver.length > 0) {
      operation.say(
        `Of workspace ${id}, ${listed(handedOver)} stay: they are declared by a WorkspaceMember of this program now.`,
      );
    }
    mayTake(operation, id, removals);
    for (const removal of removals) await carryOutTaking(operation, id, removal);
  },
});

function updating(workspace: string): string {
  return `update the members of workspace ${workspace}`;
}

/** What update refuses, and why, when the workspace is no more. */
function whyArchived(workspace: string): string {
  return `${updating(workspace)}: the workspace is archived, which is final. Take the list out of the program, or declare it for another workspace.`;
}

const becameEmpty =
  "`members` has become empty, which takes everybody out and is nearly always an accident. If it is meant, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.";

/** Whether somebody has the place by the organization role, so that the API lets nobody take it away. */
function isUntouchable(operation: Operation, user: UserWire, member: WorkspaceMemberWire): boolean {
  if (isAdministrator(user)) {
    operation.say(
      `Did not ${taking(member.workspace_id, member, user)}: as \`${user.role}\` of the organization they have every workspace, and the API lets nobody change that.`,
    );
  }
  return isImplicit(user, member.workspace_role);
}

/** Asks for the whole number before the first, so that a refusal leaves nothing half-done. */
function mayTake({ session }: Operation, workspace: string, all: readonly Taking[]): void {
  const removals = all.filter(({ listed }) => listed);
  if (removals.length === 0) return;
  const [only] = removals;
  const doing =
    removals.length === 1 && only !== undefined
      ? taking(workspace, only.member, only.user)
      : `take ${removals.length} people out of workspace ${workspace}`;
  session.budget.spend("removals", doing, removals.length);
}

/** The whole list of the people of one workspace. */
export class WorkspaceMembers extends AnthropicResource {
  /** The workspace's id, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** Everybody whom the program declares; after a refresh, everybody who is there, but for those in `except`. */
  declare readonly members: pulumi.Output<ListedMember[]>;
  /** How each of them stands, and who else was found there. */
  declare readonly people: pulumi.Output<ListedPerson[]>;
  /** `active`, or `archived` when the workspace was archived by hand. */
  declare readonly status: pulumi.Output<string>;
  /** Whether the list was taken over by `import`. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares the whole list.
   *
   * Never fails because somebody is not in the organization yet. Refused by create: people who are there and neither
   * declared nor in `except` (the option `import: "wrkspc_..."` records them instead), other roles than people have
   * there, the default workspace, an archived one. Refused at preview: a WorkspaceMember of the same workspace whose
   * person is not in `except`. Refused by update and delete: more than `anthropic:maxRemovals` in one run.
   *
   * API: `GET` and `POST /v1/organizations/workspaces/{id}/members`, `POST` and `DELETE .../members/{user_id}`.
   */
  constructor(name: string, args: WorkspaceMembersArgs, options?: pulumi.CustomResourceOptions) {
    const { workspace, ...others } = args;
    super(workspaceMembers, name, { ...others, workspace: idOf(workspace) }, endingWith(workspace, options));
  }

  /** Reads the list of a workspace that is managed elsewhere, by the workspace's id `wrkspc_...`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceMembers {
    return new WorkspaceMembers(name, existing(), { ...options, id });
  }
}
