import type { Dimensions } from "../../../emulator/usage/dimensions.ts";

/** The dimensions of usage without a key. */
export const dimensions: Dimensions = {
  apiKeyId: null,
  workspaceId: "wrkspc_01a",
  userId: null,
  serviceAccountId: null,
  product: "messages_api",
  model: "claude-opus-5-5",
  serviceTier: "standard",
  contextWindow: "0-200k",
  inferenceGeo: "global",
  speed: "standard",
};
