import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { idWithPrefix } from "../../ids.ts";
import { Email } from "../../users/email.ts";

export const WorkspaceRoleInput = z.enum(
  ["workspace_user", "workspace_restricted_developer", "workspace_developer", "workspace_admin"],
  {
    error: ({ input }) => {
      if (input === "workspace_billing" || input === "billing")
        return apiLimitation("assignWorkspaceBilling");
      const roles =
        "must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`";
      return typeof input === "string" &&
        ["user", "restricted_developer", "developer", "admin"].includes(input)
        ? `${roles}. Did you mean \`workspace_${input}\`?`
        : roles;
    },
  },
);

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
