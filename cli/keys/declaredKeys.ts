import { objectName } from "../../provider/kernel/objectName.ts";
import { quoted } from "../output/phrases.ts";
import type { Declarations, Declaring } from "../states/declarations.ts";
import { isSecretPath } from "../states/propertyValues.ts";
import { keyTitle } from "./selectKeys.ts";

/** A key that is deactivated outside of Pulumi. */
interface Deactivated {
  readonly id: string;
  readonly name: string;
}

/** The resources that declare a key. */
export function declaringKey(declarations: Declarations, { id }: Pick<Deactivated, "id">): Declaring[] {
  return declarations.of(objectName("ApiKey", id));
}

/**
 * The changes that keep programs from reactivating a key that they declare. `replacement` is the ID of the key that replaces it, if
 * there is one.
 */
export function programChanges(key: Deactivated, declarations: Declarations, replacement?: string): string[] {
  return declaringKey(declarations, key).map(({ stack, resource }) => {
    const { name, inputs, secrets, ignored } = resource;
    const isActive =
      inputs["status"] === "active" && !isSecretPath(secrets, "status") && !ignored.includes("status");
    const effect = isActive
      ? `, and \`pulumi up --refresh\` reactivates it, because the program declares \`status: "active"\``
      : "";
    const change =
      replacement === undefined
        ? `Set \`status: "inactive"\` in the program, or remove the resource.`
        : `Set \`apiKeyId: "${replacement}"\` in the program, and run \`pulumi up\`.`;
    return `The resource ${quoted(name)} of stack ${stack} declares ${keyTitle(key)}${effect}. ${change}`;
  });
}
