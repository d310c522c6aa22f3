import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ApiError, clean, RefusedError } from "../api/errors.ts";
import { Live } from "../api/live.ts";
import { type InviteWire, UserDeletedWire, UserWire } from "../api/objects.ts";
import { path } from "../api/path.ts";
import { stillListed } from "../api/plausible.ts";
import { idWithPrefix } from "../ids.ts";
import type { Observed, Operation } from "../kernel/definition.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import { deactivateKeysOf } from "../keys.ts";
import { refusal } from "../refusals.ts";
import { isKnownAlready, sendAgain, sendInvite, withdrawInvite } from "../users/invitations.ts";
import {
  Email,
  findPerson,
  foreignDomain,
  isAdministrator,
  normalEmail,
  type OrganizationRole,
  OrganizationRoleInput,
  type Person,
} from "../users/people.ts";
import { acceptedBy, seek, seekToRemove, type Whereabouts } from "../users/whereabouts.ts";

// A person in the organization, from the invitation to the removal: `/v1/organizations/invites` until they accept,
// `/v1/organizations/users/{id}` afterwards. The API cannot make a person, only invite one. Another person replaces the
// resource. Deleting it demotes to the role `user`, or removes; while invited, it withdraws the invitation.

/** What a program says of a person, named by `email` or by `userId`. */
export interface MemberArgs {
  /**
   * The address; letter case does not matter. An unknown one is invited (see `invite`). Another person replaces the
   * resource; another address of the same person is recorded in place, without mail.
   */
  email?: pulumi.Input<string>;
  /** The id `user_...` of somebody who is in the organization, instead of `email`. Another person replaces the resource. */
  userId?: pulumi.Input<string>;
  /**
   * The role in the organization. Changed in place; while the person is invited it is recorded, and given after
   * acceptance. Left out, it is not managed (an invitation is then sent as `user`). `admin` is given and taken in the
   * Console only.
   */
  role?: pulumi.Input<OrganizationRole>;
  /**
   * What to do about somebody who is not in the organization: `"send"` an invitation (default, or what
   * `anthropic:invite` says), or `"never"`, for people who come by SSO or SCIM: they are `awaited`, which is neither error
   * nor drift. Changing it to `"send"` invites a person who is awaited.
   */
  invite?: pulumi.Input<"send" | "never">;
  /**
   * Asks for the invitation again: after it expired, was withdrawn, or the person was removed by hand. Any new value,
   * such as a date, sends exactly one mail; a pending invitation is withdrawn first. The first value sends none by
   * itself.
   */
  reinvite?: pulumi.Input<string>;
  /**
   * What delete does with somebody who is in the organization: `"demote"` to `user` (default), `"remove"`, or `"retain"`.
   * A pending invitation is withdrawn by the first two. Not in the organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"demote" | "remove" | "retain">;
  /**
   * Which of the person's active API keys delete deactivates before it demotes or removes: none (default), `"unused"` (no
   * request in the last 30 days), or a list of ids `apikey_...`. The others are listed and left. Needs one `up` before it
   * takes effect.
   */
  deactivateKeys?: pulumi.Input<"unused" | pulumi.Input<string>[]>;
}

const Inputs = z.strictObject({
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  role: OrganizationRoleInput.exactOptional(),
  invite: z.enum(["send", "never"], "must be `send` or `never`").exactOptional(),
  reinvite: z.string("must be a text").exactOptional(),
  onDelete: z.enum(["demote", "remove", "retain"], "must be `demote`, `remove` or `retain`").exactOptional(),
  deactivateKeys: z
    .union(
      [z.literal("unused"), z.array(idWithPrefix("apikey_"))],
      "must be `unused` or a list of ids `apikey_...`",
    )
    .exactOptional(),
});
type Inputs = z.infer<typeof Inputs>;

const State = z.looseObject({
  email: z.string(),
  userId: z.string(),
  role: z.string(),
  invite: z.string(),
  reinvite: z.string(),
  onDelete: z.string(),
  deactivateKeys: z.union([z.string(), z.array(z.string())]),
  name: z.string(),
  status: z.string(),
  inviteId: z.string(),
  inviteRole: z.string(),
  expiresAt: z.string(),
  previousRole: z.string(),
  adopted: z.boolean(),
});
type State = Partial<z.infer<typeof State>>;

