import type * as pulumi from "@pulumi/pulumi";
import type { UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import { Email, normalEmail, withAddress } from "../users/people.ts";
import {
  type Look,
  type ReadInputs,
  type ReadOptions,
  type ReadOutputOptions,
  read,
  readOutput,
} from "./read.ts";

/** Which people to read. */
export interface GetUsersArgs {
  /** Only those with one of these roles: `user`, `developer`, `billing`, `claude_code_user`, `admin`. */
  roles?: string[];
}

/** Which person to read. */
export interface GetUserArgs {
  /** The address, to the letter but for letter case. */
  email: string;
}

/** A person in the organization. */
export interface GetUserResult {
  /** The id, `user_...`. */
  id: string;
  /** The address, in lower case. */
  email: string;
  /** The name; empty when there is none. */
  name: string;
  /** The role in the organization. */
  role: string;
  /** Since when they are in it, RFC 3339. */
  addedAt: string;
}

function fromWire(wire: UserWire): GetUserResult {
  return {
    id: wire.id,
    email: normalEmail(wire.email),
    name: wire.name,
    role: wire.role,
    addedAt: wire.added_at,
  };
}

const lookForUsers: Look<GetUsersArgs, GetUserResult[]> = async ({ session, minFreshness }, { roles }) => {
  const users = await session.cache.users(minFreshness);
  return users.filter(({ role }) => roles?.includes(role) ?? true).map(fromWire);
};

const lookForUser: Look<GetUserArgs, GetUserResult> = async ({ session, minFreshness }, args) => {
  const parsed = Email.safeParse(args.email);
  if (!parsed.success)
    throw new UserError(
      "cannot look up a person: `email` must be an email address such as `alice@example.com`.",
    );
  const email = parsed.data;
  const { cache } = session;
  const user =
    withAddress(await cache.users(minFreshness), email) ??
    // A list of this process may be older than what somebody changed since: saying so deserves a fresh look.
    withAddress(await cache.users(cache.now()), email);
  if (user !== undefined) return fromWire(user);
  throw new UserError(
    `cannot find ${email}: nobody in the organization has this address. If they were invited and have not accepted, getInvites has the invitation; else correct the address.`,
  );
};

/**
 * Reads the people in the organization. Those who were invited and have not accepted are not in it: see `getInvites`.
 *
 * API: `GET /v1/organizations/users`.
 */
export function getUsers(args: GetUsersArgs = {}, options?: ReadOptions): Promise<GetUserResult[]> {
  return read("getUsers", lookForUsers, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getUsersOutput(
  args: ReadInputs<GetUsersArgs> = {},
  options?: ReadOutputOptions,
): pulumi.Output<GetUserResult[]> {
  return readOutput(lookForUsers, args, options);
}

/**
 * Reads one person in the organization. Fails when nobody has the address.
 *
 * API: `GET /v1/organizations/users`.
 */
export function getUser(args: GetUserArgs, options?: ReadOptions): Promise<GetUserResult> {
  return read("getUser", lookForUser, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getUserOutput(
  args: ReadInputs<GetUserArgs>,
  options?: ReadOutputOptions,
): pulumi.Output<GetUserResult> {
  return readOutput(lookForUser, args, options);
}
