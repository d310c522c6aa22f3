import { z } from "zod";
import { type Fault, faultKinds } from "../faults.ts";
import { defined, fields, oneOf, text } from "../validation.ts";

/** A fault. `pathPattern` is a regular expression for the path. */
export const faultSchema = fields({
  kind: oneOf(...faultKinds),
  method: oneOf("GET", "POST", "DELETE").optional(),
  path: text({ min: 1 }).optional(),
  pathPattern: text({ min: 1 }).refine(isPattern, "Input should be a valid regular expression").optional(),
  times: z.int().min(1).optional(),
  after: z.int().min(0).optional(),
  status: z.int().min(200).optional(),
  errorCode: text({ min: 1 }).optional(),
  errorType: text({ min: 1 }).optional(),
  message: z.string().optional(),
  retryAfter: z.number().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  body: z.unknown().optional(),
});

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) !== undefined;
  } catch {
    return false;
  }
}

/** The fault with `pathPattern` as its `path`. */
export function faultOf({ pathPattern, ...fault }: z.output<typeof faultSchema>): Fault {
  return { ...defined(fault), ...(pathPattern === undefined ? {} : { path: new RegExp(pathPattern) }) };
}