function fromUser(user: UserWire): Observed<State> {
  return {
    email: normalEmail(user.email),
    userId: user.id,
    name: user.name,
    role: user.role,
    status: "active",
    inviteId: null,
    inviteRole: null,
    expiresAt: null,
  };
}

function fromInvite(invite: InviteWire): Observed<State> {
  return {
    email: normalEmail(invite.email),
    userId: null,
    name: null,
    status: invite.status === "expired" ? "expired" : "invited",
    inviteId: invite.id,
    inviteRole: invite.role,
    expiresAt: invite.expires_at,
  };
}

function personOf(id: string, old: State | undefined): Person {
  if (old?.userId !== undefined) return { userId: old.userId, email: old.email };
  return id.startsWith("user_") && !id.includes("@") ? { userId: id } : { email: old?.email ?? id };
}

function shown(email: string | undefined, userId: string | undefined): string {
  return email === undefined
    ? (userId ?? "the person")
    : userId === undefined
      ? email
      : `${email} (${userId})`;
}

/** Statuses in which the organization may have moved on without the program. */
const pending: readonly (string | undefined)[] = ["invited", "expired", "awaited"];
/** Statuses that a person brought about, and that must not be undone without being asked. */
const takenAway: readonly (string | undefined)[] = ["removed", "withdrawn"];

