import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Emulator } from "../../../emulator/index.ts";
import { identityToken } from "../../emulator/identityToken.ts";
import { gitHubClaims } from "../../emulator/pipelineClaims.ts";
import { identityEndpoint } from "../../provider/api/identityEndpoint.ts";
import { meaningOf, type Words } from "./expression.ts";
import { newMachine } from "./machine.ts";

const Texts = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .default({});
const Step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: Texts,
  env: Texts,
  run: z.string().optional(),
});
const Permissions = z.record(z.string(), z.enum(["read", "write"]));
const Job = z.strictObject({
  name: z.string(),
  needs: z.string().optional(),
  if: z.string().optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  environment: z.string().optional(),
  permissions: Permissions,
  env: Texts,
  outputs: Texts,
  steps: z.array(Step),
});
const Workflow = z.strictObject({
  name: z.string(),
  on: z.unknown(),
  permissions: Permissions,
  concurrency: z.unknown().optional(),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal("bash") }) }),
  env: Texts,
  jobs: z.record(z.string(), Job),
});
export type Workflow = z.infer<typeof Workflow>;
type Job = z.infer<typeof Job>;
type Step = z.infer<typeof Step>;

const recipes = path.join(import.meta.dirname, "..", "..", "..", "examples", "ci", "github");

/** A recipe, or a workflow in another folder. */
export async function workflowOf(name: string, folder = recipes): Promise<Workflow> {
  return Workflow.parse(parse(await readFile(path.join(folder, name), "utf8")));
}

/** The context of a run. */
export interface Occasion {
  readonly emulator: Emulator;
  /** The folder with the commit of the run. */
  readonly repository: string;
  /** The folder with the commit of the base branch, for pull requests. */
  readonly base?: string;
  /** The folder with comments and issues. */
  readonly forge: string;
  readonly github: Words;
  readonly inputs?: Words;
  /** Variables of the repository. */
  readonly vars: Words;
  readonly environments: Readonly<Record<string, Words>>;
  /** Other variables of the machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Secrets of the repository. The passphrase of the state is empty. */
  readonly secrets?: Words;
  /** The folder with artifacts. */
  readonly artifacts: string;
}

/** The result of a job. */
export interface Ended {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
  readonly summary: string;
  readonly calls: readonly string[];
}

/** Runs the named jobs of a workflow in their order. `before` has the results of the others. */
export async function run(
  workflow: Workflow,
  occasion: Occasion,
  only: readonly string[] = Object.keys(workflow.jobs),
  before: Readonly<Record<string, Ended>> = {},
): Promise<Record<string, Ended>> {
  const ended: Record<string, Ended> = { ...before };
  for (const name of only) {
    const job = workflow.jobs[name];
    if (job === undefined) throw new Error(`There is no job ${name}.`);
    ended[name] = await runJob(workflow, job, occasion, ended);
  }
  return ended;
}

