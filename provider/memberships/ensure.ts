import { ApiError, isUncodedRejection } from "../api/apiError.ts";
import type { UserWire, WorkspaceMemberWire } from "../api/objects.ts";
import type { Operation } from "../kernel/definition.ts";
import { addMember, changeRole, memberAfterFailure } from "./membership.ts";

/** A membership to write. */
export interface Wanted {
  readonly workspace: string;
  readonly user: UserWire;
  readonly role: string;
  /** The operation in errors, which completes "cannot ...". */
  readonly doing: string;
  /** Whether the membership is active in the state. A list without it may then be stale. */
  readonly isRecorded: boolean;
  /** Whether the role of a membership may be changed if the membership already exists. */
  readonly mayChange: boolean;
}

/** The result of adding a member: the membership, or why it was not added. */
export type Ensured =
  | { readonly is: "added" | "found" | "changed"; readonly member: WorkspaceMemberWire }
  /** The existing membership has another role, which may not be changed. */
  | { readonly is: "different"; readonly member: WorkspaceMemberWire }
  /** The API rejected the request, and no list shows a membership. */
  | { readonly is: "refused"; readonly error: ApiError };

/**
 * Adds a user who is not on the workspace's list of members. If the API rejects the request, the list may have been stale. An
 * existing membership is then kept, or its role is changed.
 */
export async function ensureMember(operation: Operation, wanted: Wanted): Promise<Ensured> {
  const { workspace, user, role, doing, isRecorded, mayChange } = wanted;
  const change = () => changeRole(operation, workspace, user, role, doing);
  try {
    return { is: "added", member: await addMember(operation, workspace, user, role, doing) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const after = await memberAfterFailure(operation, workspace, user, error);
    if (after?.workspace_role === role) return { is: "found", member: after };
    if (after !== undefined) {
      return mayChange ? { is: "changed", member: await change() } : { is: "different", member: after };
    }
    if (!isRecorded || !isUncodedRejection(error)) return { is: "refused", error };
    // The list may not yet show the writes of an earlier run.
    return await change().then(
      (member) => ({ is: "changed", member }),
      (failure: unknown) => {
        if (failure instanceof ApiError && !failure.outcomeUnknown) return { is: "refused", error };
        throw failure;
      },
    );
  }
}
