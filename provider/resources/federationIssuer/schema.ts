import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { slug } from "../../federation/slug.ts";
import { httpsUrl, jwksInput } from "./jwks.ts";

const lifetime = "must be a whole number of seconds from 1 to 176400";

export const Inputs = z.strictObject({
  name: slug,
  issuerUrl: httpsUrl,
  jwks: jwksInput.exactOptional(),
  checkJti: z.boolean("must be `true` or `false`").exactOptional(),
  maxJwtLifetimeSeconds: z.int(lifetime).min(1, lifetime).max(176_400, lifetime).exactOptional(),
  onArchived: choice(["refuse", "recreate"]).exactOptional(),
  onDelete: choice(["archive", "retain"], (input) =>
    input === "delete" ? apiLimitation("deleteFederation") : undefined,
  ).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  name: z.string(),
  issuerUrl: z.string(),
  jwks: z.looseObject({ type: z.string() }),
  checkJti: z.boolean(),
  maxJwtLifetimeSeconds: z.number(),
  onArchived: z.string(),
  onDelete: z.string(),
  pollingPausedAt: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
