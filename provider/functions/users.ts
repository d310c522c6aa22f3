import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { UserWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import { Email, normalEmail } from "../users/email.ts";
import { allWithEmail, sharedEmailError } from "../users/findUser.ts";
import { roleFilter } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getUsers`. */
export interface GetUsersArgs {
  /**
   * The organization roles to include: `user`, `developer`, `billing`, `claude_code_user`, `admin`. Default: all roles.
   */
  roles?: string[];
}

/** Arguments of `getUser`. */
export interface GetUserArgs {
  /** The email address, case-insensitive. */
  email: string;
}

/** A user of the organization. */
export interface GetUserResult {
  /** The ID, `user_...`. */
  id: string;
  /** The email address, in lower case. */
  email: string;
  /** The name. Empty for a user without a name. */
  name: string;
  /** The organization role. */
  role: string;
  /** When the user joined the organization, in RFC 3339 format. */
  addedAt: string;
}

const UsersArgs = z.strictObject({ roles: roleFilter });
const UserArgs = z.strictObject({ email: Email });

function fromWire(wire: UserWire): GetUserResult {
  return {
    id: wire.id,
    email: normalEmail(wire.email),
    name: wire.name,
    role: wire.role,
    addedAt: wire.added_at,
  };
}

const lookupUsers: Lookup<GetUsersArgs, GetUserResult[]> = async ({ session, minFreshness }, args) => {
  const { roles } = validArgs("getUsers", UsersArgs, args);
  const users = await session.cache.users(minFreshness);
  return users.filter(({ role }) => roles?.includes(role) ?? true).map(fromWire);
};

const lookupUser: Lookup<GetUserArgs, GetUserResult> = async ({ session, minFreshness }, args) => {
  const { email } = validArgs("getUser", UserArgs, args);
  const { cache } = session;
  const cached = allWithEmail(await cache.users(minFreshness), email);
  // The list in the cache may be stale, so an error needs a fresh one.
  const found = cached.length === 1 ? cached : allWithEmail(await cache.users(cache.now()), email);
  const [user, ...others] = found;
  if (others.length > 0) throw sharedEmailError(`look up user ${email}`, found);
  if (user !== undefined) return fromWire(user);
  throw new UserError(
    `cannot look up user ${email}: the organization has no user with this email address. Correct the address, or use getInvites if the user was invited and has not accepted.`,
  );
};

/**
 * Lists the users of the organization. Invited users who have not accepted are not included: see `getInvites`.
 *
 * API: `GET /v1/organizations/users`.
 */
export function getUsers(args: GetUsersArgs = {}, options?: FunctionOptions): Promise<GetUserResult[]> {
  return read("getUsers", lookupUsers, args, options);
}

/**
 * The output form of `getUsers`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getUsersOutput(
  args: FunctionOutputArgs<GetUsersArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetUserResult[]> {
  return readOutput(lookupUsers, args, options);
}

/**
 * Looks up a user of the organization by email address. Fails if there is none, or more than one.
 *
 * API: `GET /v1/organizations/users`.
 */
export function getUser(args: GetUserArgs, options?: FunctionOptions): Promise<GetUserResult> {
  return read("getUser", lookupUser, args, options);
}

/**
 * The output form of `getUser`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getUserOutput(
  args: FunctionOutputArgs<GetUserArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetUserResult> {
  return readOutput(lookupUser, args, options);
}
