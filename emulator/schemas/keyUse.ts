import { z } from "zod";
import { contextWindows, products, serviceTiers, speeds } from "../usage/dimensions.ts";
import { oneOf, text } from "../validation.ts";
import { inferenceGeo } from "../workspaceRules.ts";

const count = z.int().min(0).optional();

/** The fields of a recorded use of a key. */
export const keyUse = {
  model: text({ min: 1 }).optional(),
  product: oneOf(...products).optional(),
  serviceTier: oneOf(...serviceTiers).optional(),
  contextWindow: oneOf(...contextWindows).optional(),
  inferenceGeo: inferenceGeo.optional(),
  speed: oneOf(...speeds).optional(),
  uncachedInputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheCreation5mInputTokens: count,
  cacheCreation1hInputTokens: count,
  webSearchRequests: count,
};