export const member = defineResource<typeof Inputs, typeof State>({
  kind: "Member",
  inputs: Inputs,
  state: State,
  managed: ["email", "userId", "role"],
  identifying: ["email", "userId"],
  asking: ["invite", "reinvite"],
  // In a list by number one person takes the place of another. Only after all are declared is it known who has to go.
  replaceInOrder: "createFirst",
  impossible: { expiresAt: "prolongInvite", expiresInDays: "prolongInvite", resend: "resendInvite" },

  parseId(id) {
    const answer = (id.includes("@") ? Email : idWithPrefix("user_")).safeParse(id);
    if (answer.success) return answer.data;
    throw new RefusedError(
      `${JSON.stringify(clean(id))} is not the id of a Member, which is the person's address, or their id \`user_...\`.`,
    );
  },
  idOf: ({ email, userId }) => email ?? userId,
  identities: ({ email, userId }, id) => [
    ...new Set([id, email, userId].filter((name) => name !== undefined)),
  ],
  // Not the address in the state: it may be somebody else's by now.
  holds: (_, { userId }) => (userId === undefined ? [] : [userId]),

  refuse({ email, userId }, _, unknown, settings) {
    const failures = foreignDomain(email, settings);
    if (unknown.has("email") || unknown.has("userId")) return failures;
    if ((email === undefined) === (userId === undefined)) {
      failures.push({
        // Of the whole resource: the one that was there before is not blamed for what is new.
        property: "",
        reason: `Name the person by \`email\` or by \`userId\`${email === undefined ? "" : ", not by both"}.`,
      });
    }
    return failures;
  },

  async sameObject(operation, id, old, { email, userId }) {
    // The address under which the person was declared stays the resource's name, also when they have another one now.
    if (email !== undefined && (email === old.email || email === id)) return true;
    if (userId !== undefined && (userId === old.userId || userId === id)) return true;
    const standing = await findPerson(operation, { email, userId }, operation.live.lastMinute());
    if (standing.is !== "member") return false;
    return old.userId === undefined
      ? normalEmail(standing.user.email) === old.email
      : standing.user.id === old.userId;
  },

  async attention(operation, old, inputs) {
    const { email, userId, reinvite } = inputs;
    const lost = (status: string) => {
      const again = email !== undefined && reinvite !== undefined && reinvite !== old.reinvite;
      if (again) return "update";
      return { refuses: whyTakenAway(updating(inputs, old), status, email !== undefined) };
    };
    if (old.status !== undefined && takenAway.includes(old.status)) return lost(old.status);
    if (!pending.includes(old.status)) return undefined;
    if (old.status === "awaited" && wantsInvite(operation, inputs)) return "complete";
    const whereabouts = await seek(operation, { email, userId }, old, operation.live.lastMinute());
    if (whereabouts.is === "withdrawn" || whereabouts.is === "removed") return lost(whereabouts.is);
    return statusOf(whereabouts, old) === old.status ? undefined : "complete";
  },

  async create(operation, inputs) {
    const id = inputs.email ?? inputs.userId ?? "";
    try {
      return { id, observed: await declare(operation, id, inputs, Live.anytime) };
    } catch (error) {
      if (!isKnownAlready(error)) throw error;
      return { id, observed: await declare(operation, id, inputs, operation.live.now()) };
    }
  },

  async read(operation, id, old, inputs) {
    const whereabouts = await seek(operation, personOf(id, old), old, operation.live.lastMinute());
    if (whereabouts.is === "member") {
      const { user } = whereabouts;
      // Somebody else may have got the address of a person who is gone.
      if (old?.userId !== undefined && user.id !== old.userId) return { status: "removed" };
      // With inputs it is the resource option `import` that asks.
      return { ...fromUser(user), ...(inputs === undefined ? {} : { previousRole: user.role }) };
    }
    if (old?.userId !== undefined) return { status: "removed" };
    if ("invite" in whereabouts) return fromInvite(whereabouts.invite);
    if (whereabouts.is !== "nobody") return { status: whereabouts.is };
    return old === undefined ? undefined : { status: old.status ?? "awaited" };
  },

  async update(operation, _, old, inputs) {
    const { live } = operation;
    const asked = inputs.reinvite !== undefined && inputs.reinvite !== old.reinvite;
    const doing = updating(inputs, old);
    const since = live.lastMinute();

    if (old.status === "active") {
      const roleChanged = inputs.role !== undefined && inputs.role !== old.role;
      const emailChanged = inputs.email !== undefined && inputs.email !== old.email;
      if (!roleChanged && !emailChanged) return {};
      const standing = await findPerson(operation, { userId: old.userId }, since);
      if (standing.is !== "member") throw refuseTakenAway(doing, "removed", inputs.email !== undefined);
      const { user } = standing;
      if (inputs.email !== undefined && normalEmail(user.email) !== inputs.email) {
        throw new RefusedError(
          `Did not ${doing}: the email changed. ${inputs.email} is ${normalEmail(user.email)} now (${user.id}). Write that address in the program; nothing else changes, and nobody is mailed.`,
        );
      }
      return roleChanged ? await giveRole(operation, user, inputs.role, old.role) : fromUser(user);
    }

    const person: Person = takenAway.includes(old.status)
      ? { ...inputs, email: inputs.email ?? old.email }
      : inputs;
    // Accepted (or back): record it, and give the role that was declared meanwhile.
    const arrived = async (user: UserWire) =>
      inputs.role === undefined || inputs.role === user.role
        ? fromUser(user)
        : await giveRole(operation, user, inputs.role, old.inviteRole ?? user.role);
    const fresh = takenAway.includes(old.status);
    const whereabouts = await seek(operation, person, old, fresh ? operation.began : since);
    if (whereabouts.is === "member") return await arrived(whereabouts.user);
    const { email } = inputs;
    if (email === undefined) throw refuseTakenAway(doing, "removed", false);
    const role = inputs.role ?? "user";
    if (whereabouts.is === "invited") {
      const { invite } = whereabouts;
      // Another invitation than the one we knew is what an interrupted run sent for this same request.
      if (!asked || invite.id !== old.inviteId) return fromInvite(invite);
      const sent = await sendAgain(operation, invite, email, role);
      return sent === undefined ? await arrived(await acceptedBy(operation, invite)) : fromInvite(sent);
    }
    const first = old.status === "awaited" && wantsInvite(operation, inputs);
    if (asked || first) return fromInvite(await sendInvite(operation, email, role));
    if (whereabouts.is === "expired" && "invite" in whereabouts) return fromInvite(whereabouts.invite);
    const status = whereabouts.is === "nobody" ? (old.status ?? "awaited") : whereabouts.is;
    if (takenAway.includes(status)) throw refuseTakenAway(doing, status);
    return { status };
  },

  retained(old, id) {
    // Whoever was invited or let in again since, was so by somebody else.
    if (takenAway.includes(old.status)) {
      return `${shown(old.email ?? id, old.userId)} is left as they are: ${takenAwayBy(old.status)}.`;
    }
    if (old.onDelete !== "retain") return undefined;
    return `${shown(old.email ?? id, old.userId)} is left as they are, since \`onDelete\` is "retain".`;
  },

  async delete(operation, id, old) {
    const { live, began } = operation;
    const standing = await seekToRemove(operation, personOf(id, old), old);
    if (standing.is === "nobody" || standing.is === "expired") return;
    if (standing.is === "invited" && isDeclaredAsInvite(operation, standing.invite)) {
      operation.say(
        `The invitation of ${normalEmail(standing.invite.email)} (${standing.invite.id}) is left as it is: an Invite of this program declares it now.`,
      );
      return;
    }
    if (standing.is === "invited" && (await withdrawInvite(operation, standing.invite)) === "withdrawn")
      return;
    const seen = standing.is === "member" ? standing.user : await acceptedBy(operation, standing.invite);
    if (old.userId !== undefined && seen.id !== old.userId) return;
    // A stale list may still show `user` for a user whose role was just raised, and the delete would not demote them.
    const raised = old.role !== undefined && old.role !== "user";
    const user = raised && seen.role === "user" ? ((await live.confirmUser(seen.id, began)) ?? seen) : seen;
    const person = shown(normalEmail(user.email), user.id);
    const removing = old.onDelete === "remove";
    const doing = removing
      ? `remove ${person} from the organization`
      : `demote ${person} from ${user.role} to user`;
    if (isAdministrator(user)) {
      // Taken over as an admin, they were only ever read.
      if (old.adopted === true && old.previousRole === user.role) {
        operation.say(
          `${person} is left as they are: they were \`${user.role}\` before the program knew them.`,
        );
        return;
      }
      throw new RefusedError(`Did not ${doing}: they are \`${user.role}\`, and ${refusal("removeAdmin")}`);
    }
    if (!removing && user.role === "user") {
      await deactivateKeysOf(operation, user, old.deactivateKeys);
      return;
    }
    operation.session.budget.spend("removals", doing);
    await deactivateKeysOf(operation, user, old.deactivateKeys);
    if (removing) await removeUser(operation, user, doing);
    else await setRole(operation, user, "user", doing);
  },
});

