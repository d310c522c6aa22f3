import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { Resource } from "../../provider/kernel/definition.ts";
import { kindNamed } from "../../provider/registry.ts";
import type { Io } from "../output/io.ts";
import { counted } from "../output/phrases.ts";
import { isAboutUser } from "../output/redact.ts";
import { commandFailure, finished } from "../pulumi.ts";
import { secret } from "../states/propertyValues.ts";
import { nameOfUrn, ourTypes } from "../states/stackState.ts";

// Pulumi may write an empty map as null.
const Properties = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((properties) => properties ?? {});
const ResourceState = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  inputs: Properties,
  outputs: Properties,
  external: z.boolean().optional(),
  provider: z.string().optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  /** Set where the old one goes before the new one comes. */
  pendingReplacement: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  deletedWith: z.string().optional(),
});
const PreviewStep = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: ResourceState.optional(),
  newState: ResourceState.optional(),
  diffReasons: z.array(z.string()).nullish(),
});
const Document = z.object({
  config: z.record(z.string(), z.string()).default({}),
  steps: z.array(PreviewStep).nullish(),
  diagnostics: z
    .array(z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }))
    .nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});

/** A resource as a preview shows it, before or after. */
export type PreviewState = z.infer<typeof ResourceState>;

/** One step of the engine that concerns a kind of ours. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  /** The resource's name in the program. */
  readonly name: string;
  readonly kind: Resource;
  /** The URN of the explicit Provider that the resource has, or undefined for the default one. */
  readonly provider: string | undefined;
  readonly old: PreviewState | undefined;
  readonly new: PreviewState | undefined;
  /** Names of the secret inputs: the preview does not show whether they change. */
  readonly hidden?: readonly string[];
  /** Whether the kind itself asked for the change; it is not asked when a replacement is forced. */
  readonly asked: boolean;
}

/** What `pulumi preview --json` says. */
export interface Preview {
  /** `project/stack`, or undefined when there is not a single resource. */
  readonly stack: string | undefined;
  /** What the stack is configured with, but for secrets. */
  readonly config: ReadonlyMap<string, string>;
  /** Ours, in the order of the engine. */
  readonly steps: readonly Step[];
  /** The arguments of explicit Providers, by URN. */
  readonly providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The names of resources that are about people. */
  readonly people: ReadonlySet<string>;
  /** How many resources of other packages would change. */
  readonly otherProviders: number;
  /** Why the preview failed. */
  readonly errors: readonly string[];
}

/** Every step, those that change nothing too: what they declare is not taken away by others. */
const args = ["preview", "--json", "--show-sames", "--show-replacement-steps"];

/** Runs the preview of a stack, which changes nothing. One that fails says why. */
export async function runPreview(io: Io, stack: string | undefined, refresh = false): Promise<Preview> {
  const command = [
    ...args,
    ...(refresh ? ["--refresh"] : []),
    ...(stack === undefined ? [] : ["--stack", stack]),
  ];
  io.progress("Running `pulumi preview` ...");
  const quiet = { ...io, env: { ...io.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "false" } };
  const { out, err, code } = await finished(quiet, command);
  const document = jsonOf(out);
  if (document === undefined || (code !== 0 && !Document.safeParse(document).success)) {
    throw new UserError(commandFailure(command, `${err}\n${out}`));
  }
  const preview = previewOf(document, "`pulumi preview --json`");
  if (code === 0 || preview.errors.length > 0) return preview;
  throw new UserError(commandFailure(command, err));
}

/** Reads what `pulumi preview --json --show-sames` printed; `-` is standard input. */
export async function readPreview({ cwd }: Io, file: string): Promise<Preview> {
  const content = await (file === "-" ? text(process.stdin) : readFile(resolve(cwd, file), "utf8")).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UserError(
        error.code === "ENOENT" ? `There is no preview ${file}.` : `cannot read ${file}: ${error.message}.`,
      );
    },
  );
  return previewOf(jsonOf(content), file === "-" ? "Standard input" : file);
}

