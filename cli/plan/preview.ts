import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { clean } from "../../provider/api/foreignText.ts";
import { jsonOf } from "../../provider/api/parse.ts";
import { UserError } from "../../provider/errors.ts";
import type { Resource } from "../../provider/kernel/resource.ts";
import { ourTypes } from "../../provider/kernel/resourceType.ts";
import { skipLookups } from "../../provider/kernel/verify.ts";
import { kindNamed } from "../../provider/registry.ts";
import { readInput } from "../output/files.ts";
import type { Io } from "../output/io.ts";
import { counted } from "../output/phrases.ts";
import { isAboutUser } from "../output/redact.ts";
import { commandFailure, finished } from "../pulumi.ts";
import { secret } from "../states/propertyValues.ts";
import { nameOfUrn } from "../states/stackState.ts";
import type { CommandOptions, Verb } from "./command.ts";

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
  /** Whether the replacement deletes the old object first. */
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

/** A resource in a preview, before or after the step. */
export type PreviewState = z.infer<typeof ResourceState>;

/** One step of the engine for a resource of this package. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  /** The resource's name in the program. */
  readonly name: string;
  readonly kind: Resource;
  /** The URN of the explicit Provider. Undefined for the default one. */
  readonly provider: string | undefined;
  readonly old: PreviewState | undefined;
  readonly new: PreviewState | undefined;
  /** Names of the secret inputs. The preview does not show whether they change. */
  readonly secretInputs?: readonly string[];
  /** Whether the provider reported a difference. It is not called when a replacement is forced. */
  readonly hasDiff: boolean;
}

/** The output of `pulumi preview --json` or `pulumi destroy --preview-only --json`, as far as the plan needs it. */
export interface Preview {
  readonly verb: Verb;
  /** `project/stack`. Undefined when there are no resources. */
  readonly stack: string | undefined;
  /** The configuration of the stack without secrets. */
  readonly config: ReadonlyMap<string, string>;
  /** The keys of its secret configuration. */
  readonly secretSettings: ReadonlySet<string>;
  /** The steps for resources of this package, in the order of the engine. */
  readonly steps: readonly Step[];
  /** The arguments of explicit Providers, by URN. */
  readonly providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** The names of resources that are about a user. */
  readonly userResources: ReadonlySet<string>;
  /** The number of resources of other packages that would change. */
  readonly otherProviders: number;
  /** The errors of a preview that failed. */
  readonly errors: readonly string[];
}

const commands: Readonly<Record<Verb, readonly string[]>> = {
  up: ["preview"],
  destroy: ["destroy", "--preview-only"],
};
/** Includes unchanged resources: an object that they declare is not removed by a delete of another resource. */
const args = ["--json", "--show-sames", "--show-replacement-steps"];

/** Runs `pulumi preview`, or `pulumi destroy --preview-only`. One that fails has `errors`. */
export async function runPreview(
  io: Io,
  stack: string | undefined,
  { destroy = false, refresh = false, excludeProtected = false }: CommandOptions = {},
): Promise<Preview> {
  const verb = destroy ? "destroy" : "up";
  const command = [
    ...commands[verb],
    ...args,
    ...(refresh ? ["--refresh"] : []),
    ...(excludeProtected ? ["--exclude-protected"] : []),
    ...(stack === undefined ? [] : ["--stack", stack]),
  ];
  io.progress(`Running \`pulumi ${commands[verb].join(" ")}\` ...`);
  // The simulation reports everything that `up` would reject, with what it would do otherwise.
  const env = {
    ...io.env,
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "false",
    [skipLookups]: "true",
    // Pulumi rejects them with `--preview-only`.
    PULUMI_SKIP_CONFIRMATIONS: undefined,
    PULUMI_OPTION_SKIP_PREVIEW: undefined,
    PULUMI_OPTION_YES: undefined,
  };
  const { out, err, code } = await finished({ ...io, env }, command);
  const document = jsonOf(out);
  if (document === undefined || (code !== 0 && !Document.safeParse(document).success)) {
    throw new UserError(commandFailure(command, `${err}\n${out}`));
  }
  const preview = previewOf(document, `\`pulumi ${commands[verb].join(" ")} --json\``, verb);
  if (code === 0 || preview.errors.length > 0) return preview;
  throw new UserError(commandFailure(command, err));
}

/**
 * Reads the output of `pulumi preview --json --show-sames` or `pulumi destroy --preview-only --json` from a file, or from standard
 * input for `-`.
 */
