import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { nameInput } from "../../text/names.ts";

export const Inputs = z.strictObject({
  apiKeyId: idWithPrefix("apikey_").describe(`Keys are adopted, since ${apiLimitation("createKey")}`),
  name: nameInput(500).exactOptional(),
  status: choice(["active", "inactive", "archived"], (input) =>
    input === "expired"
      ? "`expired` cannot be declared. Declare `archived`, or leave `status` out"
      : undefined,
  ).exactOptional(),
  workspace: idWithPrefix("wrkspc_").exactOptional(),
  onDelete: choice(["retain", "deactivate"], (input) =>
    input === "delete" ? apiLimitation("deleteKey") : undefined,
  ).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  apiKeyId: z.string(),
  name: z.string(),
  status: z.string(),
  workspace: z.string(),
  onDelete: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  createdBy: z.looseObject({ id: z.string(), type: z.string() }),
  partialKeyHint: z.string(),
  principal: z.looseObject({
    type: z.string(),
    userId: z.string().optional(),
    serviceAccountId: z.string().optional(),
  }),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
