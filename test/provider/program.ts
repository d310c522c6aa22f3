import * as pulumi from "@pulumi/pulumi";

/** A resource that a program registered. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Options of a program. */
export interface ProgramOptions {
  /** Whether the program runs in a preview. */
  readonly preview?: boolean;
}

/**
 * A program that runs with Pulumi's mocks instead of an engine, to test what classes register. `outputs` are the outputs
 * that the provider would have returned, by resource name.
 */
export async function program(
  outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  { preview = false }: ProgramOptions = {},
): Promise<{ readonly registrations: Registration[] }> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource({ type, name, id, inputs }) {
        registrations.push({ type, name, id, inputs });
        return {
          id: id === undefined || id === "" ? `${name}_id` : id,
          state: { ...inputs, ...outputs[name] },
        };
      },
    },
    "acme",
    "dev",
    preview,
  );
  return { registrations };
}

/** Records the options with which resources are registered. */
export function optionsSeen(): {
  readonly seen: pulumi.CustomResourceOptions[];
  readonly transformations: pulumi.ResourceTransformation[];
} {
  const seen: pulumi.CustomResourceOptions[] = [];
  return {
    seen,
    transformations: [
      ({ opts }) => {
        seen.push(opts);
        return undefined;
      },
    ],
  };
}

/** The value of an output when it is known. */
export function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}
