import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { RefusedError } from "../api/errors.ts";
import { Live, type Since } from "../api/live.ts";
import type { InviteWire } from "../api/objects.ts";
import { parsedId } from "../ids.ts";
import type { Made, Observed, Operation } from "../kernel/definition.ts";
import { stackName } from "../kernel/operation.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import { refusal } from "../refusals.ts";
import {
  isKnownAlready,
  pendingInvite,
  sendAgain,
  sendInvite,
  withdrawInvite,
} from "../users/invitations.ts";
import type { OrganizationRole } from "../users/people.ts";
import { Email, foreignDomain, normalEmail, OrganizationRoleInput, withAddress } from "../users/people.ts";
import { fateOf } from "../users/whereabouts.ts";

// The bare invitation: `/v1/organizations/invites`. The API can neither change, prolong nor resend one, so another
// address or role replaces it (the old one withdrawn, for the same address before), and mails. Deleting it withdraws it while it is pending. Most programs
// want a Member, which is the person before and after the acceptance.

/** What a program says of an invitation. */
export interface InviteArgs {
  /**
   * The address that is mailed; letter case does not matter. Another one replaces a pending invitation, and mails;
   * refused once it was accepted: declare a Member.
   */
  email: pulumi.Input<string>;
  /**
   * The role in the organization after acceptance. Another one replaces a pending invitation, and mails; refused once it
   * was accepted (declare a Member) or withdrawn by hand (see `reinvite`).
   */
  role: pulumi.Input<OrganizationRole>;
  /**
   * Asks for the invitation again after it expired or was withdrawn: any new value, such as a date, replaces it and
   * sends exactly one mail. Refused once it was accepted.
   */
  reinvite?: pulumi.Input<string>;
}

const Inputs = z.strictObject({
  email: Email,
  role: OrganizationRoleInput,
  reinvite: z.string("must be a text").exactOptional(),
});
type Inputs = z.infer<typeof Inputs>;

const State = z.looseObject({
  email: z.string(),
  role: z.string(),
  reinvite: z.string(),
  status: z.string(),
  invitedAt: z.string(),
  expiresAt: z.string(),
  acceptedAt: z.string(),
  adopted: z.boolean(),
});
type State = Partial<z.infer<typeof State>>;

function fromWire(wire: InviteWire): Observed<State> {
  return {
    email: normalEmail(wire.email),
    role: wire.role,
    status: wire.status,
    invitedAt: wire.invited_at,
    expiresAt: wire.expires_at,
    acceptedAt: wire.accepted_at,
  };
}

async function lookUp({ live }: Operation, id: string, since: Since): Promise<InviteWire | undefined> {
  const invites = await live.invites(since);
  return invites.find((candidate) => candidate.id === id) ?? (await live.confirmInvite(id, since));
}

/** The status that counts for a change: what is pending for the state may be accepted, or withdrawn, by now. */
async function statusOf(operation: Operation, id: string, old: State): Promise<string | undefined> {
  if (old.status !== "pending") return old.status;
  const wire = await lookUp(operation, id, operation.live.lastMinute());
  return wire?.status ?? (await statusOfMissing(operation, old));
}

/** The status of an invitation that the API no longer has. */
async function statusOfMissing(operation: Operation, old: State): Promise<string> {
  if (old.status !== undefined && old.status !== "pending") return old.status;
  return await fateOf(operation, old.email, old.expiresAt, operation.live.lastMinute());
}

function changing({ email }: State, id: string): string {
  return `change the invitation of ${email} (${id})`;
}

/**
 * The message of an update that is refused because the invitation was deleted outside of Pulumi. An `up` that was
 * interrupted during the replacement of the invitation leaves the same state. Only the pending operation in the state tells
 * them apart, and the next `up` drops it.
 */
