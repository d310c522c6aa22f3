import * as pulumi from "@pulumi/pulumi";

/**
 * The JSON pointers of the inputs that are secret, such as `/email` or `/tags/project`. For a secret in an array, the pointer of
 * the array, because the order of its entries may change. Undefined if no input is secret. Pulumi passes secrets to its provider
 * process as plain values, so the program tells the process which inputs are secret.
 */
export function secretInputs(inputs: pulumi.Inputs): Promise<string[] | undefined> | undefined {
  const found = Object.entries(inputs).flatMap(([name, value]) => outputsIn(value, `/${escaped(name)}`));
  if (found.length === 0) return undefined;
  return Promise.all(
    found.map(async ({ pointer, output }) => ((await pulumi.isSecret(output)) ? [pointer] : [])),
  ).then((pointers) => {
    const secret = [...new Set(pointers.flat())].sort();
    return secret.length === 0 ? undefined : secret;
  });
}

interface Found {
  readonly pointer: string;
  readonly output: pulumi.Output<unknown>;
}

function outputsIn(value: unknown, pointer: string): Found[] {
  if (pulumi.Output.isInstance(value)) return [{ pointer, output: value }];
  if (value instanceof Promise) return [{ pointer, output: pulumi.output(value) }];
  if (Array.isArray(value))
    return value.flatMap((entry) => outputsIn(entry, pointer)).map(({ output }) => ({ pointer, output }));
  if (typeof value !== "object" || value === null) return [];
  if ((Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype) return [];
  return Object.entries(value).flatMap(([key, part]) => outputsIn(part, `${pointer}/${escaped(key)}`));
}

/** A key in a JSON pointer (RFC 6901). */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
