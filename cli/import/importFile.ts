import { jsonText } from "../../provider/api/foreignText.ts";
import { pulumiType } from "../../provider/kernel/resourceType.ts";
import type { Declaration } from "./declaration.ts";

/**
 * The text of a file for `pulumi import --file`. The engine cannot import through a dynamic provider. It records given inputs
 * and outputs without a call of the provider.
 */
export function importFileText(declarations: readonly Declaration[]): string {
  const resources = declarations.map(({ kind, name, id, inputs, outputs }) => ({
    type: pulumiType(kind),
    name,
    id,
    inputs,
    outputs,
  }));
  return `${jsonText({ resources }, 2)}\n`;
}
