import { z } from "zod";
import { idWithPrefix } from "../../ids.ts";
import { workspaceRole } from "../workspaceMember/schema.ts";

export const Inputs = z.strictObject({
  workspace: idWithPrefix("wrkspc_"),
  serviceAccount: idWithPrefix("svac_"),
  role: workspaceRole("assignServiceAccountBilling"),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  workspace: z.string(),
  serviceAccount: z.string(),
  role: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
