import type { OrganizationState } from "../state/organization.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findPendingInvite } from "./find.ts";

/** What an admin or an invited user can do with invitations in the Console. */
export function inviteActions(current: () => OrganizationState) {
  const checkNoUser = (email: string): void => {
    if (current().users.byEmail(email) !== undefined) {
      throw new ConsoleError(`A user has the email address ${email}.`);
    }
  };

  return {
    invite(email, role) {
      checkNoUser(email);
      const { invites } = current();
      if (invites.pendingFor(email) !== undefined) {
        throw new ConsoleError(`There is a pending invitation for ${email}.`);
      }
      return invites.send(email, role);
    },

    acceptInvite(emailOrInviteId, name) {
      const invite = findPendingInvite(current(), emailOrInviteId);
      checkNoUser(invite.email);
      return current().acceptInvite(invite, name);
    },

    deleteInvite: (emailOrInviteId) =>
      current().invites.delete(findPendingInvite(current(), emailOrInviteId)),
  } satisfies Partial<ConsoleActions>;
}
