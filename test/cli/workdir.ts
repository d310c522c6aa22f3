import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Io } from "../../cli/output/io.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import { tokenEnv } from "../provider/harness/index.ts";

/** A temporary folder in which a command runs, and the output of the command. */
export interface Workdir {
  readonly io: Io;
  /** The lines of the result. */
  readonly printed: string[];
  /** The documents of formats with their own escaping. */
  readonly written: string[];
  /** The lines about progress. */
  readonly progress: string[];
  file(name: string): Promise<string>;
  write(name: string, content: unknown): Promise<void>;
}

export async function newWorkdir(env: Record<string, string | undefined> = {}): Promise<Workdir> {
  const cwd = await mkdtemp(path.join(tmpdir(), "pulumi-anthropic-"));
  onTestFinished(() => rm(cwd, { recursive: true }));
  const printed: string[] = [];
  const written: string[] = [];
  const progress: string[] = [];
  return {
    io: {
      env,
      cwd,
      print: (line) => void printed.push(line),
      write: (document) => void written.push(document),
      progress: (line) => void progress.push(line),
    },
    printed,
    written,
    progress,
    file: (name) => readFile(path.join(cwd, name), "utf8"),
    write: (name, content) =>
      writeFile(path.join(cwd, name), typeof content === "string" ? content : JSON.stringify(content)),
  };
}

/** A working directory with the key of an emulated organization, without throttle; with `token`, an OAuth token instead of the key. */
export async function workdirOf({
  token,
  ...options
}: EmulatorOptions & { readonly token?: "oauth" | "interactiveOauth" | undefined }): Promise<
  Workdir & { readonly emulator: Emulator }
> {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited", ...options });
  onTestFinished(() => emulator.stop());
  const workdir = await newWorkdir({
    ANTHROPIC_ADMIN_KEY: emulator.adminKey,
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    ANTHROPIC_REQUESTS_PER_MINUTE: "100000",
    ...(token === undefined ? {} : tokenEnv(emulator, token)),
  });
  return { ...workdir, emulator };
}

/** The export of a stack `acme/dev` with these resources, as `pulumi stack export` writes it. */
export function stateOf(
  resources: readonly {
    kind: string;
    name: string;
    id: string;
    inputs?: Record<string, unknown>;
    outputs: Record<string, unknown>;
  }[] = [],
): unknown {
  const urn = (type: string, name: string) => `urn:pulumi:dev::acme::${type}::${name}`;
  return {
    version: 3,
    deployment: {
      resources: [
        { urn: urn("pulumi:pulumi:Stack", "acme-dev"), type: "pulumi:pulumi:Stack" },
        ...resources.map(({ kind, name, id, inputs = {}, outputs }) => {
          const type = `pulumi-nodejs:dynamic/anthropic:${kind}`;
          return { urn: urn(type, name), type, id, custom: true, inputs, outputs };
        }),
      ],
    },
  };
}