export function previewOf(document: unknown, source: string): Preview {
  const answer = Document.safeParse(document);
  if (!answer.success) {
    throw new UserError(
      `${source} is not a preview. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
  const { config, diagnostics, changeSummary } = answer.data;
  const steps = answer.data.steps ?? [];
  const failed = (diagnostics ?? []).some(({ severity }) => severity === "error");
  // Every program has at least its stack. Some other JSON would pass for a program that changes nothing.
  if (!failed && steps.length === 0) {
    throw new UserError(
      `${source} is not the preview of a program: there is not even a stack in it. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
  const shown = steps.filter(({ op }) => op === "same").length;
  const sames = changeSummary?.["same"] ?? 0;
  if (sames > shown) {
    throw new UserError(
      `${source} does not show the ${counted(sames - shown, ["resource", "resources"])} that the program leaves as they are, so that it cannot be judged what is taken away. Make it with \`pulumi preview --json --show-sames\`.`,
    );
  }
  const [, stack, project] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(steps[0]?.urn ?? "") ?? [];
  const ours = steps.flatMap((step) => stepOf(step) ?? []);
  const providers = steps.flatMap(({ urn, oldState, newState }) => {
    const state = newState ?? oldState;
    return state?.type === providerType ? [[urn, state.inputs] as const] : [];
  });
  return {
    stack: project === undefined ? undefined : `${project}/${stack}`,
    config: new Map(Object.entries(config).filter(([, value]) => value !== secret)),
    steps: ours,
    providers: new Map(providers),
    people: new Set(
      [
        ...steps.map(({ urn }) => urn),
        ...(diagnostics ?? []).flatMap(({ urn }) => (urn === undefined ? [] : [urn])),
      ]
        .filter((urn) => isAboutUser(/anthropic:(\w+)::/.exec(urn)?.[1] ?? ""))
        .map(nameOfUrn),
    ),
    otherProviders: new Set(steps.filter(isForeign).map(({ urn }) => urn)).size,
    errors: (diagnostics ?? [])
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => sentence(message))
      // The last one only says that there were others.
      .filter((message, _, all) => all.length === 1 || !/^preview failed$/.test(message)),
  };
}

const providerType = "pulumi:providers:pulumi-nodejs";

function stepOf({ op, urn, oldState, newState, diffReasons }: z.infer<typeof PreviewStep>): Step | undefined {
  const state = newState ?? oldState;
  if (state === undefined || !state.type.startsWith(ourTypes) || state.external === true) return undefined;
  const kind = kindNamed(state.type.slice(ourTypes.length));
  if (kind === undefined) {
    throw new UserError(
      `The program has a resource of a kind that this version does not know (${clean(state.type)}). Nothing was changed. Use the version of pulumi-anthropic that the program uses.`,
    );
  }
  const provider = state.provider?.split("::").slice(0, -1).join("::");
  return {
    op,
    urn,
    name: nameOfUrn(urn),
    kind,
    provider: provider === undefined || /::default(_[^:]*)?$/.test(provider) ? undefined : provider,
    old: oldState,
    new: newState,
    asked: (diffReasons ?? []).length > 0,
  };
}

/** Whether an operation of the engine replaces a resource. */
export function isReplacement(op: string): boolean {
  return op === "replace" || op === "create-replacement";
}

function isForeign({ op, oldState, newState }: z.infer<typeof PreviewStep>): boolean {
  const { type = "", custom } = newState ?? oldState ?? {};
  return custom === true && !type.startsWith(ourTypes) && !type.startsWith("pulumi:") && !untouched.has(op);
}

const untouched: ReadonlySet<string> = new Set(["same", "read", "refresh", "read-discard"]);

/** What Pulumi says, without colours, without the frames of a stack, in one line. */
function sentence(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => !/^\s+at /.test(line));
  return lines
    .join(" ")
    .replace(/^error: /, "")
    .replace(/\s+/g, " ")
    .trim();
}
