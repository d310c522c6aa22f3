import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "./values.ts";

/**
 * Inputs in a form that Pulumi's SDK passes on unchanged. The SDK drops the key `__proto__` of a map, so that key is
 * rejected. It throws a TypeError for a map with the key `toString`, so such a map becomes an output.
 */
export function sdkSafeInputs(resource: string, inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([property, value]: [string, unknown]) => {
      if (hasKey(value, "__proto__")) {
        throw new pulumi.RunError(
          `\`${property}\` of ${JSON.stringify(resource)} has the key \`__proto__\`, which Pulumi drops. Use another key.`,
        );
      }
      return [property, hasKey(value, "toString") ? pulumi.output(value) : value];
    }),
  );
}

/** Whether a map in the value has this key. Does not inspect outputs, because their values are not known yet. */
function hasKey(value: unknown, key: string): boolean {
  if (Array.isArray(value)) return value.some((entry) => hasKey(entry, key));
  if (!isRecord(value) || (Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype)
    return false;
  return Object.hasOwn(value, key) || Object.values(value).some((part) => hasKey(part, key));
}
