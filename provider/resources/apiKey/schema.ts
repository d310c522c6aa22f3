import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { idWithPrefix } from "../../ids.ts";

export const Inputs = z.strictObject({
  apiKeyId: idWithPrefix("apikey_").describe(`Keys are adopted, since ${apiLimitation("createKey")}`),
  name: z
    .string("must be a string")
    .trim()
    .min(1, "must not be empty")
    .max(500, "must have at most 500 characters")
    .exactOptional(),
  status: z
    .enum(["active", "inactive", "archived"], {
      error: (issue) =>
        issue.input === "expired"
          ? "`expired` cannot be declared. Declare `archived`, or leave `status` out"
          : "must be `active`, `inactive` or `archived`",
    })
    .exactOptional(),
  workspace: idWithPrefix("wrkspc_").exactOptional(),
  onDelete: z
    .enum(["retain", "deactivate"], {
      error: ({ input }) =>
        input === "delete" ? apiLimitation("deleteKey") : "must be `retain` or `deactivate`",
    })
    .exactOptional(),
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
