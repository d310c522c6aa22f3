import { z } from "zod";
import { text, timestampText } from "../validation.ts";

const timestamp = z.optional(timestampText);

/** Who changed an object of a seed. */
export const actor = z.optional(z.nullable(text({ min: 1 })));

/** The fields of `HistoryJson` in a seed. */
export const history = {
  created_at: timestamp,
  updated_at: timestamp,
  archived_at: z.optional(z.nullable(timestampText)),
  created_by_actor_id: actor,
  updated_by_actor_id: actor,
  archived_by_actor_id: actor,
};
