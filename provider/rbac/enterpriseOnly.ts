import { UserError } from "../errors.ts";
import { otherOrganization } from "../kernel/requiredCredential.ts";
import type { Session } from "../kernel/session.ts";

/** Rejects the key of a Console organization, which has no RBAC groups and roles, before any request. `doing` completes "cannot ...". */
export function mustHaveRbac(session: Session, doing: string): void {
  const other = otherOrganization("enterprise", session);
  if (other === undefined) return;
  throw new UserError(
    `cannot ${doing}: only ${other.type} organizations have them, but ${other.reason}.`,
    `${other.remedy}.`,
  );
}
