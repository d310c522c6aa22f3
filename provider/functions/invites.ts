import type * as pulumi from "@pulumi/pulumi";
import type { InviteWire } from "../api/objects.ts";
import { normalEmail } from "../users/people.ts";
import {
  type Look,
  type ReadInputs,
  type ReadOptions,
  type ReadOutputOptions,
  read,
  readOutput,
} from "./read.ts";

/** Which invitations to read. */
export interface GetInvitesArgs {
  /** Only those in one of these states. */
  statuses?: ("pending" | "accepted" | "expired")[];
  /** Only those for one of these roles. */
  roles?: string[];
  /** Only those to this address, to the letter but for letter case. */
  email?: string;
}

/** An invitation into the organization. */
export interface GetInviteResult {
  /** The id, `invite_...`. */
  id: string;
  /** The invited email address, in lower case. */
  email: string;
  /** The role in the organization after acceptance. */
  role: string;
  /** `pending`, `accepted` or `expired`; deleted ones are not listed. */
  status: string;
  /** When it was sent, RFC 3339. */
  invitedAt: string;
  /** When it ends, RFC 3339. */
  expiresAt: string;
  /** When it was accepted, RFC 3339. */
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

const look: Look<GetInvitesArgs, GetInviteResult[]> = async (
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
 * Reads the invitations into the organization, without deleted ones.
 *
 * API: `GET /v1/organizations/invites`.
 */
export function getInvites(args: GetInvitesArgs = {}, options?: ReadOptions): Promise<GetInviteResult[]> {
  return read("getInvites", look, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getInvitesOutput(
  args: ReadInputs<GetInvitesArgs> = {},
  options?: ReadOutputOptions,
): pulumi.Output<GetInviteResult[]> {
  return readOutput(look, args, options);
}
