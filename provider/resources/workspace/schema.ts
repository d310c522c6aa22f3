import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { idWithPrefix } from "../../ids.ts";

const Geo = z.enum(["global", "us"], "must be `global` or `us`");

export const Inputs = z.strictObject({
  name: z
    .string("must be a string")
    .trim()
    .min(1, "must not be empty")
    .max(255, "must have at most 255 characters"),
  displayColor: z
    .string("must be a string")
    .regex(/^#[0-9A-Fa-f]{6}$/, "must be a color such as `#6C5BB9`")
    .toUpperCase()
    .exactOptional(),
  tags: z
    .record(
      z
        .string()
        .min(1, "must have a key")
        .regex(/^(?!anthropic)/i, "must not begin with `anthropic`, which is reserved"),
      z.string("must be a string"),
    )
    .exactOptional(),
  dataResidency: z
    .strictObject({
      workspaceGeo: z.enum(["us"], "must be `us`, the only location where data is stored").exactOptional(),
      allowedInferenceGeos: z
        .union(
          [
            z.literal("unrestricted"),
            z
              .array(Geo)
              .min(1)
              .transform((geos) => [...new Set(geos)].sort()),
          ],
          "must be `unrestricted` or an array of `global` and `us`",
        )
        .exactOptional(),
      defaultInferenceGeo: Geo.exactOptional(),
    })
    .exactOptional(),
  externalKeyId: idWithPrefix("ekey_", "arn:").exactOptional(),
  userProfileId: idWithPrefix("uprof_").exactOptional(),
  forceDestroy: z.boolean("must be `true` or `false`").exactOptional(),
  onArchived: z.enum(["refuse", "recreate"], "must be `refuse` or `recreate`").exactOptional(),
  onDelete: z
    .enum(["archive", "retain"], {
      error: ({ input }) =>
        input === "delete" ? apiLimitation("deleteWorkspace") : "must be `archive` or `retain`",
    })
    .exactOptional(),
  allowDuplicateName: z.boolean("must be `true` or `false`").exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  name: z.string(),
  displayColor: z.string(),
  tags: z.record(z.string(), z.string()),
  dataResidency: z.looseObject({
    workspaceGeo: z.string().optional(),
    allowedInferenceGeos: z.union([z.string(), z.array(z.string())]).optional(),
    defaultInferenceGeo: z.string().optional(),
  }),
  externalKeyId: z.string(),
  userProfileId: z.string(),
  forceDestroy: z.boolean(),
  onArchived: z.string(),
  onDelete: z.string(),
  allowDuplicateName: z.boolean(),
  createdAt: z.string(),
  archivedAt: z.string(),
  compartmentId: z.string(),
  status: z.string(),
  adopted: z.boolean(),
  ownedBy: z.string(),
});

export type State = Partial<z.infer<typeof State>>;