export async function readPreview(io: Io, file: string, verb?: Verb): Promise<Preview> {
  const content = await (file === "-" ? text(process.stdin) : readInput(io, file, `the preview ${file}`));
  return previewOf(jsonOf(content), file === "-" ? "Standard input" : file, verb);
}

/** Parses a preview. Without a `verb`, it is of `destroy` if it deletes the stack itself, which `up` never does. */
export function previewOf(document: unknown, source: string, given?: Verb): Preview {
  const parsed = Document.safeParse(document);
  if (!parsed.success) {
    throw new UserError(
      `${source} is not a preview. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
  const { config, diagnostics, changeSummary } = parsed.data;
  const steps = parsed.data.steps ?? [];
  const failed = (diagnostics ?? []).some(({ severity }) => severity === "error");
  const deletesStack = steps.some(({ op, oldState }) => op === "delete" && oldState?.type === stackType);
  const verb = given ?? (deletesStack ? "destroy" : "up");
  if (given === "destroy" && steps.some(({ op }) => op === "create" || isReplacement(op))) {
    throw new UserError(
      `${source} is not a preview of \`pulumi destroy\`: it creates resources. Write one with \`pulumi destroy --preview-only --json > preview.json\`.`,
    );
  }
  // Every program has at least its stack. Any other JSON would look like a program that changes nothing.
  if (!failed && steps.length === 0 && given !== "destroy") {
    throw new UserError(
      `${source} is not the preview of a program: it contains no stack. Write one with \`pulumi preview --json --show-sames > preview.json\`.`,
    );
  }
  const shown = steps.filter(({ op }) => op === "same").length;
  const sames = changeSummary?.["same"] ?? 0;
  if (sames > shown) {
    throw new UserError(
      `${source} lacks ${counted(sames - shown, ["unchanged resource", "unchanged resources"])}, without which removals cannot be determined. Write it with \`pulumi preview --json --show-sames\`.`,
    );
  }
  const [, stack, project] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(steps[0]?.urn ?? "") ?? [];
  // With `--refresh`, a resource that was changed outside of Pulumi has an `update` before its delete.
  const relevant = verb === "destroy" ? steps.filter(({ op }) => op.startsWith("delete")) : steps;
  const ours = relevant.flatMap((step) => stepOf(step) ?? []);
  const providers = steps.flatMap(({ urn, oldState, newState }) => {
    const state = newState ?? oldState;
    return state?.type === providerType ? [[urn, state.inputs] as const] : [];
  });
  return {
    verb,
    stack: project === undefined ? undefined : `${project}/${stack}`,
    config: new Map(Object.entries(config).filter(([, value]) => value !== secret)),
    secretSettings: new Set(Object.keys(config).filter((key) => config[key] === secret)),
    steps: ours,
    providers: new Map(providers),
    userResources: new Set(
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
      .map(({ message }) => messageLine(message))
      // The last error only says that the preview failed.
      .filter((message, _, all) => all.length === 1 || !/^preview failed$/.test(message)),
  };
}

const providerType = "pulumi:providers:pulumi-nodejs";
const stackType = "pulumi:pulumi:Stack";

function stepOf({ op, urn, oldState, newState, diffReasons }: z.infer<typeof PreviewStep>): Step | undefined {
  const state = newState ?? oldState;
  if (state === undefined || !state.type.startsWith(ourTypes) || state.external === true) return undefined;
  const kind = kindNamed(state.type.slice(ourTypes.length));
  if (kind === undefined) {
    throw new UserError(
      `The program has a resource of a type that this version does not know (${clean(state.type)}). Nothing was changed. Use the version of pulumi-anthropic that the program uses.`,
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
    hasDiff: (diffReasons ?? []).length > 0,
  };
}

/** Whether an operation of the engine replaces a resource. */
export function isReplacement(op: string): boolean {
  return op === "replace" || op === "create-replacement";
}

function isForeign({ op, oldState, newState }: z.infer<typeof PreviewStep>): boolean {
  const { type = "", custom } = newState ?? oldState ?? {};
  return (
    custom === true && !type.startsWith(ourTypes) && !type.startsWith("pulumi:") && !unchangedOps.has(op)
  );
}

const unchangedOps: ReadonlySet<string> = new Set(["same", "read", "refresh", "read-discard"]);

/** The message of a diagnostic in one line, without colors and stack traces. */
function messageLine(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => !/^\s+at /.test(line));
  return lines
    .join(" ")
    .replace(/^error: /, "")
    .replace(/\s+/g, " ")
    .trim();
}
