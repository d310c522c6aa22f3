import * as pulumi from "@pulumi/pulumi";

/** What a program asked Pulumi to do for one resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly id: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the mocks of the SDK answer in place of the engine. */
export interface ProgramOptions {
  /** Whether the program runs in a preview. */
  readonly preview?: boolean;
}

/**
 * A program that Pulumi's own mocks run instead of an engine: what classes make of their arguments. `outputs` are what
 * the provider would have answered, by the resource's name.
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

/** The options with which a resource is made, as Pulumi gets them. */
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

/** The value of an output, once it is there. */
export function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}
