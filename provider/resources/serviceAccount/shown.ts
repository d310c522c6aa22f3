import { type ApiError, isUnexplained, withAdvice } from "../../api/apiError.ts";
import type { CredentialKind } from "../../api/credential.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { shownAccount } from "../../serviceAccounts/findAccount.ts";
import type { State } from "./schema.ts";

export function updating(old: Pick<State, "name">, id: string): string {
  return `update ${shownAccount(old.name, id)}`;
}

/** Why update fails for an account that was archived or that the API no longer returns: the text after "cannot". */
export function whyNotUpdatable(old: State, id: string): string | undefined {
  if (old.status === "removed") {
    return `${updating(old, id)}: the API no longer returns it, although service accounts cannot be deleted. Check that the credential can still read it and run \`pulumi refresh\`. If it no longer exists, remove it from the program.`;
  }
  if (old.status !== "archived") return undefined;
  return `${updating(old, id)}: it was archived outside of Pulumi, and ${apiLimitation("restoreServiceAccount")}`;
}

/** Why a credential cannot set the role. Undefined if it may. */
export function whyNotAssignable(
  credential: CredentialKind | undefined,
  role: string | undefined,
): string | undefined {
  const isWorkload = credential === "federation";
  return role === "admin" && isWorkload ? apiLimitation("assignServiceAccountAdmin") : undefined;
}

/** The error of a rejected write. Only the message of the API says that the role `admin` needs an interactive login. */
export function explained(error: ApiError, role: string | undefined): ApiError {
  const isRole = isUnexplained(error) && error.reason === "forbidden" && role === "admin";
  return isRole
    ? withAdvice(error, `The role \`admin\` is restricted: ${apiLimitation("assignServiceAccountAdmin")}`)
    : error;
}
