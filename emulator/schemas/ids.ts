import { z } from "zod";
import { hasForm } from "../ids.ts";

/** An ID with this prefix. */
export function id(prefix: string): z.ZodString {
  return z
    .string()
    .refine((given) => hasForm(prefix, given), `Input should be an ID that begins with '${prefix}'`);
}
