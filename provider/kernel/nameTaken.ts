import { UserError } from "../errors.ts";
import type { Operation } from "./definition.ts";
import { objectName } from "./objectName.ts";
import { stackName } from "./origin.ts";

/** An object of the organization with the name of a new resource of the same type. */
export interface SameName {
  readonly kind: string;
  readonly id: string;
  /** What the object is, with its article: `a workspace`. */
  readonly noun: string;
  /** Whether an interrupted run of this stack may have created it. Default: true. */
  readonly mayBeRecovered?: boolean;
  /** Whether `allowDuplicateName` allows several objects of the name, and whether to suggest it. Default: not allowed. */
  readonly duplicates?: "allowed" | "suggested";
}

/**
 * The error of a create whose name is in use. If another resource of the program has the object, one of the two needs another name.
 * If a resource with another name in the state has the object, that resource was renamed, and neither `recover` nor a second object helps:
 * the same `up` would delete the object.
 */
export async function nameTakenError(
  operation: Operation,
  doing: string,
  { kind, id, noun, mayBeRecovered = true, duplicates }: SameName,
): Promise<UserError> {
  const { ownership, name, stack } = operation;
  const object = objectName(kind, id);
  const other = ownership.otherOwner(object, kind, name);
  if (other !== undefined) {
    const orDuplicate = duplicates === undefined ? "" : ", or set `allowDuplicateName: true`";
    return new UserError(
      `cannot ${doing}: the resource \`${other}\` of this program has ${noun} of that name (${id}). Give one of them another name${orDuplicate}.`,
    );
  }
  const formerName = await operation.recordedAs(object);
  const isRenamed = formerName !== undefined && formerName !== name;
  const aliases = isRenamed ? `aliases: [{ name: ${JSON.stringify(formerName)} }]` : "aliases";
  return new UserError(
    `cannot ${doing}: the organization has ${noun} of that name, ${id}.`,
    [
      `If you renamed or moved this resource, add the resource option \`${aliases}\`.`,
      ...(mayBeRecovered && !isRenamed
        ? [
            `If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack ${stackName(stack)} --yes\` and then \`up\` again.`,
          ]
        : []),
      `To adopt it, add the resource option \`import: "${id}"\`.`,
      ...(duplicates === "suggested" && !isRenamed
        ? ["To create a second one, set `allowDuplicateName: true`."]
        : []),
    ].join(" "),
  );
}
