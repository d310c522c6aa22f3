import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

/** The SDK leaves this module out of its types. The Automation API runs each inline program with this function. */
const { withLocalStorage }: { withLocalStorage: <T>(run: () => T) => T } = createRequire(import.meta.url)(
  "@pulumi/pulumi/runtime/state.js",
);

/** A run of an inline program. */
export interface InlineOptions {
  readonly stack?: string;
  readonly preview?: boolean;
  /** Stack configuration by full key. */
  readonly config?: Readonly<Record<string, string>>;
  /** The secret keys of the configuration. */
  readonly secretKeys?: readonly string[];
  /** The outputs that the provider adds, by resource name. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Answers a call of a function of a provider. */
  readonly call?: pulumi.runtime.Mocks["call"];
}

/** The inputs with which a program registered a resource. */
export interface InlineRegistration {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Runs an inline program like the Automation API does, with Pulumi's mocks instead of an engine. Returns what it registered. */
export function inlineRun(
  program: () => Promise<unknown>,
  {
    stack = "dev",
    preview = false,
    config = {},
    secretKeys = [],
    outputs = {},
    call = () => ({}),
  }: InlineOptions = {},
): Promise<InlineRegistration[]> {
  const registrations: InlineRegistration[] = [];
  return withLocalStorage(async () => {
    await pulumi.runtime.setMocks(
      {
        call,
        newResource({ name, inputs }) {
          registrations.push({ name, inputs });
          return { id: `${name}_id`, state: { ...inputs, ...outputs[name] } };
        },
      },
      "acme",
      stack,
      preview,
    );
    pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
    let failure: { readonly error: unknown } | undefined;
    // The SDK leaves rejected promises of a failed program to a handler of the process.
    await pulumi.runtime.runInPulumiStack(async () => {
      await program().catch((error: unknown) => {
        failure = { error };
      });
    });
    await pulumi.runtime.disconnect();
    if (failure !== undefined) throw failure.error;
    return registrations.filter(({ name }) => name !== `acme-${stack}`);
  });
}
