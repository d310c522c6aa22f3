import { z } from "zod";
import { uuid } from "../../api/objects.ts";
import { idWithPrefix } from "../../ids.ts";
import { Inputs as IssuerInputs } from "../../resources/federationIssuer/schema.ts";
import { Inputs as RuleInputs } from "../../resources/federationRule/schema.ts";
import { Inputs as AccountInputs } from "../../resources/serviceAccount/schema.ts";
import { WorkspaceRoleInput } from "../../resources/workspaceMember/schema.ts";

const FormerName = z.string("must be a string").min(1, "must not be empty").exactOptional();

/** A name that is compared as a whole, such as that of an environment. */
export const ExactName = z
  .string("must be a string")
  .trim()
  .min(1, "must not be empty")
  .refine((name) => !name.includes("*"), "must not contain `*`: it is compared as a whole");

/** A name that may end with `*`, but not `*` itself. `everything` is what would have access with `*`. */
export const namesOfPlaces = (everything: string) => {
  const NameOrPrefix = z
    .string("must be a string")
    .trim()
    .min(1, "must not be empty")
    .refine((name) => !name.slice(0, -1).includes("*"), "must not contain `*`, except at the end")
    .refine((name) => name !== "*", `must not be \`*\`: otherwise ${everything} would have access`);
  /** A branch or a tag, without `refs/heads/` or `refs/tags/`. */
  const RefName = NameOrPrefix.refine(
    (name) => !name.startsWith("refs/"),
    "must be the name alone, without `refs/heads/` or `refs/tags/`",
  ).refine((name) => !/[\s~^:?[\\]|\.\.|^[-/]|\/$/.test(name), "must be the name of a branch or a tag");
  return { NameOrPrefix, RefName };
};

const numeric = "must be a numeric ID, such as 1296269";

/** The numeric ID of a repository or a project, which tokens have as a string. */
export const NumericId = z
  .union(
    [
      z.int(numeric).positive(numeric),
      z
        .string()
        .trim()
        .regex(/^[1-9]\d*$/, numeric),
    ],
    numeric,
  )
  .exactOptional();

/** A boolean that is not an output. */
export const Flag = z.boolean("must be `true` or `false`").exactOptional();

/** The schemas of the arguments that every pipeline has. Arguments of resources have the schemas of the resource types. */
export const pipelineShape = {
  workspace: idWithPrefix("wrkspc_"),
  workspaceRole: WorkspaceRoleInput.exactOptional(),
  oauthScope: RuleInputs.shape.oauthScope.exactOptional(),
  issuer: idWithPrefix("fdis_").exactOptional(),
  newIssuer: IssuerInputs.partial().exactOptional(),
  tokenLifetimeSeconds: RuleInputs.shape.tokenLifetimeSeconds,
  onArchived: RuleInputs.shape.onArchived,
  audience: ExactName.exactOptional(),
  claims: z.record(z.string(), ExactName).exactOptional(),
  name: AccountInputs.shape.name.exactOptional(),
  description: AccountInputs.shape.description,
  organizationId: z
    .string("must be a string")
    .regex(uuid, "must be the ID of an organization, a UUID")
    .exactOptional(),
  formerNames: z
    .union(
      [
        z.literal(false),
        z.strictObject({
          serviceAccount: FormerName,
          workspaceServiceAccount: FormerName,
          federationIssuer: FormerName,
          federationRule: FormerName,
        }),
      ],
      "must be `false` or an object with the keys `serviceAccount`, `workspaceServiceAccount`, `federationIssuer` and `federationRule`",
    )
    .exactOptional(),
};

/** The arguments that may be outputs. The others determine the resources of the component and their names. */
export function mayBeOutput(...own: readonly string[]): RegExp {
  const shared = ["workspace", "workspaceRole", "oauthScope", "issuer", "tokenLifetimeSeconds", "audience"];
  const names = [...shared, ...own, "description", "onArchived", "organizationId"];
  return new RegExp(`^(${names.join("|")}|(claims|newIssuer)\\..+)$`);
}
