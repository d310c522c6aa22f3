import { z } from "zod";
import { Email } from "../../users/email.ts";
import { OrganizationRoleInput } from "../../users/roles.ts";

export const Inputs = z.strictObject({
  email: Email,
  role: OrganizationRoleInput,
  reinvite: z.string("must be a string").exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  email: z.string(),
  role: z.string(),
  reinvite: z.string(),
  status: z.string(),
  invitedAt: z.string(),
  expiresAt: z.string(),
  acceptedAt: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
