import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findUser } from "./find.ts";

/** What an admin can do with users in the Console. */
export function userActions(current: () => OrganizationState) {
  return {
    addUser({ email, name, role = "user" }) {
      const { users } = current();
      if (users.byEmail(email) !== undefined)
        throw new ConsoleError(`A user has the email address ${email}.`);
      return users.add({ email, name, role });
    },

    setUserRole(emailOrId, role) {
      const updated = { ...findUser(current(), emailOrId), role };
      current().users.set(updated.id, updated);
      return updated;
    },

    setUserEmail(emailOrId, email) {
      const user = findUser(current(), emailOrId);
      const other = current().users.byEmail(email);
      if (other !== undefined && other.id !== user.id) {
        throw new ConsoleError(`Another user has the email address ${email}.`);
      }
      const updated = { ...user, email };
      current().users.set(updated.id, updated);
      return updated;
    },

    removeUser: (emailOrId) => current().removeUser(findUser(current(), emailOrId)),
  } satisfies Partial<ConsoleActions>;
}
