import { z } from "zod";
import { choice } from "../../choices.ts";

export const Inputs = z.strictObject({ state: choice(["enabled", "disabled"]) });
export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  state: z.string(),
  organizationId: z.string(),
  adopted: z.boolean(),
});
export type State = Partial<z.infer<typeof State>>;
