import * as pulumi from "@pulumi/pulumi";
import { onTestFinished, vi } from "vitest";
import {
  type ConsoleActions,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../../emulator/index.ts";

/** An organization and a program that reads it. */
export interface Reader {
  readonly emulator: Emulator;
  /** A person in the Console. */
  readonly console: ConsoleActions;
  /** What Pulumi would have shown. */
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

/** A program that Pulumi's mocks run instead of an engine; what it reads comes from a real HTTP server. */
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
  // The sessions of one process are told apart by their settings.
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

/** What an output comes to: its value, or that it is not known, or why it failed. */
export async function settled<T>(output: pulumi.Output<T>): Promise<T | "unknown"> {
  const known = await Reflect.get(output, "isKnown");
  if (known !== true) return "unknown";
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

/** An output that waits until it is told. */
export function later<T>(): { readonly output: pulumi.Output<T>; readonly resolve: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { output: pulumi.output(promise) as pulumi.Output<T>, resolve };
}

/** An output as of a resource that a preview has not made. */
export function unknown<T>(): pulumi.Output<T> {
  const value: unknown = pulumi.unknown;
  return pulumi.output(value) as pulumi.Output<T>;
}

/** The message of what must fail, with no stack for Pulumi to print. */
export async function failure(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!pulumi.RunError.isInstance(error)) throw error ?? new Error("It did not fail.");
  return error.message;
}
