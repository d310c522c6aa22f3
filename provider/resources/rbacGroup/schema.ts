import { z } from "zod";
import { choice } from "../../choices.ts";
import { nameInput } from "../../text/names.ts";

export const Inputs = z.strictObject({
  name: nameInput(255),
  allowDuplicateName: z.boolean("must be `true` or `false`").exactOptional(),
  onRemoved: choice(["refuse", "recreate"]).exactOptional(),
  onDelete: choice(["delete", "retain"]).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  name: z.string(),
  allowDuplicateName: z.boolean(),
  onRemoved: z.string(),
  onDelete: z.string(),
  sourceType: z.string(),
  roleIds: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
