import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { exchanged, type PipelineVariables } from "../emulator/exchange.ts";
import { identityToken } from "../emulator/identityToken.ts";
import { gitHubClaims, gitLabClaims } from "../emulator/pipelineClaims.ts";
import { runCommand } from "../examples/cli.ts";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { tokenEnv } from "../provider/harness/organization.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("the access of a pipeline is declared, used, changed outside of Pulumi, found by drift, repaired and destroyed", async () => {
  const emulator = await emulated({ requestsPerMinute: "unlimited" });
  const organization = emulator.organization();
  const { console } = organization;
  // The limit that the page states for `destroy`.
  const env = { ...tokenEnv(emulator), ANTHROPIC_MAX_ARCHIVES: "9" };
  const stack = await newStack({
    emulator,
    env,
    config: { "anthropic:organizationId": organization.id },
  });
  const program = codeBlocks("docs/authentication.md", "Give a pipeline access").rest().join("\n");
  await stack.program(program.replace(/^import .*\n/m, ""));
  await stack.up();

  const outputs = (await stack.outputs()) as Record<string, PipelineVariables>;
  const { variables, gitlabVariables } = outputs;
  if (variables === undefined || gitlabVariables === undefined) throw new Error("The outputs are missing.");
  const workflow = (changes = {}) =>
    identityToken(emulator, gitHubClaims({ environment: "production", ...changes }));
  const status = async (token: string, of = variables) => (await exchanged(emulator, of, token)).status;
  expect(await status(workflow())).toBe(200);
  expect(await status(workflow({ environment: "staging" }))).toBe(401);
  expect(await status(workflow({ repository: "acme/other" }))).toBe(401);
  const job = { project_path: "acme/evaluation", namespace_path: "acme" };
  expect(await status(identityToken(emulator, gitLabClaims(job)), gitlabVariables)).toBe(200);
  // Several processes of a job exchange one token.
  const shared = identityToken(emulator, gitLabClaims({ ...job, jti: "job-1" }));
  expect(await status(shared, gitlabVariables)).toBe(200);
  expect(await status(shared, gitlabVariables)).toBe(200);

  // What the page says about the variables of the environment.
  const bin = path.join(stack.directory, "gh");
  await writeFile(bin, '#!/bin/sh\necho "$*" > gh.log\n');
  await chmod(bin, 0o755);
  const engine = inject("engine");
  for (const script of shellBlocks("docs/authentication.md", "Give a pipeline access").rest()) {
    const ran = await runSubprocess("bash", ["-euo", "pipefail", "-c", script], {
      cwd: stack.directory,
      env: {
        ...engine.env,
        PATH: [stack.directory, engine.env["PATH"]].join(path.delimiter),
        PULUMI_BACKEND_URL: stack.backend,
        PULUMI_STACK: stack.name,
      },
    });
    expect(ran.exitCode, ran.stderr).toBe(0);
  }
  const file = await readFile(path.join(stack.directory, "production.env"), "utf8");
  expect(
    Object.fromEntries(
      file
        .trim()
        .split("\n")
        .map((line) => line.split("=")),
    ),
  ).toEqual(variables);
  expect(await readFile(path.join(stack.directory, "gh.log"), "utf8")).toContain("--env production");

  // In the Console, an admin opens the rule for every environment, and takes the role in the workspace away.
  console.updateFederationRule("app-production", { match: { claims: { repository: "acme/app" } } });
  console.removeServiceAccountMember("Research", "app-release");
  expect(await status(workflow({ environment: "staging" }))).toBe(200);
  emulator.clearRequests();
  const args = ["drift", "--stack", stack.name, "--json", "drift.json"];
  await runCommand(stack, emulator, args, 7, env);
  const { findings } = JSON.parse(await readFile(path.join(stack.directory, "drift.json"), "utf8"));
  const found = (findings as { category: string; kind: string; name: string }[])
    .filter(({ category }) => category !== "unmanaged")
    .map(({ category, kind, name }) => `${category} ${kind} ${name}`);
  expect(found.toSorted()).toEqual([
    "changed FederationRule app-production",
    "removed WorkspaceServiceAccount app-release",
  ]);

  await stack.up(["--refresh"]);
  expect(await status(workflow({ environment: "staging" }))).toBe(401);
  expect(await status(workflow())).toBe(200);

  writesOf(emulator);
  await stack.destroy();
  const archived = writesOf(emulator).map((line) => line.split(" ")[1] ?? "");
  expect(archived.filter((line) => line.endsWith("/archive"))).toHaveLength(9);
  expect(await status(workflow())).toBe(401);
});
