import { z } from "zod";
import { type ApiLimitationName, apiLimitation } from "../../apiLimitations.ts";
import { choice, wordsText } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { nearestOf } from "../../nearest.ts";
import { Email } from "../../users/email.ts";

const roles = [
  "workspace_user",
  "workspace_restricted_developer",
  "workspace_developer",
  "workspace_admin",
] as const;

const prefix = "workspace_";

/** The schema of a workspace role. The limitation is why `workspace_billing` cannot be assigned. */
export function workspaceRole(billing: ApiLimitationName) {
  return choice(roles, (input) => {
    if (typeof input !== "string") return undefined;
    const names = [...roles, `${prefix}billing`];
    const nearest = nearestOf(input.trim(), [...names, ...names.map((name) => name.slice(prefix.length))]);
    if (nearest === undefined) return undefined;
    const role = nearest.startsWith(prefix) ? nearest : `${prefix}${nearest}`;
    return role === `${prefix}billing`
      ? apiLimitation(billing)
      : `must be ${wordsText(roles)}. Did you mean \`${role}\`?`;
  });
}

/** A workspace role of a user as an input. */
export const WorkspaceRoleInput = workspaceRole("assignWorkspaceBilling");

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  role: WorkspaceRoleInput,
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  workspace: z.string(),
  email: z.string(),
  userId: z.string(),
  role: z.string(),
  status: z.string(),
  waitingFor: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
