import { z } from "zod";
import { credentialKinds } from "../credentialKind.ts";
import { keyScopes } from "../scopes.ts";
import { contextWindows, products, serviceTiers, speeds } from "../usage/dimensions.ts";
import { fields, map, oneOf, text, timestampText } from "../validation.ts";
import { inferenceGeo } from "../workspaceRules.ts";
import { organizationRoles } from "./roles.ts";
import { seedSchema } from "./seed.ts";

const word = text({ min: 1 });
const nullable = z.nullable(word);
const count = z.int().min(0);

const span = fields({ from: z.number(), to: z.nullable(z.number()) });

const user = fields({
  id: word,
  type: z.literal("user"),
  email: word,
  name: z.string(),
  role: oneOf(...organizationRoles),
  added_at: timestampText,
});

const activity = fields({
  keySpans: map(z.array(span)),
  users: z.array(fields({ user, firstRole: oneOf(...organizationRoles), removed: z.boolean(), span })),
  geos: map(inferenceGeo),
  recorded: z.array(
    fields({
      at: z.number(),
      dimensions: fields({
        apiKeyId: nullable,
        workspaceId: word,
        userId: nullable,
        serviceAccountId: nullable,
        product: z.nullable(oneOf(...products)),
        model: nullable,
        serviceTier: z.nullable(oneOf(...serviceTiers)),
        contextWindow: z.nullable(oneOf(...contextWindows)),
        inferenceGeo: z.nullable(inferenceGeo),
        speed: z.nullable(oneOf(...speeds)),
      }),
      counts: fields({
        requests: count,
        uncachedInput: count,
        output: count,
        cacheRead: count,
        cacheWrite5m: count,
        cacheWrite1h: count,
        webSearches: count,
        codeSeconds: count,
      }),
    }),
  ),
});

const credential = fields({
  hash: word,
  kind: oneOf(...credentialKinds),
  expiresAt: timestampText.optional(),
  apiKeyId: word.optional(),
  scopes: z.array(oneOf(...keyScopes)).optional(),
});

/** A saved emulator. */
export const savedSchema = fields({
  version: z.literal(1),
  savedAt: timestampText,
  clockOffsetMs: z.number(),
  organizations: z.array(fields({ seed: seedSchema, activity, credentials: z.array(credential) })).min(1),
  sentInvitations: z.array(fields({ to: word, inviteId: word, at: timestampText, organizationId: word })),
  usedIdentityTokens: z.array(fields({ key: word, expiresAt: z.number() })),
});
