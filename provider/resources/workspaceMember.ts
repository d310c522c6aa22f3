import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ApiError, clean, RefusedError } from "../api/errors.ts";
import { Live } from "../api/live.ts";
import type { UserWire, WorkspaceMemberWire } from "../api/objects.ts";
import { idWithPrefix } from "../ids.ts";
import type { Observed, Operation } from "../kernel/definition.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import {
  addMember,
  anybody,
  changeRole,
  exceptionName,
  lookAfter,
  memberOf,
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
  type Person,
  type Standing,
  waitingFor,
} from "../users/people.ts";
import { seekToTakeOut } from "../users/whereabouts.ts";
import { endingWith, idOf, type Workspace } from "./workspace.ts";

// One person's explicit place in one workspace: `/v1/organizations/workspaces/{id}/members`. Another workspace or
// another person replaces it (the old place is given up afterwards). Deleting it removes the place, also one that was found
// and taken over: access is always withdrawn.

/** The roles that can be given. `workspace_billing` comes with the organization role `billing` and cannot. */
export type WorkspaceRole =
  | "workspace_user"
  | "workspace_restricted_developer"
  | "workspace_developer"
  | "workspace_admin";

/** What a program says of a membership: the workspace, the role, and the person by `email` or by `userId`. */
export interface WorkspaceMemberArgs {
  /**
   * The workspace, or its id `wrkspc_...`. Another workspace replaces the membership. Given a Workspace of the program
   * that archives on delete, destroying both makes one request: archiving ends all memberships.
   */
  workspace: Workspace | pulumi.Input<string>;
  /**
   * The person's address; letter case does not matter. Another person replaces the membership; another address of the
   * same person is recorded in place. Link people by `email: alice.email`, which previews know.
   */
  email?: pulumi.Input<string>;
  /** The person's id `user_...`, instead of `email`. Another person replaces the membership. */
  userId?: pulumi.Input<string>;
  /** The role in the workspace. Changed in place. */
  role: pulumi.Input<WorkspaceRole>;
}

export const WorkspaceRoleInput = z.enum(
  ["workspace_user", "workspace_restricted_developer", "workspace_developer", "workspace_admin"],
  {
    error: ({ input }) => {
      if (input === "workspace_billing" || input === "billing") return refusal("giveWorkspaceBilling");
      const roles =
        "must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`";
      return typeof input === "string" &&
        ["user", "restricted_developer", "developer", "admin"].includes(input)
        ? `${roles}. Did you mean \`workspace_${input}\`?`
        : roles;
    },
  },
);

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  role: WorkspaceRoleInput,
});
type Inputs = z.infer<typeof Inputs>;

const State = z.looseObject({
  workspace: z.string(),
  email: z.string(),
  userId: z.string(),
  role: z.string(),
  status: z.string(),
  waitingFor: z.string(),
  adopted: z.boolean(),
});
type State = Partial<z.infer<typeof State>>;

function fromWire(wire: WorkspaceMemberWire, user: UserWire | undefined): Observed<State> {
  return {
    workspace: wire.workspace_id,
    userId: wire.user_id,
    ...(user === undefined ? {} : { email: normalEmail(user.email) }),
    role: wire.workspace_role,
    status: "active",
    waitingFor: null,
  };
}

function absent(workspace: string, standing: Standing): Observed<State> {
  return { workspace, status: "pending", waitingFor: waitingFor(standing) };
}

function implicit(workspace: string, user: UserWire): Observed<State> {
  return { workspace, userId: user.id, email: normalEmail(user.email), status: "implicit", waitingFor: null };
}

interface Place {
  readonly workspace: string;
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

function placeOf(id: string): Place {
  const [workspace = "", person = ""] = id.split("/");
  return person.startsWith("user_") && !person.includes("@")
    ? { workspace, userId: person }
    : { workspace, email: person };
}

/** The place that the state knows. The address in the ID may be somebody else's by now, and is then not used. */
function placeKnown(id: string, old: State | undefined): Place {
  const place = placeOf(id);
  if (old?.userId === undefined) return place;
  return { ...place, email: old.email ?? place.email, userId: old.userId };
}

function named({ email, userId }: Partial<Place>): string {
  return email ?? userId ?? "nobody";
}

function updating(place: Partial<Place>): string {
  return `update the membership of ${named(place)} in workspace ${place.workspace}`;
}

/** What update refuses, and why, when the workspace is no more. */
function whyArchived(place: Partial<Place>): string {
  return `${updating(place)}: the workspace is archived, which is final. Take the membership out of the program, or declare it for another workspace.`;
}

export const workspaceMember = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMember",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "email", "userId", "role"],
  identifying: ["workspace", "email", "userId"],
  // In a list by number one person takes the place of another. Only after all are declared is it known who has to go.
  replaceInOrder: "createFirst",
  heldBy: ["WorkspaceMembers"],

