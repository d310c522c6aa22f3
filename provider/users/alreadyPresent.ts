import type { z } from "zod";
import { type ApiError, withAdvice } from "../api/apiError.ts";
import { InviteWire, UserWire } from "../api/objects.ts";
import { pages } from "../api/pages.ts";
import type { Operation } from "../kernel/definition.ts";
import { normalEmail } from "./email.ts";
import { probablyIs } from "./emailChanged.ts";
import { findUser } from "./findUser.ts";

/**
 * The error for an invitation that the API rejects because the user is a member or invited, although the lists show neither. The advice
 * follows from a search for the email address: unlike the lists, which are compared exactly, the API's search also finds variants of
 * an address.
 */
export async function explainPresent(
  operation: Operation,
  error: ApiError,
  email: string,
  role: string,
): Promise<ApiError> {
  // If the lookup fails, the advice for the error code remains.
  const advice = await adviceFor(operation, error, email, role).catch(() => undefined);
  return advice === undefined ? error : withAdvice(error, advice);
}

async function adviceFor(
  operation: Operation,
  error: ApiError,
  email: string,
  role: string,
): Promise<string> {
  return error.code === "already_member"
    ? await adviceForMember(operation, email)
    : await adviceForInvite(operation, email, role);
}

async function adviceForMember(operation: Operation, email: string): Promise<string> {
  const found = await search(operation, "users", UserWire, email);
  if (found.some((user) => normalEmail(user.email) === email)) return joinedNow;
  if (found.length > 0) {
    const names = found.map(({ id, email: other }) => `${normalEmail(other)} (${id})`).join(", ");
    return `The API treats ${email} as an address of ${names}. Declare that email address instead; if the program declares it already, remove this resource.`;
  }
  const standing = await findUser(operation, { email }, operation.cache.now());
  if (standing.is === "member") return joinedNow;
  if (standing.is === "emailChanged")
    return `${probablyIs(standing.users)}: declare that email address instead.`;
  return `No user with this email address was found, so it is probably an alias or a former address of a user. Declare the user's current email address instead, or run \`pulumi up\` again in a few minutes if they have just joined.`;
}

const joinedNow = "The user has just joined. Run `pulumi up` again.";

async function adviceForInvite(operation: Operation, email: string, role: string): Promise<string> {
  const found = await search(operation, "invites", InviteWire, email);
  const pending = found.filter(({ status }) => status === "pending");
  const same = pending.find((invite) => normalEmail(invite.email) === email);
  if (same?.role === role) return "The invitation was sent a moment ago. Run `pulumi up` again to adopt it.";
  if (same !== undefined) {
    return `The pending invitation (${same.id}) is for the role ${same.role}, and the API cannot change invitations. Declare that role, or delete the invitation in the Console and run \`pulumi up\` again.`;
  }
  if (pending.length > 0) {
    const names = pending.map(({ id, email: other }) => `${normalEmail(other)} (${id})`).join(", ");
    return `The API treats ${email} as an address of the pending invitation of ${names}. Declare that email address instead, or delete that invitation in the Console.`;
  }
  return "No list shows a pending invitation for this email address. Run `pulumi up` again in a few minutes; if the error persists, delete the invitation in the Console.";
}

async function search<T extends { readonly id: string }>(
  { client }: Operation,
  list: "users" | "invites",
  item: z.ZodType<T>,
  email: string,
): Promise<readonly T[]> {
  return await pages(client, {
    path: `/v1/organizations/${list}`,
    query: { email },
    item,
    id: ({ id }) => id,
    doing: `search the ${list} for ${email}`,
  });
}
