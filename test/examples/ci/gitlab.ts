import { cp, mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import { identityToken } from "../../emulator/identityToken.ts";
import { newMachine } from "./machine.ts";

const Texts = z.record(z.string(), z.string()).default({});
const Rule = z.strictObject({
  if: z.string(),
  when: z.literal("manual").optional(),
  allow_failure: z.boolean().optional(),
});
const Script = z.array(z.union([z.string(), z.array(z.string())])).transform((lines) => lines.flat());
const Job = z.strictObject({
  stage: z.string(),
  interruptible: z.boolean().optional(),
  rules: z.array(Rule),
  needs: z.array(z.string()).optional(),
  resource_group: z.string().optional(),
  environment: z.strictObject({ name: z.string() }).optional(),
  timeout: z.string().optional(),
  id_tokens: z.record(z.string(), z.strictObject({ aud: z.string() })).default({}),
  variables: Texts,
  script: Script,
  artifacts: z
    .strictObject({
      when: z.literal("always").optional(),
      expose_as: z.string().optional(),
      paths: z.array(z.string()),
      expire_in: z.string(),
    })
    .optional(),
});
type Job = z.infer<typeof Job>;
const Pipeline = z.object({
  stages: z.array(z.string()),
  workflow: z.strictObject({ rules: z.array(Rule) }),
  variables: Texts,
  default: z.strictObject({ image: z.string(), timeout: z.string(), interruptible: z.boolean() }),
});

export interface Recipe {
  readonly pipeline: z.infer<typeof Pipeline>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const file = path.join(import.meta.dirname, "../../../examples/ci/gitlab/.gitlab-ci.yml");

export async function recipe(): Promise<Recipe> {
  const whole: Record<string, unknown> = parse(await readFile(file, "utf8"));
  const notJobs = new Set(["stages", "workflow", "variables", "default"]);
  const jobs = Object.entries(whole).filter(([name]) => !notJobs.has(name) && !name.startsWith("."));
  return {
    pipeline: Pipeline.parse(whole),
    jobs: Object.fromEntries(jobs.map(([name, job]) => [name, Job.parse(job)])),
  };
}

/** The context of a pipeline. */
export interface Occasion {
  readonly emulator: Emulator;
  readonly repository: string;
  /** A clone to fetch the target branch from. */
  readonly origin?: string;
  /** Predefined variables, and those of the project. */
  readonly variables: Readonly<Record<string, string>>;
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Variables of a manually started job, which override those of the recipe. */
  readonly manual?: Readonly<Record<string, string>>;
  /** The folder with artifacts. */
  readonly artifacts: string;
}

/** The names of the jobs of a pipeline, in the order of its stages. Manual jobs end with ` (manual)`. */
export function jobsOf({ pipeline, jobs }: Recipe, { variables }: Pick<Occasion, "variables">): string[] {
  if (!pipeline.workflow.rules.some((rule) => holds(rule.if, variables))) return [];
  const chosen = Object.entries(jobs).flatMap(([name, job]) => {
    const rule = job.rules.find((each) => holds(each.if, variables));
    return rule === undefined ? [] : [{ name, stage: pipeline.stages.indexOf(job.stage), rule }];
  });
  return chosen
    .sort((one, other) => one.stage - other.stage)
    .map(({ name, rule }) => (rule.when === "manual" ? `${name} (manual)` : name));
}

/** Runs the unchanged script of one job. */
export async function runJob(
  { pipeline, jobs }: Recipe,
  name: string,
  { emulator, repository, origin, variables, environments, manual, artifacts }: Occasion,
): Promise<{ exitCode: number | undefined; output: string }> {
  const job = jobs[name];
  if (job === undefined) throw new Error(`There is no job ${name}.`);
  const machine = await newMachine(repository, path.join(artifacts, "no-forge"));
  await mkdir(artifacts, { recursive: true });
  await cp(artifacts, machine.folder, { recursive: true });
  if (origin !== undefined) {
    const git = `git init --quiet && git remote add origin '${origin}'`;
    await machine.bash(git, {});
  }
  const environment = job.environment?.name;
  const claims = {
    iss: "https://gitlab.com",
    sub: `project_path:acme/organization:ref_type:branch:ref:${variables["CI_COMMIT_BRANCH"] ?? "topic"}`,
    ...(environment === undefined ? {} : { environment, environment_protected: "true" }),
  };
  const tokens = Object.entries(job.id_tokens).map(([variable, { aud }]) => [
    variable,
    identityToken(emulator, { ...claims, aud }),
  ]);
  const known: Record<string, string> = {
    CI: "true",
    CI_PROJECT_DIR: machine.folder,
    ANTHROPIC_ADMIN_BASE_URL: emulator.url,
    ...variables,
    ...(environment === undefined ? {} : environments[environment]),
  };
  const own = Object.entries({ ...pipeline.variables, ...job.variables }).map(([variable, text]) => [
    variable,
    text.replace(/\$(\w+)/g, (_, wanted: string) => known[wanted] ?? ""),
  ]);
  const env = { ...known, ...Object.fromEntries(own), ...manual, ...Object.fromEntries(tokens) };
  const ran = await machine.bash(job.script.join("\n"), env);
  if (ran.exitCode === 0 || job.artifacts?.when === "always") {
    for (const each of job.artifacts?.paths ?? []) {
      const from = path.join(machine.folder, each);
      const there = await stat(from).catch(() => undefined);
      if (there !== undefined) await cp(from, path.join(artifacts, each));
    }
  }
  return ran;
}

/** Evaluates the GitLab conditions that the recipe uses: `$A == "text" && $B == $C`. */
function holds(condition: string, variables: Readonly<Record<string, string>>): boolean {
  const value = (word: string): string => {
    const variable = /^\$(\w+)$/.exec(word)?.[1];
    if (variable !== undefined) return variables[variable] ?? "";
    const literal = /^"([^"]*)"$/.exec(word)?.[1];
    if (literal === undefined) throw new Error(`Not understood: ${word}`);
    return literal;
  };
  return condition.split(" && ").every((part) => {
    const [left = "", operator, right = ""] = part.split(" ");
    if (operator !== "==") throw new Error(`Not understood: ${part}`);
    return value(left) === value(right);
  });
}