function whyWithdrawn(
  { stack }: Operation,
  old: State,
  id: string,
  { email, role }: Partial<Inputs>,
  during: "preview" | "update",
): string {
  const replaced = (email ?? old.email) !== old.email || (role ?? old.role) !== old.role;
  const recover = `. After an interrupted \`up\`, run \`npx pulumi-anthropic recover --stack ${stackName(stack)}\` before the next one`;
  const how = replaced
    ? `, or by an interrupted \`up\` that was replacing it${during === "preview" ? recover : ""}`
    : "";
  return `${changing(old, id)}: it was withdrawn outside of Pulumi${how}. Remove it from the program, or request it again with a new value of \`reinvite\`, such as today's date.`;
}

export const invite = defineResource<typeof Inputs, typeof State>({
  kind: "Invite",
  inputs: Inputs,
  state: State,
  managed: ["email", "role"],
  identifying: ["email", "role", "reinvite"],
  asking: ["reinvite"],
  // In a list by number one address takes the place of another. Only after all are declared is it known who has to go.
  // The same address cannot have two: the API refuses a second pending one.
  replaceInOrder: ["email"],
  impossible: { expiresAt: "prolongInvite", expiresInDays: "prolongInvite", resend: "resendInvite" },

  parseId: (id) => parsedId("an Invite", "invite_", id),
  // With another role, or asked for again, it is another one: the old one is not handed over to it but withdrawn.
  identities: ({ email, role, reinvite }, id) => [
    ...(id === undefined ? [] : [id]),
    ...(email === undefined || role === undefined
      ? []
      : [`${email} as ${role}${reinvite === undefined ? "" : `, again ${reinvite}`}`]),
  ],

  // Beside one that was accepted or has expired, another may be sent; which those are, only the state knows.
  claims: ({ email }, _, fresh) => (fresh && email !== undefined ? [email] : []),
  holds: (_, { email, status, expiresAt = "" }) =>
    email !== undefined && status === "pending" && !(Date.parse(expiresAt) < Date.now()) ? [email] : [],

  refuse: ({ email }, _, __, settings) => foreignDomain(email, settings),

  // What cannot be replaced any more goes to update, which says so: one that was accepted, and one that was withdrawn
  // by hand, unless it is asked for again or somebody else is meant.
  async sameObject(operation, id, old, { email, reinvite }) {
    const status = await statusOf(operation, id, old);
    const asked = email !== old.email || (reinvite !== undefined && reinvite !== old.reinvite);
    return status === "accepted" || (status === "withdrawn" && !asked);
  },

  attention: (operation, old, inputs, id) =>
    old.status === "withdrawn" ? { refuses: whyWithdrawn(operation, old, id, inputs, "preview") } : undefined,

  async create(operation, inputs) {
    try {
      return await declare(operation, inputs, Live.anytime);
    } catch (error) {
      if (!isKnownAlready(error)) throw error;
      return await declare(operation, inputs, operation.live.now());
    }
  },

  async read(operation, id, old) {
    const wire = await lookUp(operation, id, operation.live.lastMinute());
    if (wire !== undefined) return fromWire(wire);
    return old === undefined ? undefined : { status: await statusOfMissing(operation, old) };
  },

  async update(operation, id, old, inputs) {
    const { email, role, reinvite } = inputs;
    const changed =
      email !== old.email || role !== old.role || (reinvite !== undefined && reinvite !== old.reinvite);
    const status = changed ? await statusOf(operation, id, old) : old.status;
    if (status === "accepted" && changed) {
      throw new RefusedError(`Did not ${changing(old, id)}: ${refusal("editAcceptedInvite")}`);
    }
    if (status === "withdrawn")
      throw new RefusedError(`Did not ${whyWithdrawn(operation, old, id, inputs, "update")}`);
    return {};
  },

  async delete(operation, id, old) {
    if (old.status === "withdrawn") return;
    const wire = await lookUp(operation, id, operation.began);
    if (wire?.status !== "pending") return;
    const email = normalEmail(wire.email);
    if (operation.session.declared.has(`Member ${email}`)) {
      operation.say(
        `The invitation of ${email} (${id}) is left as it is: a Member of this program declares the person now.`,
      );
      return;
    }
    await withdrawInvite(operation, wire);
  },
});

