import { z } from "zod";
import type { Failure, ValidationContext } from "../kernel/definition.ts";
import { nameIn } from "../kernel/origin.ts";

/** The schema of the name of an issuer or rule. The API accepts no other characters. */
export const slug = z
  .string("must be a string")
  .trim()
  .min(1, "must not be empty")
  .max(255, "must have at most 255 characters")
  .regex(/^[a-z0-9-]+$/, "must consist of lowercase letters, digits and hyphens, such as `github-actions`");

/** Rejects a new name that another resource of the type declares, since names are unique in the organization. */
export function rejectSharedSlug(
  kind: string,
  { name }: { readonly name?: string | undefined },
  {
    olds,
    declarations,
    origin,
  }: Pick<ValidationContext<{ name: string }>, "olds" | "declarations" | "origin">,
): Failure[] {
  if (name === undefined || olds?.name === name) return [];
  const other = declarations
    .ofType<{ name: string }>(kind)
    .find((one) => one.inputs.name === name && typeof one.origin === "string" && one.origin !== origin);
  if (typeof other?.origin !== "string") return [];
  return [
    {
      property: "name",
      reason: `\`name\`: the resource \`${nameIn(other.origin)}\` of this program also declares a ${kind} of that name, and names are unique. ${kind === "FederationIssuer" ? "Use one issuer for both, or give" : "Give"} one of them another name.`,
    },
  ];
}
