import { z } from "zod";
import { choice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { Email } from "../../users/email.ts";
import { OrganizationRoleInput } from "../../users/roles.ts";

export const Inputs = z.strictObject({
  email: Email.exactOptional(),
  userId: idWithPrefix("user_").exactOptional(),
  role: OrganizationRoleInput.exactOptional(),
  invite: choice(["send", "never"]).exactOptional(),
  reinvite: z.string("must be a string").exactOptional(),
  onDelete: choice(["demote", "remove", "retain"]).exactOptional(),
  deactivateKeys: z
    .union(
      [z.literal("unused"), z.array(idWithPrefix("apikey_"))],
      "must be `unused` or an array of IDs `apikey_...`",
    )
    .exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  email: z.string(),
  userId: z.string(),
  role: z.string(),
  invite: z.string(),
  reinvite: z.string(),
  onDelete: z.string(),
  deactivateKeys: z.union([z.string(), z.array(z.string())]),
  name: z.string(),
  status: z.string(),
  inviteId: z.string(),
  inviteRole: z.string(),
  expiresAt: z.string(),
  previousRole: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
