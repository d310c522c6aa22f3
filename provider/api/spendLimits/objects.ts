import { z } from "zod";
import { Id, Timestamp } from "../objects.ts";

// Like the schemas of the other objects: strict about what a limit applies to, tolerant of everything else.

const Amount = z.string().regex(/^\d+(\.\d+)?$/, "is not an amount");

const Scope = z
  .object({
    type: z.string().min(1),
    workspace_id: Id.nullish(),
    user_id: Id.nullish(),
    // Only for snapshots.
    seat_tier: z.string().nullish(),
    rbac_group_id: z.string().nullish(),
    service: z.string().nullish(),
  })
  .refine((scope) => scope.type !== "workspace" || typeof scope.workspace_id === "string", {
    path: ["workspace_id"],
    message: "Invalid input: a workspace scope without a workspace ID",
  })
  .refine((scope) => scope.type !== "user" || typeof scope.user_id === "string", {
    path: ["user_id"],
    message: "Invalid input: a user scope without a user ID",
  });

/** A spend limit of any scope. */
export const SpendLimitWire = z.object({
  type: z.literal("spend_limit"),
  id: Id,
  /** In minor units of the currency. Null for no limit. */
  amount: Amount.nullable(),
  currency: z.string().min(1),
  is_enabled: z
    .boolean()
    .nullish()
    .transform((enabled) => enabled ?? true),
  period: z.string().min(1),
  scope: Scope,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type SpendLimitWire = z.infer<typeof SpendLimitWire>;

/** The response to the deletion of a spend limit. */
export const SpendLimitDeletedWire = z.object({ type: z.literal("spend_limit_deleted"), id: Id });
export type SpendLimitDeletedWire = z.infer<typeof SpendLimitDeletedWire>;

const Actor = z.object({
  type: z.string().min(1),
  user_id: Id.nullish(),
  email_address: z.string().nullish(),
  name: z.string().nullish(),
  scoped_api_key_id: Id.nullish(),
});
export type SpendActorWire = z.infer<typeof Actor>;

/** The limit that applies to one user in one period. */
export const SpendSummaryWire = z.object({
  actor: Actor,
  amount: Amount.nullable(),
  currency: z.string().min(1),
  period: z.string().min(1),
  period_to_date_spend: Amount,
  source: Scope,
  spend_limit_id: Id,
});
export type SpendSummaryWire = z.infer<typeof SpendSummaryWire>;

/** A user's request for a higher spend limit. */
export const IncreaseRequestWire = z.object({
  type: z.literal("spend_limit_increase_request"),
  id: Id,
  actor: Actor,
  created_at: Timestamp,
  period: z.string().min(1),
  resolved_at: Timestamp.nullish(),
  resolved_by: Actor.nullish(),
  spend_summary: SpendSummaryWire.nullish(),
  status: z.string().min(1),
});
export type IncreaseRequestWire = z.infer<typeof IncreaseRequestWire>;