  parseId(id) {
    const [workspace = "", person = "", ...more] = id.trim().split("/");
    const form = person.includes("@") ? Email : idWithPrefix("user_");
    const parsed = {
      workspace: idWithPrefix("wrkspc_").safeParse(workspace),
      person: form.safeParse(person),
    };
    if (!parsed.workspace.success || !parsed.person.success || more.length > 0) {
      throw new RefusedError(
        `${JSON.stringify(clean(id))} is not the id of a WorkspaceMember, which is the workspace's id, a slash, and the person's address or id: \`wrkspc_.../alice@example.com\`.`,
      );
    }
    return `${parsed.workspace.data}/${parsed.person.data}`;
  },
  idOf: ({ workspace, email, userId }) =>
    workspace === undefined || (email ?? userId) === undefined
      ? undefined
      : placeName(workspace, email ?? userId ?? ""),
  identities({ workspace, email, userId }, id) {
    const names = new Set<string>(id === undefined ? [] : [id]);
    if (workspace !== undefined && email !== undefined) names.add(placeName(workspace, email));
    if (workspace !== undefined && userId !== undefined) names.add(placeName(workspace, userId));
    return [...names];
  },
  // Not the address in the state: it may be somebody else's by now.
  holds: (_, { workspace, userId }) =>
    workspace === undefined || userId === undefined ? [] : [placeName(workspace, userId)],

  refuse({ workspace, email, userId }, _, unknown, __, declared) {
    if (unknown.has("email") || unknown.has("userId")) return [];
    if ((email === undefined) === (userId === undefined)) {
      return [
        {
          // Of the whole resource: the one that was there before is not blamed for what is new.
          property: "",
          reason: `Name the person by \`email\` or by \`userId\`${email === undefined ? "" : ", not by both"}.`,
        },
      ];
    }
    const person = email ?? userId ?? "";
    if (workspace === undefined || !declared.has(`WorkspaceMembers ${workspace}`)) return [];
    const spared = [person, anybody].some((each) =>
      declared.has(`WorkspaceMembers ${exceptionName(workspace, each)}`),
    );
    if (spared) return [];
    return [
      {
        // Of the whole resource: the properties may be as they always were, and the list be new.
        property: "",
        reason: `The whole list of workspace ${workspace} is declared by a WorkspaceMembers of this program, which would take ${person} out again. Put ${person} into its \`members\` and remove this resource, or name ${person} in its \`except\`.`,
      },
    ];
  },

  async sameObject(operation, id, old, { workspace, email, userId }) {
    if (workspace !== old.workspace) return false;
    // The address under which the membership was declared stays its name, also when the person has another one now.
    if (email !== undefined && (email === old.email || email === placeOf(id).email)) return true;
    if (userId !== undefined && userId === old.userId) return true;
    const standing = await findPerson(operation, { email, userId }, operation.live.lastMinute());
    return (
      standing.is === "member" &&
      (standing.user.id === old.userId ||
        (old.userId === undefined && normalEmail(standing.user.email) === old.email))
    );
  },

  async attention(operation, old, inputs) {
    if (old.status === "archived") return { refuses: whyArchived({ ...old, ...inputs }) };
    const since = operation.live.lastMinute();
    if (old.status === "implicit") {
      // Once the organization role no longer gives the workspace, the membership must be given.
      const standing = await findPerson(operation, { email: old.email, userId: old.userId }, since);
      const withoutRole = standing.is === "member" && !isImplicit(standing.user, inputs.role ?? old.role);
      return withoutRole ? "update" : undefined;
    }
    if (old.status !== "pending") return undefined;
    const { email, userId } = inputs;
    const standing = await findPerson(operation, { email, userId }, since);
    return standing.is === "member" || waitingFor(standing) !== old.waitingFor ? "complete" : undefined;
  },

