import { UserDeletedWire, UserWire } from "../../api/objects.ts";
import { path } from "../../api/path.ts";
import { stillListed } from "../../api/plausible.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { isOnlyProbable } from "../../users/emailChanged.ts";
import { isAdministrator } from "../../users/roles.ts";
import type { State } from "./schema.ts";
import { shown } from "./status.ts";
import { fromUser } from "./wire.ts";

/** Rejects a role for a user who is in no state of this stack, and whose role only the Console can change. */
export function rejectAdministrator(user: UserWire, role: string): void {
  if (!isAdministrator(user)) return;
  throw new UserError(
    `cannot ${declaring(user, role)}: they are \`${user.role}\`, which can only be changed in the Console. Remove \`role\` from the program, or change it there first.`,
  );
}

export function declaring(user: UserWire, role: string): string {
  return `declare ${shown(normalEmail(user.email), user.id)} as ${role}`;
}

/** Why update does not change the role of a user who is only probably the one in the state: the text after "cannot". */
export function whyRoleIsKept(user: UserWire, role: string | undefined, old: State): string | undefined {
  if (role === undefined || role === user.role || user.role === "user" || !isOnlyProbable(old, user))
    return undefined;
  return `${changingRole(user, role)}: they are \`${user.role}\`, and only probably the user who accepted the invitation of ${old.email}. Declare \`role: "${user.role}"\`, run \`pulumi up\`, and change the role afterwards.`;
}

/** Changes the role of a user. An admin's role can only be changed in the Console. */
export async function giveRole(
  operation: Operation,
  user: UserWire,
  role: string | undefined,
  from: string | undefined,
): Promise<Observed<State>> {
  if (role === undefined) return fromUser(user);
  const fixed = whyRoleIsFixed(named(user), role);
  if (fixed !== undefined) throw new UserError(`cannot ${fixed}`);
  if (user.role === role && from === role) return fromUser(user);
  return await setRole(operation, user, role, changingRole(user, role), "update");
}

function changingRole(user: UserWire, role: string): string {
  return `change the role of ${shown(normalEmail(user.email), user.id)} to ${role}`;
}

/** A user in errors. */
interface Named {
  readonly name: string;
  /** The current role. */
  readonly role: string;
}

/** Why the API cannot change the role of a user to this one: the text after "cannot". Undefined if it can, or need not. */
export function whyRoleIsFixed(user: Named, role: string | undefined): string | undefined {
  if (role === undefined || role === user.role || !isAdministrator(user)) return undefined;
  return `change the role of ${user.name} to ${role}: they are \`${user.role}\`, and ${apiLimitation("changeAdmin")}`;
}

export function named(user: UserWire): Named {
  return { name: shown(normalEmail(user.email), user.id), role: user.role };
}

export async function setRole(
  operation: Operation,
  user: UserWire,
  role: string,
  doing: string,
  purpose: "update" | "delete",
): Promise<Observed<State>> {
  const { client, cache } = operation;
  let seen: Seen;
  const after = await writeThenVerify(
    async () => {
      const { value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/users/${user.id}`,
        body: { role },
        schema: UserWire,
        doing,
        // Sending the same role again changes nothing.
        repeatable: true,
      });
      return value;
    },
    async () => {
      const present = await cache.confirmUser(user.id);
      seen = { user: present };
      return present?.role === role ? present : undefined;
    },
    () => adviceOn(seen, purpose),
  );
  cache.storeUser(after);
  return fromUser(after);
}

/** A user as read after a failed write. Undefined if that was not possible, and without a user if the user left. */
type Seen = { readonly user: UserWire | undefined } | undefined;

/** What to do about a rejected change of a user. No endpoint shows whether an identity provider manages roles or members. */
function adviceOn(seen: Seen, purpose: "update" | "delete" | "remove"): string | undefined {
  if (seen === undefined) return undefined;
  const { user } = seen;
  if (user === undefined)
    return "The user is no longer in the organization. Run `pulumi refresh` to record that.";
  if (isAdministrator(user)) {
    const why = apiLimitation(purpose === "update" ? "changeAdmin" : "removeAdmin");
    return `They are \`${user.role}\` now, and ${why}`;
  }
  switch (purpose) {
    case "update":
      return "If your identity provider manages roles, change the role there and remove `role` from the program. Otherwise, fix the problem that the API reports, then run again.";
    case "delete":
      return 'If your identity provider manages roles, change the role there, and set `onDelete: "retain"` and run `pulumi up` once before deleting the resource. Otherwise, fix the problem that the API reports, then run again.';
    case "remove":
      return "If your identity provider manages members, remove the user there and run again. Otherwise, fix the problem that the API reports, then run again.";
  }
}

export async function removeUser({ client, cache }: Operation, user: UserWire, doing: string): Promise<void> {
  let seen: Seen;
  await writeThenVerify<unknown>(
    () =>
      client.request({
        method: "DELETE",
        path: path`/v1/organizations/users/${user.id}`,
        schema: UserDeletedWire,
        doing,
        repeatable: true,
      }),
    async () => {
      seen = { user: await cache.confirmUser(user.id) };
      if (seen.user !== undefined) return undefined;
      const isMember = async () => (await cache.users(cache.now())).some(({ id }) => id === user.id);
      return (await stillListed(client, isMember)) ? undefined : true;
    },
    () => (seen?.user === undefined ? undefined : adviceOn(seen, "remove")),
  );
  cache.dropUser(user.id);
}
