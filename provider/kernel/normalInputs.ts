import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "./resourceType.ts";

/**
 * Inputs as check normalizes them, such as email addresses in lower case and sets in order. With `--refresh --run-program`, the engine
 * compares the program with the state before it calls check, and would show every other spelling as a difference.
 */
export function normalInputs(resource: ResourceType, inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]: [string, unknown]) => [
      name,
      value === undefined ? undefined : normalInput(value, (known) => resource.normalized(name, known)),
    ]),
  );
}

function normalInput(value: unknown, normal: (known: unknown) => unknown): unknown {
  if (!containsOutput(value)) return normal(value);
  const whole: pulumi.Output<unknown> = pulumi.output(value);
  const result = whole.apply(normal);
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return result;
  // As an output, the whole value would be unknown or secret if a part of it is.
  const { isKnown } = whole as unknown as { readonly isKnown: Promise<boolean> };
  return Promise.all([isKnown, pulumi.isSecret(whole)]).then(([known, secret]) =>
    known && !secret ? result : value,
  );
}

/** Whether a value is or contains an output or a promise. */
export function containsOutput(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (Array.isArray(value)) return value.some(containsOutput);
  return typeof value === "object" && value !== null && Object.values(value).some(containsOutput);
}
