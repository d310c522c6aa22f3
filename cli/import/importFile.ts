import { jsonText } from "../../provider/api/foreignText.ts";
import type { Declaration } from "./declaration.ts";

/**
 * The text of a file for `pulumi import --file`. With inputs and outputs given, the engine takes both as they are and
 * asks nobody: neither a provider, which it could not import through, nor the organization.
 */
export function importFileText(declarations: readonly Declaration[]): string {
  const resources = declarations.map(({ kind, name, id, inputs, outputs }) => ({
    type: `pulumi-nodejs:dynamic/anthropic:${kind}`,
    name,
    id,
    inputs,
    outputs,
  }));
  return `${jsonText({ resources }, 2)}\n`;
}
