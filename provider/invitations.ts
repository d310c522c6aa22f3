import { ApiError } from "./api/errors.ts";
import { InviteDeletedWire, InviteWire } from "./api/objects.ts";
import { createAfterLook } from "./api/once.ts";
import { path } from "./api/path.ts";
import { normalEmail } from "./people.ts";
import type { Operation } from "./resource.ts";

/** The pending invitation of an address, if there is one. */
export async function pendingInvite(
  { live }: Operation,
  email: string,
  since: number,
): Promise<InviteWire | undefined> {
  const invites = await live.invites(since);
  return invites.find((invite) => invite.status === "pending" && normalEmail(invite.email) === email);
}

/**
 * Invites somebody, which mails them, at most once: when the answer is lost, the invitation is looked for before it is
 * sent again, and the API refuses a second pending one.
 */
export async function sendInvite(operation: Operation, email: string, role: string): Promise<InviteWire> {
  const { client, live, session } = operation;
  const doing = `invite ${email} as ${role}`;
  session.budget.spend("mails", doing);
  const look = () => pendingInvite(operation, email, performance.now());
  const asDeclared = (found: InviteWire) => found.role === role;
  try {
    const invite = await createAfterLook({
      send: async () => {
        const { value } = await client.request({
          method: "POST",
          path: "/v1/organizations/invites",
          body: { email, role },
          answer: InviteWire,
          doing,
        });
        return value;
      },
      look,
      asDeclared,
    });
    live.noteInvite(invite);
    return invite;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "invite_already_exists") throw error;
    // What we saw before was not the newest.
    const found = await look();
    if (found === undefined || !asDeclared(found)) throw error;
    return found;
  }
}

/** Withdraws a pending invitation; one that is not pending any more is left as it is. */
export async function withdrawInvite(operation: Operation, invite: InviteWire): Promise<void> {
  const { client, live } = operation;
  const doing = `withdraw the invitation of ${normalEmail(invite.email)} (${invite.id})`;
  try {
    await client.request({
      method: "DELETE",
      path: path`/v1/organizations/invites/${invite.id}`,
      answer: InviteDeletedWire,
      doing,
      repeatable: true,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const after = await live.confirmInvite(invite.id);
    if (after?.status === "pending") throw error;
  }
  live.forgetInvite(invite.id);
}