/** Whether the program declares the bare invitation, first or again. */
function isDeclaredAsInvite({ session }: Operation, { email, role }: InviteWire): boolean {
  const name = `Invite ${normalEmail(email)} as ${role}`;
  return [...session.declared].some((each) => each === name || each.startsWith(`${name}, again `));
}

function wantsInvite({ session }: Operation, inputs: Partial<Inputs>): boolean {
  return (inputs.invite ?? session.settings.invite) === "send";
}

/** What the status should be, given where the person stands. */
function statusOf(standing: Whereabouts, old: State): string {
  if (standing.is === "member") return "active";
  if (standing.is !== "nobody") return standing.is;
  // An invitation that expired long ago may leave the list; nothing is to be done about that.
  return old.status === "invited" ? "withdrawn" : (old.status ?? "awaited");
}

function takenAwayBy(status: string | undefined): string {
  return status === "withdrawn"
    ? "the invitation was withdrawn by hand"
    : "the person was removed from the organization by hand";
}

function updating({ email }: Partial<Inputs>, old: State): string {
  return `update ${shown(email ?? old.email, old.userId)}`;
}

/** What is refused, and why, when a person took somebody away. */
function whyTakenAway(doing: string, status: string | undefined, byAddress: boolean): string {
  const again = byAddress
    ? "ask for a new invitation with a new value of `reinvite`, such as today's date"
    : "to invite them again name them by `email`, with a new value of `reinvite` such as today's date";
  return `${doing}: ${takenAwayBy(status)}, and nobody is mailed again without being asked for. Take the person out of the program, or ${again}.`;
}

