import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { idWithPrefix } from "../../ids.ts";
import { nameInput } from "../../text/names.ts";

const Geo = choice(["global", "us"]);

export const Inputs = z.strictObject({
  name: nameInput(255),
  displayColor: z
    .string("must be a string")
    .regex(/^#[0-9A-Fa-f]{6}$/, "must be a color such as `#6C5BB9`")
    .toUpperCase()
    .exactOptional(),
  tags: z
    .record(
      z
        .string()
        .normalize()
        .min(1, "must have a key")
        .regex(/^(?!anthropic)/i, "must not begin with `anthropic`, which is reserved"),
      z.string("must be a string").normalize(),
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
  onArchived: choice(["refuse", "recreate"]).exactOptional(),
  onDelete: choice(["archive", "retain"], (input) =>
    input === "delete" ? apiLimitation("deleteWorkspace") : undefined,
  ).exactOptional(),
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
