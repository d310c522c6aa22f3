import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";

export const Inputs = z.strictObject({
  name: z
    .string("must be a string")
    .trim()
    .min(1, "must not be empty")
    .max(255, "must have at most 255 characters")
    .regex(/^[a-z0-9-]*$/, "must consist of lowercase letters, digits and hyphens"),
  description: z
    .string("must be a string")
    .normalize()
    .max(2000, "must have at most 2000 characters")
    .exactOptional(),
  organizationRole: choice(["developer", "admin"]).exactOptional(),
  onArchived: choice(["refuse", "recreate"]).exactOptional(),
  onDelete: choice(["archive", "retain"], (input) =>
    input === "delete" ? apiLimitation("deleteServiceAccount") : undefined,
  ).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  name: z.string(),
  description: z.string(),
  organizationRole: z.string(),
  onArchived: z.string(),
  onDelete: z.string(),
  createdAt: z.string(),
  archivedAt: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