function refuseTakenAway(doing: string, status: string, byAddress = true): RefusedError {
  return new RefusedError(`Did not ${whyTakenAway(doing, status, byAddress)}`);
}

/** Takes over whoever is there or invited, and invites whoever is not. */
async function declare(
  operation: Operation,
  id: string,
  inputs: Inputs,
  since: number,
): Promise<Observed<State>> {
  const standing = await findPerson(operation, inputs, since);
  if (standing.is === "member") return await takeOver(operation, inputs, standing.user);
  const { email, role = "user" } = inputs;
  if (email === undefined) {
    throw new RefusedError(
      `Did not declare ${inputs.userId}: the organization has nobody with this id, and ${refusal("createPerson")}`,
    );
  }
  if (standing.is === "invited") {
    const { invite } = standing;
    const ours = invite.role === role || invite.role === "user" || inputs.role === undefined;
    if (ours || wasLeftToUs(operation, id, email)) return { ...fromInvite(invite), adopted: true };
    throw new RefusedError(
      `Did not invite ${email} as ${role}: they have a pending invitation as ${invite.role} (${invite.id}), and the API cannot change one. ` +
        "If this stack knows the person under another name or place, tell Pulumi with the resource option `aliases`. " +
        `Else declare that role, or take the person over with the resource option \`import: "${email}"\`.`,
    );
  }
  if (!wantsInvite(operation, inputs)) return { status: "awaited" };
  return { ...fromInvite(await sendInvite(operation, email, role)), adopted: false };
}

/** A person who is there already, and whom no resource of this stack has known so far. */
async function takeOver(operation: Operation, inputs: Inputs, user: UserWire): Promise<Observed<State>> {
  const { role } = inputs;
  const known = { ...fromUser(user), adopted: true, previousRole: user.role };
  if (role === undefined || role === user.role) return known;
  if (
    user.role === "user" ||
    wasLeftToUs(operation, inputs.email, inputs.userId, user.id, normalEmail(user.email))
  ) {
    const raised = await giveRole(operation, user, role, user.role);
    return { ...raised, adopted: true, previousRole: user.role };
  }
  const doing = `declare ${shown(normalEmail(user.email), user.id)} as ${role}`;
  if (isAdministrator(user)) {
    throw new RefusedError(
      `Did not ${doing}: they are \`${user.role}\`, which can only be changed in the Console. Leave \`role\` out of the program, or change it there first.`,
    );
  }
  throw new RefusedError(
    `Did not ${doing}: they are in the organization already, as ${user.role}. ` +
      "If this stack knows the person under another name or place, tell Pulumi with the resource option `aliases`. " +
      `If the program is to take them over, declare that role with the resource option \`import: "${normalEmail(user.email)}"\`, and change it afterwards.`,
  );
}

/**
 * Whether this process has just left the person to us, or the resource that had them takes another one: then what is
 * there is ours, also when it is not as declared.
 */
function wasLeftToUs({ session }: Operation, ...names: readonly (string | undefined)[]): boolean {
  return names.some(
    (name) => session.handedOver.has(`Member ${name}`) || session.givenUp.has(`Member ${name}`),
  );
}

/** Gives somebody a role, unless they have become an admin, whom only the Console can change. */
async function giveRole(
  operation: Operation,
  user: UserWire,
  role: string | undefined,
  from: string | undefined,
): Promise<Observed<State>> {
  if (role === undefined) return fromUser(user);
  const doing = `give ${shown(normalEmail(user.email), user.id)} the role ${role}`;
  if (isAdministrator(user)) {
    throw new RefusedError(`Did not ${doing}: they are \`${user.role}\`, and ${refusal("changeAdmin")}`);
  }
  if (user.role === role && from === role) return fromUser(user);
  return await setRole(operation, user, role, doing);
}

