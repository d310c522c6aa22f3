import { oneOf } from "./validation.ts";

/** The roles that the API gives in a Console organization; `admin` is not among them. */
export const assignableRole = oneOf("user", "developer", "billing", "claude_code_user");

/** The roles that the lists of a Console organization filter by. */
export const filterRoles = ["user", "developer", "billing", "admin", "claude_code_user"] as const;