  async unadoptable(_, __, observed) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    if (observed.status === "pending") return "the person is not in the organization. Remove `import`.";
    return undefined;
  },

  async create(operation, inputs) {
    const id = `${inputs.workspace}/${inputs.email ?? inputs.userId}`;
    return { id, observed: await give(operation, id, inputs, inputs, Live.anytime) };
  },

  async read(operation, id, old, inputs) {
    const since = operation.live.lastMinute();
    const place = placeKnown(id, old);
    const { wire, open } = await openWorkspace(operation, place.workspace, since);
    // Nobody declares what `.get` reads, so there it is a membership or nothing.
    const declared = old !== undefined || inputs !== undefined;
    if (!open) {
      const known = old !== undefined || (declared && wire !== undefined);
      return known ? { workspace: place.workspace, status: "archived", waitingFor: null } : undefined;
    }
    const standing = await findPerson(operation, place, since);
    if (standing.is !== "member") {
      if (!declared) return undefined;
      // Who comes back may be another user_ to the API; the address finds them again.
      return { ...absent(place.workspace, standing), ...(place.email === undefined ? {} : { userId: null }) };
    }
    const { user } = standing;
    if (declared && isImplicit(user, old?.role ?? inputs?.role)) return implicit(place.workspace, user);
    const waiting = old?.status === "pending";
    const member = waiting
      ? await memberOf(operation, place.workspace, user.id, since)
      : await seenMember(operation, place.workspace, user, since);
    if (member !== undefined) return fromWire(member, user);
    // Who has just come waits for the next `up`; anybody else was taken out by hand.
    if (waiting) return { workspace: place.workspace, status: "pending" };
    return isImplicit(user, undefined)
      ? {
          ...implicit(place.workspace, user),
          role: isAdministrator(user) ? "workspace_admin" : "workspace_billing",
        }
      : undefined;
  },

  async update(operation, id, old, inputs) {
    const doing = updating(inputs);
    if (old.status === "archived") throw new RefusedError(`Did not ${whyArchived(inputs)}`);
    if (inputs.email !== undefined && inputs.email !== old.email && old.userId !== undefined) {
      const standing = await findPerson(operation, { userId: old.userId }, operation.live.lastMinute());
      if (standing.is === "member" && normalEmail(standing.user.email) !== inputs.email) {
        throw new RefusedError(
          `Did not ${doing}: the email changed. ${inputs.email} is ${normalEmail(standing.user.email)} now (${standing.user.id}). Write that address in the program; nothing else changes.`,
        );
      }
    }
    if (old.status === "active" && inputs.role === old.role) return {};
    const person = { email: inputs.email, userId: inputs.userId ?? old.userId };
    return await give(operation, id, inputs, person, Live.anytime, old);
  },

  async delete(operation, id, old) {
    const { session, began } = operation;
    const place = placeKnown(id, old);
    const { workspace } = place;
    const { open } = await openWorkspace(operation, workspace, began);
    if (!open) return;
    const standing = await seekToTakeOut(operation, place);
    if (standing.is !== "member") return;
    const { user } = standing;
    const listed = (await memberOf(operation, workspace, user.id, began)) !== undefined;
    // Access through the organization role cannot be removed, unless the list shows an explicit membership.
    if (!listed && isImplicit(user, old.role)) return;
    const doing = `take ${normalEmail(user.email)} (${user.id}) out of workspace ${workspace}`;
    if (isAdministrator(user)) {
      operation.say(
        `Did not ${doing}: as \`${user.role}\` of the organization they have every workspace, and the API lets nobody change that.`,
      );
      return;
    }
    if (!listed) {
      await takeOutUnseen(operation, workspace, user, doing);
      return;
    }
    session.budget.spend("removals", doing);
    await takeOut(operation, workspace, user, doing);
  },
});

