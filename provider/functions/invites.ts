import type * as pulumi from "@pulumi/pulumi";
import type { InviteWire } from "../api/objects.ts";
import { normalEmail } from "../users/email.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";

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

const lookup: Lookup<GetInvitesArgs, GetInviteResult[]> = async (
  { session, minFreshness },
  { statuses, roles, email },
) => {
  const wanted: readonly string[] | undefined = statuses;
  const address = email === undefined ? undefined : normalEmail(email);
  return (await session.cache.invites(minFreshness))
    .map(fromWire)
    .filter((invite) => wanted?.includes(invite.status) ?? true)
    .filter((invite) => roles?.includes(invite.role) ?? true)
    .filter((invite) => address === undefined || invite.email === address);
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
