import { type ApiError, isUnexplained, withAdvice } from "../api/apiError.ts";
import type { Operation } from "../kernel/definition.ts";
import { isImplicit } from "../users/roles.ts";
import { findWorkspace } from "../workspaces/findWorkspace.ts";

/** The workspace and the user that a request is about, and the role of a membership. */
interface Subject {
  readonly workspace?: string;
  readonly userId?: string;
  readonly role?: string;
}

/**
 * The error of a rejected request about a workspace or a user, with advice based on the current workspace and user. Unchanged if they do
 * not explain it, or cannot be read.
 */
export async function explainRejection(
  operation: Operation,
  error: ApiError,
  subject: Subject,
): Promise<ApiError> {
  if (!isUnexplained(error)) return error;
  const advice = await adviceFor(operation, subject).catch(() => undefined);
  return advice === undefined ? error : withAdvice(error, advice);
}

async function adviceFor(
  operation: Operation,
  { workspace, userId, role }: Subject,
): Promise<string | undefined> {
  const { cache } = operation;
  if (workspace !== undefined && !(await findWorkspace(operation, workspace, cache.now())).open) {
    return "The workspace is archived, which is final. Remove the resource from the program, or declare it for another workspace.";
  }
  if (userId === undefined) return undefined;
  const user = await cache.confirmUser(userId, cache.now());
  if (user === undefined) return "The user is no longer in the organization. Run `pulumi up --refresh`.";
  if (role === undefined || !isImplicit(user, role)) return undefined;
  return `They are \`${user.role}\` of the organization now, which determines their access to every workspace. Run \`pulumi up --refresh\`.`;
}
