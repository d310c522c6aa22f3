import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { InviteWire } from "../api/objects.ts";
import { choice } from "../choices.ts";
import { Email, normalEmail } from "../users/email.ts";
import { roleFilter } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getInvites`. A filter that is left out matches every invitation. */
export interface GetInvitesArgs {
  /** The statuses to include. */
  statuses?: ("pending" | "accepted" | "expired")[];
  /** The organization roles to include. */
  roles?: string[];
  /** The email address, case-insensitive. */
  email?: string;
}

/** An invitation to the organization. */
export interface GetInviteResult {
  /** The ID, `invite_...`. */
  id: string;
  /** The email address, in lower case. */
  email: string;
  /** The organization role that the user gets when they accept. */
  role: string;
  /** `pending`, `accepted` or `expired`. */
  status: string;
  /** When it was sent, in RFC 3339 format. */
  invitedAt: string;
  /** When it expires, in RFC 3339 format: 21 days after it was sent. */
  expiresAt: string;
  /** When it was accepted, in RFC 3339 format. Undefined if it was not. */
  acceptedAt: string | undefined;
}

function fromWire(wire: InviteWire): GetInviteResult {
  return {
    id: wire.id,
    email: normalEmail(wire.email),
    role: wire.role,
    status: wire.status,
    invitedAt: wire.invited_at,
    expiresAt: wire.expires_at,
    acceptedAt: wire.accepted_at ?? undefined,
  };
}

const Args = z.strictObject({
  statuses: z.array(choice(["pending", "accepted", "expired"]), "must be an array of statuses").optional(),
  roles: roleFilter,
  email: Email.optional(),
});

const lookup: Lookup<GetInvitesArgs, GetInviteResult[]> = async ({ session, minFreshness }, args) => {
  const { statuses, roles, email } = validArgs("getInvites", Args, args);
  const wanted: readonly string[] | undefined = statuses;
  return (await session.cache.invites(minFreshness))
    .map(fromWire)
    .filter((invite) => wanted?.includes(invite.status) ?? true)
    .filter((invite) => roles?.includes(invite.role) ?? true)
    .filter((invite) => email === undefined || invite.email === email);
};

/**
 * Lists the pending, accepted and expired invitations of the organization. Deleted ones are not included.
 *
 * API: `GET /v1/organizations/invites`.
 */
export function getInvites(args: GetInvitesArgs = {}, options?: FunctionOptions): Promise<GetInviteResult[]> {
  return read("getInvites", lookup, args, options);
}

/**
 * The output form of `getInvites`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getInvitesOutput(
  args: FunctionOutputArgs<GetInvitesArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetInviteResult[]> {
  return readOutput(lookup, args, options);
}
