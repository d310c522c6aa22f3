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

const differently: Readonly<Record<string, string>> = {
  FederationIssuer:
    "Use one issuer for both, or give one of them another name. In GitHubActionsAccess and GitLabAccess, set `issuer` to the `issuerId` of the other component, or set `newIssuer.name`.",
};

/**
 * Rejects a name that another resource of the type declares, since names are unique in the organization. At least one
 * of the two is new or renamed. The engine checks them in any order, and the second one has the error.
 */
export function rejectSharedSlug(
  kind: string,
  { name }: { readonly name?: string | undefined },
  {
    olds,
    declarations,
    origin,
  }: Pick<ValidationContext<{ name: string }>, "olds" | "declarations" | "origin">,
): Failure[] {
  if (name === undefined) return [];
  const isChanged = olds?.name !== name;
  const other = declarations.ofType<{ name: string }>(kind).find((one) => {
    const isOther = typeof one.origin === "string" && one.origin !== origin;
    const otherIsChanged = one.olds?.name !== name && one.adopting !== true;
    return isOther && one.inputs.name === name && (isChanged || otherIsChanged);
  });
  if (typeof other?.origin !== "string") return [];
  return [
    {
      // Reported for the whole resource: the other one may have changed.
      property: "",
      reason: `\`name\`: the resource \`${nameIn(other.origin)}\` of this program also declares a ${kind} of that name, and names are unique. ${differently[kind] ?? "Give one of them another name."}`,
    },
  ];
}
