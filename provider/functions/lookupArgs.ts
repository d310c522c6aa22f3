import { z } from "zod";
import { notAChoice } from "../choices.ts";
import { nearestOf } from "../nearest.ts";

// Filters of functions that list objects.

/** The organization roles of the API, including those of Claude Enterprise. */
const roles = [
  "admin",
  "billing",
  "claude_code_user",
  "developer",
  "managed",
  "membership_admin",
  "owner",
  "primary_owner",
  "user",
] as const;

/** A filter by organization role. Rejects a misspelled role, which would match nothing, and accepts roles that the API adds later. */
export const roleFilter = z
  .array(
    z.string("must be a string").superRefine((role, context) => {
      const isMisspelled =
        !roles.some((known) => known === role) && nearestOf(role.trim(), roles) !== undefined;
      if (isMisspelled) context.addIssue({ code: "custom", message: notAChoice(roles, role) });
    }),
    "must be an array of roles",
  )
  .optional();

/** An argument that is `true` or `false`. */
export const flag = z.boolean("must be `true` or `false`").optional();