async function runJob(
  workflow: Workflow,
  job: Job,
  occasion: Occasion,
  ended: Readonly<Record<string, Ended>>,
): Promise<Ended> {
  const { needs, environment = "" } = job;
  const needed = needs === undefined ? undefined : ended[needs];
  const calm = needed === undefined || needed.result === "success";
  const words: Record<string, Words> = {
    github: { token: "gh-token", ...occasion.github },
    inputs: occasion.inputs ?? {},
    vars: { ...occasion.vars, ...occasion.environments[environment] },
    secrets: { PULUMI_CONFIG_PASSPHRASE: "", ...occasion.secrets },
    needs: needs === undefined ? {} : { [needs]: { ...needed } },
    steps: {},
  };
  if (!holds(job.if, words, calm)) {
    return { result: "skipped", outputs: {}, log: "", summary: "", calls: [] };
  }
  const machine = await newMachine(occasion.repository, occasion.forge);
  words["runner"] = { temp: machine.temp };
  const identity = await identityOf(job, occasion);
  const steps: Record<string, Words> = {};
  words["steps"] = steps;
  const folders: string[] = [];
  let [result, log, summary]: ["success" | "failure", string, string] = ["success", "", ""];
  for (const [number, step] of job.steps.entries()) {
    if (!holds(step.if, words, result === "success")) continue;
    const files = await commandFiles(machine.temp, number);
    const env = {
      CI: "true",
      RUNNER_TEMP: machine.temp,
      GITHUB_SHA: String(occasion.github["sha"]),
      ANTHROPIC_ADMIN_BASE_URL: occasion.emulator.url,
      ...occasion.env,
      ...identity,
      ...files,
      ...evaluated({ ...workflow.env, ...job.env, ...step.env }, words),
    };
    const problem =
      step.run === undefined
        ? await use(step, evaluated(step.with, words), machine.folder, occasion)
        : await machine.bash(step.run, env, folders).then(({ exitCode, output }) => {
            log += output;
            return exitCode === 0 ? undefined : `exit code ${exitCode}`;
          });
    if (problem !== undefined) {
      log += `\n${step.name ?? step.uses}: ${problem}\n`;
      result = "failure";
    }
    const lines = async (file: string) =>
      (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    folders.unshift(...(await lines(files.GITHUB_PATH)).reverse());
    summary += await readFile(files.GITHUB_STEP_SUMMARY, "utf8");
    const outputs = (await lines(files.GITHUB_OUTPUT)).map((line) => line.split("=", 2));
    if (step.id !== undefined) steps[step.id] = { outputs: Object.fromEntries(outputs) };
  }
  return { result, outputs: evaluated(job.outputs, words), log, summary, calls: await machine.calls() };
}

function holds(condition: string | undefined, words: Words, calm: boolean): boolean {
  const always = condition?.includes("always()") ?? false;
  if (!calm && !always) return false;
  return condition === undefined || meaningOf(condition, words) === true;
}

/** Replaces each `${{ ... }}` by its value. */
function evaluated(texts: Readonly<Record<string, string>>, words: Words): Record<string, string> {
  const replaced = (text: string) =>
    text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => String(meaningOf(expression, words) ?? ""));
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, replaced(text)]));
}

async function commandFiles(temp: string, step: number) {
  const file = async (name: string) => {
    const file = path.join(temp, `${name}-${step}`);
    await writeFile(file, "");
    return file;
  };
  return {
    GITHUB_PATH: await file("path"),
    GITHUB_OUTPUT: await file("output"),
    GITHUB_STEP_SUMMARY: await file("summary"),
  };
}

/** The variables for an identity token, if the job has the permission. The token names the environment. */
async function identityOf({ permissions, environment }: Job, { emulator, github }: Occasion) {
  if (permissions["id-token"] !== "write") return {};
  const where = environment === undefined ? "ref:refs/heads/main" : `environment:${environment}`;
  const repository = String(github["repository"]);
  const claims = gitHubClaims({
    sub: `repo:${repository}:${where}`,
    repository,
    repository_owner: repository.split("/")[0],
    ...(environment === undefined ? {} : { environment }),
  });
  const endpoint = await identityEndpoint((response) =>
    response.end(JSON.stringify({ value: identityToken(emulator, claims) })),
  );
  return endpoint.env;
}

/** Simulates the actions that the recipes use. */
async function use(
  { uses = "" }: Step,
  given: Readonly<Record<string, string>>,
  folder: string,
  { base, artifacts, github }: Occasion,
): Promise<string | undefined> {
  const [action = ""] = uses.split("@");
  const artifact = path.join(artifacts, given["name"] ?? "");
  switch (action) {
    case "actions/checkout": {
      expect(given["persist-credentials"]).toBe("false");
      if (given["ref"] === undefined) return undefined;
      expect(given["ref"]).toBe("base-sha");
      expect(github["event"]).toBeDefined();
      if (base === undefined) throw new Error("There is no base branch here.");
      await cp(base, folder, { recursive: true });
      return undefined;
    }
    case "actions/setup-node":
      return undefined;
    case "actions/upload-artifact": {
      await mkdir(artifact, { recursive: true });
      for (const file of (given["path"] ?? "").trim().split("\n")) {
        const from = path.resolve(folder, file);
        const there = await stat(from).catch(() => undefined);
        // Of a folder, the artifact has the content.
        if (there?.isDirectory() === true) await cp(from, artifact, { recursive: true, force: true });
        else if (there !== undefined) await cp(from, path.join(artifact, path.basename(file)));
        else if (given["if-no-files-found"] !== "ignore") return `there is no ${file}`;
      }
      return undefined;
    }
    case "actions/download-artifact":
      return await cp(artifact, folder, { recursive: true }).then(
        () => undefined,
        () => `there is no artifact ${given["name"]}`,
      );
    default:
      throw new Error(`The recipes use ${action}, of which nothing is known here.`);
  }
}