/** Gives the membership, as far as the person is there. One that the stack has, as `old`, gets its role back. */
async function give(
  operation: Operation,
  id: string,
  { workspace, role }: Inputs,
  person: Person,
  since: number,
  old?: State,
): Promise<Observed<State>> {
  const { session, began } = operation;
  const doing = `give ${person.email ?? person.userId} the role ${role} in workspace ${workspace}`;
  await mustTakeMembers(operation, workspace, since, doing);
  // What is waited for comes while the process lives; a long `up` must not miss it.
  const standing = await findPerson(
    operation,
    person,
    old === undefined ? since : operation.live.lastMinute(),
  );
  if (standing.is !== "member") return absent(workspace, standing);
  const { user } = standing;
  if (isImplicit(user, role)) return implicit(workspace, user);

  const found = (member: WorkspaceMemberWire): Observed<State> => ({
    ...fromWire(member, user),
    adopted: old?.adopted ?? true,
  });
  const present = await memberOf(operation, workspace, user.id, since);
  if (present !== undefined) {
    if (present.workspace_role === role) return found(present);
    const isOurs = () =>
      old !== undefined ||
      [id, `${workspace}/${user.id}`].some(
        (name) =>
          session.handedOver.has(`WorkspaceMember ${name}`) || session.givenUp.has(`WorkspaceMember ${name}`),
      );
    const change = async () => fromWire(await changeRole(operation, workspace, user, role, doing), user);
    if (isOurs()) return await change();
    const now = await memberOf(operation, workspace, user.id, began);
    if (now !== undefined && now.workspace_role !== role) {
      // By now the program may have given the place of this resource to another one, and that one's to this.
      if (isOurs()) return await change();
      throw hasAnother(doing, workspace, user, now);
    }
    if (now !== undefined) return found(now);
  }
  try {
    const made = await addMember(operation, workspace, user, role, doing);
    return { ...fromWire(made, user), adopted: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Refused, maybe because what we saw was not the newest: somebody gave it already, or the person left, or inherits it now.
    const after = await lookAfter(operation, workspace, user, error);
    if (after?.workspace_role === role) return found(after);
    if (after !== undefined && old === undefined) throw hasAnother(doing, workspace, user, after);
    if (after !== undefined) return fromWire(await changeRole(operation, workspace, user, role, doing), user);
    const now = await findPerson(operation, person, operation.live.now()).catch(() => standing);
    if (now.is !== "member") return absent(workspace, now);
    if (isImplicit(now.user, role)) return implicit(workspace, now.user);
    throw error;
  }
}

function hasAnother(
  doing: string,
  workspace: string,
  user: UserWire,
  member: WorkspaceMemberWire,
): RefusedError {
  return new RefusedError(
    `Did not ${doing}: they have the role ${member.workspace_role} there already. ` +
      "If this stack knows the membership under another name or place, tell Pulumi with the resource option `aliases`. " +
      `If the program is to take it over, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
  );
}

/** One person's place in one workspace. */
export class WorkspaceMember extends AnthropicResource {
  /** The workspace's id, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string>;
  /** The person's address. */
  declare readonly email: pulumi.Output<string | undefined>;
  /** The person's id `user_...`, once they are in the organization. */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** The role in the workspace. */
  declare readonly role: pulumi.Output<string>;
  /**
   * `active`; `implicit` while an organization role (admin, billing) already gives the workspace and the API allows
   * nothing explicit (the first `up` after a demotion gives it); `pending` while the person is not there yet (the first
   * `up` after acceptance completes it); `archived` when the workspace was archived by hand.
   */
  declare readonly status: pulumi.Output<string>;
  /** What a pending membership waits for: `acceptance` of an invitation, an `expired` one, or `nobody` was invited. */
  declare readonly waitingFor: pulumi.Output<string | undefined>;
  /** Whether the membership was there already and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares a membership.
   *
   * Never fails because the person is not there yet. Refused by create: another role than the person has there, the
   * default workspace, an archived one. Refused by delete: more than `anthropic:maxRemovals` in one run.
   *
   * API: `POST /v1/organizations/workspaces/{id}/members`, `POST` and `DELETE .../members/{user_id}`.
   */
  constructor(name: string, args: WorkspaceMemberArgs, options?: pulumi.CustomResourceOptions) {
    const { workspace, ...others } = args;
    super(workspaceMember, name, { ...others, workspace: idOf(workspace) }, endingWith(workspace, options));
  }

  /** Reads a membership that is managed elsewhere, by its id `wrkspc_.../alice@example.com` or `wrkspc_.../user_...`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): WorkspaceMember {
    return new WorkspaceMember(name, existing(), { ...options, id });
  }
}
