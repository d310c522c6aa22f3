import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { federateAs } from "../emulator/identityToken.ts";
import { jobsOf, type Occasion, recipe, runJob } from "./ci/gitlab.ts";
import { acceptAll, newBackend, newMachine, newRepository } from "./ci/machine.ts";
import { writes } from "./ci/writes.ts";

const environments = ["anthropic-plan", "anthropic", "anthropic-nightly"];
const idOf = (environment: string) => environment.replaceAll("-", "");

const mergeRequest = {
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_PROJECT_ID: "1",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
};
const onMain = { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main", CI_COMMIT_SHA: "commit-1" };
const push = { CI_PIPELINE_SOURCE: "push", ...onMain };
const schedule = { CI_PIPELINE_SOURCE: "schedule", ...onMain };

/** An organization that trusts the protected environments of one project, and that project with its stack. */
async function world() {
  const emulator = await startEmulator({ seed: "sample", requestsPerMinute: "unlimited" });
  onTestFinished(() => emulator.stop());
  const organization = emulator.organization();
  federateAs(
    emulator,
    environments.map((environment) => ({
      id: `fdrl_${idOf(environment)}`,
      issuer_url: "https://gitlab.com",
      match: {
        subject_prefix: "project_path:acme/organization:*",
        claims: { environment, environment_protected: "true" },
      },
      service_account_id: `svac_${idOf(environment)}`,
      // The recipe requires this, because several processes of a job use one token.
      check_jti: false,
    })),
  );
  const repository = await newRepository();
  const url = await newBackend("prod", repository);
  const occasion: Occasion = {
    emulator,
    repository,
    variables: { PULUMI_BACKEND_URL: url, PULUMI_CONFIG_PASSPHRASE: "" },
    environments: Object.fromEntries(
      environments.map((environment) => [
        environment,
        {
          ANTHROPIC_FEDERATION_RULE_ID: `fdrl_${idOf(environment)}`,
          ANTHROPIC_ORGANIZATION_ID: organization.id,
          ANTHROPIC_SERVICE_ACCOUNT_ID: `svac_${idOf(environment)}`,
        },
      ]),
    ),
    artifacts: await mkdtemp(path.join(inject("engine").home, "gitlab-")),
  };
  const artifact = (file: string) => readFile(path.join(occasion.artifacts, file), "utf8");
  return { emulator, organization, occasion, artifact, url };
}

const during = (occasion: Occasion, variables: Record<string, string>): Occasion => ({
  ...occasion,
  variables: { ...occasion.variables, ...variables },
});

test("each kind of pipeline has its own jobs, and a merge request from a fork has only the one without variables", async () => {
  const jobs = await recipe();
  expect(jobsOf(jobs, { variables: mergeRequest })).toEqual(["check", "preview", "plan (manual)"]);
  expect(jobsOf(jobs, { variables: { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" } })).toEqual([
    "check",
  ]);
  expect(jobsOf(jobs, { variables: push })).toEqual(["deploy (manual)"]);
  expect(jobsOf(jobs, { variables: schedule })).toEqual(["drift", "complete"]);
  expect(jobsOf(jobs, { variables: { ...push, CI_COMMIT_BRANCH: "topic" } })).toEqual([]);
});

test("a merge request is checked and previewed without a key, and planned with the code of the target branch", async () => {
  const { emulator, occasion, artifact } = await world();
  const jobs = await recipe();
  const here = during(occasion, mergeRequest);
  for (const job of ["check", "preview"]) {
    const { exitCode, output } = await runJob(jobs, job, here);
    expect(exitCode, output).toBe(0);
  }
  expect(emulator.requests).toEqual([]);

  const clone = await newMachine(occasion.repository, path.join(occasion.artifacts, "no-forge"));
  const commit = "git -c user.name=a -c user.email=a@example.com commit --quiet --message=main";
  await clone.bash(`git init --quiet --initial-branch=main && git add index.ts users.ts && ${commit}`, {});
  const { exitCode, output } = await runJob(jobs, "plan", { ...here, origin: clone.folder });
  expect(exitCode, output).toBe(0);
  expect(await artifact("plan.md")).toContain("yara.idris@example.com");
  expect(emulator.requests).not.toEqual([]);
  expect(writes(emulator)).toEqual([]);
});

test("the pipeline deploys main manually, reports drift, and adds memberships of users who have accepted", async () => {
  const { emulator, organization, occasion, artifact, url } = await world();
  const jobs = await recipe();
  const deployed = await runJob(jobs, "deploy", during(occasion, push));
  expect(deployed.exitCode, deployed.output).toBe(0);
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara.idris@example.com"]);
  expect(await artifact("audit.jsonl")).toContain('"Evaluation"');
  emulator.clearRequests();

  const night = during(occasion, schedule);
  const red = await runJob(jobs, "drift", night);
  expect(red.exitCode, red.output).toBe(7);
  expect(await artifact("drift.md")).toContain("unmanaged");
  expect(await artifact("drift.md")).not.toContain("@example.com");
  await acceptAll(emulator, occasion.repository, url);

  organization.console.acceptInvite("yara.idris@example.com");
  const green = await runJob(jobs, "drift", night);
  expect(green.exitCode, green.output).toBe(0);
  const late = await runJob(jobs, "complete", during(night, { CI_COMMIT_SHA: "commit-2" }));
  expect(late.output).toContain(
    "The deployed commit is commit-1, and this is commit-2. The next deployment adds the memberships.",
  );
  expect(writes(emulator)).toEqual([]);
  const completed = await runJob(jobs, "complete", night);
  expect(completed.exitCode, completed.output).toBe(0);
  expect(writes(emulator)).toEqual([expect.stringMatching(/^POST \/workspaces\/wrkspc_\w+\/members$/)]);

  // A manual run repairs drift.
  organization.console.updateWorkspace("Evaluation", { name: "Assessment" });
  const repair = { ...during(occasion, push), manual: { REPAIR: "true" } };
  const repaired = await runJob(jobs, "deploy", repair);
  expect(repaired.exitCode, repaired.output).toBe(0);
  expect(writes(emulator)).toEqual([expect.stringMatching(/^POST \/workspaces\/wrkspc_\w+$/)]);
});
