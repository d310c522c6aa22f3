import { ApiError, sentences } from "../apiError.ts";
import { hints } from "../hints.ts";

const noAccess = "spend_limits_admin_api_writes_not_enabled";

export const withoutAccess =
  "this organization has no access to the Spend Limits API, which is in early access";

/** Whether the API responded that the organization has no access to spend limits. */
export function isWithoutAccess(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && (error.code === noAccess || error.code === "organization_type_not_supported")
  );
}

/**
 * The error of a failed list of spend limits. Without early access, the API tells a Console organization that its organization type is
 * not supported, which is misleading.
 */
export function listError(error: unknown, doing: string): unknown {
  if (!isWithoutAccess(error)) return error;
  const { reason, code, requestId } = error;
  return new ApiError(sentences({ doing }, withoutAccess, hints[noAccess] ?? "", requestId), {
    reason,
    code,
    requestId,
  });
}