async function declare(
  operation: Operation,
  { email, role }: Inputs,
  since: Since,
): Promise<Made<z.infer<typeof State>>> {
  const { live, began } = operation;
  const doing = `invite ${email} as ${role}`;
  // A list of this process may be older than what somebody changed since: refusing deserves a fresh look.
  const known = withAddress(await live.users(since), email);
  const member = known === undefined ? undefined : withAddress(await live.users(began), email);
  if (member !== undefined) {
    throw new RefusedError(
      `Did not ${doing}: they are in the organization already (${member.id}, ${member.role}). Declare a Member with this address instead.`,
    );
  }
  const noticed = await pendingInvite(operation, email, since);
  const present = noticed === undefined ? undefined : await pendingInvite(operation, email, began);
  if (present !== undefined) {
    if (present.role === role) return { id: present.id, observed: { ...fromWire(present), adopted: true } };
    if (operation.session.givenUp.has(`Invite ${present.id}`)) {
      // The resource that had it declares somebody else now, and would withdraw it afterwards.
      const again = await sendAgain(operation, present, email, role);
      if (again !== undefined) return { id: again.id, observed: { ...fromWire(again), adopted: false } };
      throw new RefusedError(
        `Did not ${doing}: the invitation as ${present.role} (${present.id}) was accepted at this moment. Declare a Member with this address instead.`,
      );
    }
    throw new RefusedError(
      `Did not ${doing}: they have a pending invitation as ${present.role} (${present.id}), and the API cannot change one. ` +
        "If this stack knows it under another name or place, tell Pulumi with the resource option `aliases`. " +
        `If the program is to take it over, declare that role with the resource option \`import: "${present.id}"\`; else withdraw it in the Console. ` +
        "A forced replacement (`--replace`, taint) changes no role; an `up` without it does.",
    );
  }
  const sent = await sendInvite(operation, email, role);
  return { id: sent.id, observed: { ...fromWire(sent), adopted: false } };
}

/**
 * An invitation into the organization.
 *
 * What the API cannot do:
 * - make somebody an admin: `admin` can only be given in the Console. Give it there, and leave `role` out of the program.
 * - prolong an invitation: an invitation lasts 21 days, and the API cannot prolong it. Ask for a new one with a new value of `reinvite`, such as today's date.
 * - resend an invitation: the API cannot send an invitation again, only withdraw it and send another. Ask for that with a new value of `reinvite`, such as today's date.
 * - edit an invitation that was accepted: an accepted invitation cannot be changed any more. Declare a Member, which manages the person, and take the invitation out of the program.
 * - move something to another organization: nothing in the API moves between organizations, and a key belongs to one. Use a key of the organization to which it belongs; for another organization use another stack, or a Provider.
 */
export class Invite extends AnthropicResource {
  /** The address that was mailed. */
  declare readonly email: pulumi.Output<string>;
  /** The role in the organization after acceptance. */
  declare readonly role: pulumi.Output<string>;
  /** `pending`, `accepted`, `expired` (21 days after it was sent), or `withdrawn` (by hand). */
  declare readonly status: pulumi.Output<string>;
  /** When it was sent, RFC 3339. */
  declare readonly invitedAt: pulumi.Output<string>;
  /** When it ends, RFC 3339: 21 days after it was sent. The API cannot prolong it. */
  declare readonly expiresAt: pulumi.Output<string>;
  /** When it was accepted, RFC 3339. */
  declare readonly acceptedAt: pulumi.Output<string | undefined>;
  /** Whether it was there already and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares an invitation.
   *
   * Refused by create: somebody who is in the organization, a pending invitation with another role, an address outside
   * `anthropic:emailDomains`, more than `anthropic:maxInvitations` in one run.
   *
   * API: `POST /v1/organizations/invites`, `DELETE /v1/organizations/invites/{id}`.
   */
  constructor(name: string, args: InviteArgs, options?: pulumi.CustomResourceOptions) {
    super(invite, name, { ...args }, options);
  }

  /** Reads an invitation that is managed elsewhere, by its id `invite_...`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Invite {
    return new Invite(name, existing(), { ...options, id });
  }
}
