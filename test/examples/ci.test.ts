import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { pinnedVersion } from "../../tools/pulumi/version.ts";
import { needed } from "../setup/tools.ts";
import { workflowOf } from "./ci/github.ts";
import { recipe } from "./ci/gitlab.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = path.join(root, "examples", "ci", "github");
const names = readdirSync(folder);
/** The workflow of a repository that gets access. test/examples/github-actions-access.test.ts runs it. */
const ask = path.join(root, "examples/github-actions-access/repository/.github/workflows/ask.yml");
/** The workflows that need no stack, and their secrets. */
const withoutStack: Readonly<Record<string, readonly string[]>> = {
  "budgets.yml": ["BUDGET_WEBHOOK_URL"],
  "cost-history.yml": [],
};
const texts = names.map((name) => readFileSync(path.join(folder, name), "utf8"));
const gitlab = readFileSync(path.join(root, "examples", "ci", "gitlab", ".gitlab-ci.yml"), "utf8");

test("actionlint finds no problem in the workflows", async (context) => {
  const go = needed(context, "go");
  // Without the other linters that it calls, because not every machine has them.
  const args = [
    "run",
    "github.com/rhysd/actionlint/cmd/actionlint",
    "-shellcheck=",
    "-pyflakes=",
    "-no-color",
  ];
  const { exitCode, stdout, stderr } = await runSubprocess(
    go,
    [...args, ...names.map((name) => path.join(folder, name)), ask],
    {
      cwd: path.join(root, "tools", "actionlint"),
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly -buildvcs=false" },
    },
  );
  expect(stdout, stderr).toBe("");
  expect(exitCode, stderr).toBe(0);
});

describe.each(names)("%s", (name) => {
  test("the workflow has no default permissions, and a job has an identity token only with an environment", async () => {
    const { permissions, jobs } = await workflowOf(name);
    expect(permissions).toEqual({});
    for (const { permissions: own, environment, steps } of Object.values(jobs)) {
      const checksOut = steps.some(({ uses }) => uses?.startsWith("actions/checkout@"));
      const writes = Object.entries(own).filter(([, access]) => access === "write");
      expect(own["contents"]).toBe(checksOut ? "read" : undefined);
      expect(own["id-token"] === "write").toBe(environment !== undefined);
      // A job that may write to the repository runs no code of it.
      expect(writes.length).toBe(environment !== undefined || !checksOut ? 1 : 0);
    }
  });

  test("the workflow interpolates no expression into a script", async () => {
    const { jobs } = await workflowOf(name);
    for (const { steps } of Object.values(jobs)) {
      for (const { run = "" } of steps) expect(run).not.toContain("${{");
    }
  });

  test("the workflow has a timeout for each job, and uses only the secrets of the state backend or the webhook", async () => {
    const { jobs } = await workflowOf(name);
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
    const text = texts[names.indexOf(name)] ?? "";
    const secrets = new Set([...text.matchAll(/secrets\.(\w+)/g)].map(([, secret]) => secret));
    expect([...secrets].sort()).toEqual(
      withoutStack[name] ?? ["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE"],
    );
  });
});

test("every action is pinned to one commit with its version in a comment", () => {
  const uses = [...texts, readFileSync(ask, "utf8")].join("\n").match(/uses: .*/g) ?? [];
  const pinned = uses.map((line) => /^uses: (actions\/[\w-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.exec(line));
  expect(pinned).not.toContain(null);
  const actions = new Set(pinned.map((match) => match?.[1]));
  expect(new Set(uses).size).toBe(actions.size);
});

test("the recipes use the same versions as the tests", async () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  for (const name of names) {
    const { env } = await workflowOf(name);
    expect(env["PULUMI_VERSION"]).toBe(name in withoutStack ? undefined : pinnedVersion);
  }
  const { pipeline } = await recipe();
  expect(pipeline.variables["PULUMI_VERSION"]).toBe(pinnedVersion);
  expect(pipeline.default.image).toBe(`node:${devDependencies.node}`);
  // The CLI must not be older than the SDK.
  const example = JSON.parse(readFileSync(path.join(root, "examples", "ci", "package.json"), "utf8"));
  expect(example.dependencies["@pulumi/pulumi"]).toBe(pinnedVersion);
  expect(devDependencies["@pulumi/pulumi"]).toBe(pinnedVersion);
});

test("no pull request runs with the identity of the base branch", () => {
  for (const text of [...texts, gitlab]) {
    expect(text.replaceAll(/^\s*#.*$/gm, "")).not.toContain("pull_request_target");
  }
});

test("no recipe has a key except the one for the emulator", () => {
  for (const text of [...texts, gitlab]) {
    const keys = text.match(/sk-ant-\S+/g) ?? [];
    expect([...new Set(keys)].filter((key) => key !== "sk-ant-admin01-test")).toEqual([]);
  }
});
