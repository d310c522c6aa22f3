import { UserDeletedWire, UserWire } from "../../api/objects.ts";
import { path } from "../../api/path.ts";
import { stillListed } from "../../api/plausible.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { normalEmail } from "../../users/email.ts";
import { isAdministrator } from "../../users/roles.ts";
import type { State } from "./schema.ts";
import { shown } from "./status.ts";
import { fromUser } from "./wire.ts";

/** Changes the role of a user. An admin's role can only be changed in the Console. */
export async function giveRole(
  operation: Operation,
  user: UserWire,
  role: string | undefined,
  from: string | undefined,
): Promise<Observed<State>> {
  if (role === undefined) return fromUser(user);
  const doing = `change the role of ${shown(normalEmail(user.email), user.id)} to ${role}`;
  if (isAdministrator(user)) {
    throw new UserError(`cannot ${doing}: they are \`${user.role}\`, and ${apiLimitation("changeAdmin")}`);
  }
  if (user.role === role && from === role) return fromUser(user);
  return await setRole(operation, user, role, doing);
}

export async function setRole(
  operation: Operation,
  user: UserWire,
  role: string,
  doing: string,
): Promise<Observed<State>> {
  const { client, cache } = operation;
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
      return present?.role === role ? present : undefined;
    },
  );
  cache.storeUser(after);
  return fromUser(after);
}

export async function removeUser({ client, cache }: Operation, user: UserWire, doing: string): Promise<void> {
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
      if ((await cache.confirmUser(user.id)) !== undefined) return undefined;
      const isMember = async () => (await cache.users(cache.now())).some(({ id }) => id === user.id);
      return (await stillListed(client, isMember)) ? undefined : true;
    },
  );
  cache.dropUser(user.id);
}
