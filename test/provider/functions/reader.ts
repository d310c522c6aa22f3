import * as pulumi from "@pulumi/pulumi";
import { onTestFinished, vi } from "vitest";
import {
  type ConsoleActions,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../emulator/index.ts";

/** An emulated organization and a program that reads it. */
export interface Reader {
  readonly emulator: Emulator;
  /** Changes in the Console. */
  readonly console: ConsoleActions;
  /** The messages that Pulumi would have shown. */
  readonly said: string[];
  /** The requests since the last call, as `GET /users?limit=1000`. */
  requests(): string[];
}

/** How the program runs. */
export interface ReaderOptions extends EmulatorOptions {
  preview?: boolean;
  /** Stack configuration without `anthropic:`. */
  config?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string | undefined>>;
}

let programs = 0;

/** Runs a program with Pulumi's mocks instead of an engine. It reads the emulator over HTTP. */
export async function reader({
  preview = false,
  config = {},
  env = {},
  ...options
}: ReaderOptions = {}): Promise<Reader> {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited", ...options });
  onTestFinished(() => emulator.stop());
  const variables = {
    ANTHROPIC_ADMIN_KEY: emulator.adminKey,
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    ...env,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const said: string[] = [];
  const log = vi.spyOn(pulumi.log, "info").mockImplementation(async (line) => void said.push(line));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    log.mockRestore();
  });
  const mocks = {
    call: () => ({}),
    newResource: ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: `${name}_id`, state: inputs }),
  };
  await pulumi.runtime.setMocks(mocks, "acme", "dev", preview);
  // One session per distinct settings: each test needs its own.
  programs += 1;
  const settings = { requestsPerMinute: String(100_000 + programs), ...config };
  pulumi.runtime.setAllConfig(
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [`anthropic:${name}`, value])),
  );
  return {
    emulator,
    console: emulator.organization().console,
    said,
    requests() {
      const all = emulator.requests.map(
        ({ method, path }) => `${method} ${path.replace("/v1/organizations", "")}`,
      );
      emulator.clearRequests();
      return all;
    },
  };
}

/** The value of an output, or `unknown`. */
export async function settled<T>(output: pulumi.Output<T>): Promise<T | "unknown"> {
  const known = await Reflect.get(output, "isKnown");
  if (known !== true) return "unknown";
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** An output that is resolved by the test. */
export function later<T>(): { readonly output: pulumi.Output<T>; readonly resolve: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { output: pulumi.output(promise) as pulumi.Output<T>, resolve };
}

/** An unknown output, like that of a resource that a preview has not created. */
export function unknown<T>(): pulumi.Output<T> {
  const value: unknown = pulumi.unknown;
  return pulumi.output(value) as pulumi.Output<T>;
}

/** The message of the `RunError` with which a function fails. */
export async function failure(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!pulumi.RunError.isInstance(error)) throw error ?? new Error("The function did not fail.");
  return error.message;
}
