import { isRecord } from "../../provider/kernel/values.ts";
import type { StackResource } from "../states/stackState.ts";

/**
 * Whether a resource waits for a user, and the organization does not show what it waits for. Only the state has it, and `import`
 * cannot find it.
 */
export function isOnlyInState({ kind, outputs }: StackResource): boolean {
  const { status, memberStatuses } = outputs;
  switch (kind.kind) {
    case "Member":
      return status === "awaited" || status === "expired";
    case "WorkspaceMember":
    case "SpendLimit":
      return status === "pending";
    case "WorkspaceMembers":
    case "RbacGroupMembers":
      return (
        Array.isArray(memberStatuses) &&
        memberStatuses.some((entry: unknown) => isRecord(entry) && entry["status"] === "pending")
      );
    default:
      return false;
  }
}
