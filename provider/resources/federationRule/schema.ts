import { z } from "zod";
import { apiLimitation } from "../../apiLimitations.ts";
import { choice } from "../../choices.ts";
import { slug } from "../../federation/slug.ts";
import { idWithPrefix } from "../../ids.ts";

/** The scopes in a fixed order, since the API compares them as a set. */
export function normalScope(scope: string): string {
  return [...new Set(scope.trim().split(/\s+/))].sort().join(" ");
}

const text = z.string("must be a string").trim().min(1, "must not be empty");

const match = z
  .strictObject({
    subjectPrefix: text
      .refine((subject) => /[^*]/.test(subject), "must not be `*` alone, which matches every identity token")
      .exactOptional(),
    audience: text.exactOptional(),
    claims: z
      .record(
        z
          .string()
          .min(1, "must have a key")
          .refine((claim) => !/\s/.test(claim), "must not have spaces"),
        z.string("must be a string: use `condition` for others").trim(),
      )
      .refine((claims) => Object.keys(claims).length > 0, "must have a claim")
      .exactOptional(),
    condition: text
      .refine(
        (condition) => /\bclaims\b/.test(condition),
        "must refer to `claims`, which has the claims of the identity token",
      )
      .exactOptional(),
  })
  .refine(
    ({ subjectPrefix, claims, condition }) => (subjectPrefix ?? claims ?? condition) !== undefined,
    "must have `subjectPrefix`, `claims` or `condition`, since `audience` alone matches every workload of the issuer",
  );

const scope = choice(
  ["workspace:developer", "workspace:inference", "workspace:developer workspace:inference"],
  (input) =>
    typeof input === "string" && normalScope(input).split(" ").includes("org:admin")
      ? apiLimitation("manageAdminRule")
      : undefined,
);

const workspaceInput = idWithPrefix("wrkspc_").superRefine((id, context) => {
  if (id !== "default") return;
  const message =
    'must be an ID. The one of the default workspace is `getWorkspaceOutput({ name: "Default" }).id`';
  context.addIssue({ code: "custom", message });
});

const lifetime = "must be a whole number of seconds from 60 to 86400";

export const Inputs = z.strictObject({
  name: slug,
  issuer: idWithPrefix("fdis_"),
  serviceAccount: idWithPrefix("svac_"),
  match,
  oauthScope: scope,
  workspaces: z
    .array(workspaceInput, "must be an array of workspaces or of their IDs")
    .min(1, "must have a workspace. To stop the rule, delete the resource")
    .transform((ids) => [...new Set(ids)].sort())
    .exactOptional(),
  appliesToAllWorkspaces: z.boolean("must be `true` or `false`").exactOptional(),
  description: z.string("must be a string").trim().exactOptional(),
  tokenLifetimeSeconds: z.int(lifetime).min(60, lifetime).max(86_400, lifetime).exactOptional(),
  onArchived: choice(["refuse", "recreate"]).exactOptional(),
  onDelete: choice(["archive", "retain"], (input) =>
    input === "delete" ? apiLimitation("deleteFederation") : undefined,
  ).exactOptional(),
});

export type Inputs = z.infer<typeof Inputs>;

export const State = z.looseObject({
  name: z.string(),
  issuer: z.string(),
  serviceAccount: z.string(),
  match: z.looseObject({
    subjectPrefix: z.string().optional(),
    audience: z.string().optional(),
    claims: z.record(z.string(), z.string()).optional(),
    condition: z.string().optional(),
  }),
  oauthScope: z.string(),
  workspaces: z.array(z.string()),
  appliesToAllWorkspaces: z.boolean(),
  description: z.string(),
  tokenLifetimeSeconds: z.number(),
  onArchived: z.string(),
  onDelete: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string(),
  status: z.string(),
  adopted: z.boolean(),
});

export type State = Partial<z.infer<typeof State>>;