async function setRole(
  operation: Operation,
  user: UserWire,
  role: string,
  doing: string,
): Promise<Observed<State>> {
  const { client, live } = operation;
  try {
    const { value } = await client.request({
      method: "POST",
      path: path`/v1/organizations/users/${user.id}`,
      body: { role },
      answer: UserWire,
      doing,
      // The same role again changes nothing.
      repeatable: true,
    });
    live.noteUser(value);
    return fromUser(value);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const after = await live.confirmUser(user.id).catch(() => undefined);
    if (after?.role !== role) throw error;
    live.noteUser(after);
    return fromUser(after);
  }
}

async function removeUser({ client, live }: Operation, user: UserWire, doing: string): Promise<void> {
  try {
    await client.request({
      method: "DELETE",
      path: path`/v1/organizations/users/${user.id}`,
      answer: UserDeletedWire,
      doing,
      repeatable: true,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const after = await live.confirmUser(user.id).catch(() => user);
    const isMember = async () => (await live.users(live.now())).some(({ id }) => id === user.id);
    if (after !== undefined || (await stillListed(client, isMember))) throw error;
  }
  live.forgetUser(user.id);
}

/**
 * A person in the organization, from the invitation to the removal.
 *
 * What the API cannot do:
 * - create a person: the API cannot make a person, only invite one. Name the person by `email`, and they are invited; or let them come by SSO, and say `invite: "never"`.
 * - make somebody an admin: `admin` can only be given in the Console. Give it there, and leave `role` out of the program.
 * - change an admin's role: an admin can only be changed in the Console. Change the role there, or let the program leave it alone with the resource option `ignoreChanges: ["role"]`.
 * - remove or demote an admin: an admin can only be removed or demoted in the Console. Give them another role there first, or say `onDelete: "retain"` and run `up` once before deleting.
 * - prolong an invitation: an invitation lasts 21 days, and the API cannot prolong it. Ask for a new one with a new value of `reinvite`, such as today's date.
 * - resend an invitation: the API cannot send an invitation again, only withdraw it and send another. Ask for that with a new value of `reinvite`, such as today's date.
 * - move something to another organization: nothing in the API moves between organizations, and a key belongs to one. Use a key of the organization to which it belongs; for another organization use another stack, or a Provider.
 */
export class Member extends AnthropicResource {
  /** The address. */
  declare readonly email: pulumi.Output<string>;
  /** The id `user_...`, once the person is in the organization. For linking resources use `email`, which previews know. */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** The role in the organization: declared, or as it is. */
  declare readonly role: pulumi.Output<string | undefined>;
  /** The person's name, once they are in the organization. */
  declare readonly name: pulumi.Output<string | undefined>;
  /**
   * `active`; `invited`; `expired` (21 days after the invitation; see `reinvite`); `awaited` (not there, and not to be
   * invited); `withdrawn` (the invitation, by hand); `removed` (the person, by hand).
   */
  declare readonly status: pulumi.Output<string>;
  /** The pending or expired invitation, `invite_...`. */
  declare readonly inviteId: pulumi.Output<string | undefined>;
  /** The role that the invitation carries; a role declared since is given after acceptance. */
  declare readonly inviteRole: pulumi.Output<string | undefined>;
  /** When the invitation ends, RFC 3339. The API cannot prolong it. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** Whether the person, or their invitation, was there already and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;
  /** The role that somebody who was taken over had before. */
  declare readonly previousRole: pulumi.Output<string | undefined>;

  /**
   * Declares a person.
   *
   * Refused by create: somebody who is there with another role than declared (unless that is `user`, which is raised),
   * an address outside `anthropic:emailDomains`, more than `anthropic:maxInvitations` in one run. Refused by update: a person
   * who was removed by hand, an invitation withdrawn by hand (see `reinvite`), an admin's role. Refused by delete:
   * somebody who became an admin since (whoever was one before is left as they are), more than `anthropic:maxRemovals`
   * in one run.
   *
   * API: `POST /v1/organizations/invites`, `POST` and `DELETE /v1/organizations/users/{id}`.
   */
  constructor(name: string, args: MemberArgs, options?: pulumi.CustomResourceOptions) {
    super(member, name, { ...args }, options);
  }

  /** Reads a person who is managed elsewhere, by address or by id `user_...`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Member {
    return new Member(name, existing(), { ...options, id });
  }
}
