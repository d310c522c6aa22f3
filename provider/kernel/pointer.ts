/**
 * The code that Pulumi stores with each resource and runs in its provider process, in the program's folder. It requires this
 * package instead of containing the provider. Serialized provider code breaks with tools that transform the program, and makes
 * state files many megabytes large.
 */
export function pointer(kind: string): string {
  return `exports.handler=()=>require("pulumi-anthropic/handlers").provider("${kind}")`;
}
