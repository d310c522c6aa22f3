import { afterAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../../../emulator/index.ts";
import {
  type WorkflowRun,
  workflowMatch,
} from "../../../../provider/components/gitHubActionsAccess/match.ts";
import { type Job, jobMatch } from "../../../../provider/components/gitLabAccess/match.ts";
import type { PipelineMatch } from "../../../../provider/components/pipelineAccess/match.ts";
import { exchanged } from "../../../emulator/exchange.ts";
import { identityToken } from "../../../emulator/identityToken.ts";
import { gitHubClaims, gitLabClaims } from "../../../emulator/pipelineClaims.ts";

type Claims = Record<string, unknown>;

const audience = "https://api.anthropic.com";
const emulator = await startEmulator({ requestsPerMinute: "unlimited" });
afterAll(() => emulator.stop());
const { console } = emulator.organization();
console.createServiceAccount({ name: "pipeline" });
console.createFederationIssuer({ name: "github", issuerUrl: "https://token.actions.githubusercontent.com" });
console.createFederationIssuer({ name: "gitlab", issuerUrl: "https://gitlab.com" });
let rules = 0;

/** For each token, whether a rule with these conditions lets it in. */
async function letIn(issuer: string, match: PipelineMatch, tokens: readonly Claims[]): Promise<boolean[]> {
  rules += 1;
  const rule = console.createFederationRule({
    name: `rule-${rules}`,
    issuer,
    match,
    serviceAccount: "pipeline",
  });
  const variables = {
    ANTHROPIC_FEDERATION_RULE_ID: rule.id,
    ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
    ANTHROPIC_SERVICE_ACCOUNT_ID: rule.target.service_account_id,
  };
  const results = tokens.map(
    async (claims) => (await exchanged(emulator, variables, identityToken(emulator, claims))).status === 200,
  );
  return Promise.all(results);
}

interface Case<Run> {
  readonly run: Run;
  readonly accepted: readonly Claims[];
  readonly rejected: readonly Claims[];
}

const inEnvironment = { environment: "prod", sub: "repo:acme@12/app@345:environment:prod" };
const pullRequest = {
  event_name: "pull_request",
  ref: "refs/pull/7/merge",
  sub: "repo:acme@12/app@345:pull_request",
};
const pullRequestTarget = { event_name: "pull_request_target" };
const otherRepositories: readonly Claims[] = [
  { repository: "acme/app-2", sub: "repo:acme@12/app-2@346:ref:refs/heads/main" },
  { repository: "acme-2/app", repository_owner: "acme-2", sub: "repo:acme-2@13/app@347:ref:refs/heads/main" },
  { iss: "https://token.actions.githubusercontent.com/acme-2" },
  { aud: "https://github.com/acme" },
];

describe("a rule of a GitHubActionsAccess lets in only", () => {
  test.each<[string, Case<WorkflowRun>]>([
    [
      "jobs in the environment",
      {
        run: { repository: "acme/app", environment: "prod" },
        accepted: [
          inEnvironment,
          { ...inEnvironment, sub: "repo:acme/app:environment:prod" },
          { ...inEnvironment, event_name: "workflow_dispatch", ref: "refs/heads/topic" },
        ],
        rejected: [
          {},
          { ...inEnvironment, environment: "prod-2" },
          { ...inEnvironment, environment: "Prod" },
          { ...inEnvironment, ...pullRequest },
          { ...inEnvironment, ...pullRequestTarget },
          { ...inEnvironment, event_name: undefined },
          ...otherRepositories.map((other) => ({ ...inEnvironment, ...other })),
        ],
      },
    ],
    [
      "jobs in the environment, also of pull requests",
      {
        run: { repository: "acme/app", environment: "prod", pullRequests: true },
        accepted: [inEnvironment, { ...inEnvironment, ...pullRequest }],
        rejected: [{}, pullRequest, ...otherRepositories.map((other) => ({ ...inEnvironment, ...other }))],
      },
    ],
    [
      "runs for the branch",
      {
        run: { repository: "acme/app", branch: "main" },
        accepted: [{}, { event_name: "schedule" }, { sub: "repo:acme/app:ref:refs/heads/main" }],
        rejected: [
          { ref: "refs/heads/main-2" },
          { ref: "refs/tags/main", ref_type: "tag" },
          pullRequest,
          pullRequestTarget,
          ...otherRepositories,
        ],
      },
    ],
    [
      "jobs in the environment of runs for the branch",
      {
        run: { repository: "acme/app", environment: "prod", branch: "main" },
        accepted: [inEnvironment, { ...inEnvironment, event_name: "workflow_dispatch" }],
        rejected: [
          {},
          { ...inEnvironment, environment: "prod-2" },
          { ...inEnvironment, ref: "refs/heads/topic" },
          { ...inEnvironment, ref: "refs/tags/main", ref_type: "tag" },
          { ...inEnvironment, ...pullRequest },
          { ...inEnvironment, ...pullRequestTarget },
          ...otherRepositories.map((other) => ({ ...inEnvironment, ...other })),
        ],
      },
    ],
    [
      "runs for branches and tags that begin alike",
      {
        run: { repository: "acme/app", tag: "v*" },
        accepted: [{ ref: "refs/tags/v1.0", ref_type: "tag" }],
        rejected: [
          {},
          { ref: "refs/tags/1.0", ref_type: "tag" },
          { ref: "refs/heads/v1.0", ref_type: "branch" },
          ...otherRepositories.map((other) => ({ ref: "refs/tags/v1.0", ref_type: "tag", ...other })),
        ],
      },
    ],
    [
      "runs of pull requests",
      {
        run: { repository: "acme/app", pullRequests: true },
        accepted: [pullRequest],
        rejected: [
          {},
          { ...pullRequest, ...pullRequestTarget },
          ...otherRepositories.map((other) => ({ ...pullRequest, ...other })),
        ],
      },
    ],
    [
      "runs of the repository with the ID, and with other claims",
      {
        run: {
          repository: "acme/app",
          repositoryId: 345,
          branch: "main",
          claims: { runner_environment: "self-hosted" },
        },
        accepted: [{ runner_environment: "self-hosted" }],
        rejected: [{}, { runner_environment: "self-hosted", repository_id: "999" }],
      },
    ],
  ])("%s", async (_, { run, accepted, rejected }) => {
    const match = workflowMatch(run, audience);
    expect(await letIn("github", match, accepted.map(gitHubClaims))).toEqual(accepted.map(() => true));
    expect(await letIn("github", match, rejected.map(gitHubClaims))).toEqual(rejected.map(() => false));
  });
});

const project = "acme/platform/app";
const inProduction = { environment: "production", environment_protected: "true" };
const mergeRequest = { pipeline_source: "merge_request_event", ref_protected: "false" };
const otherProjects: readonly Claims[] = [
  { project_path: "acme/platform/app-2" },
  { project_path: "acme-2/app", namespace_path: "acme-2" },
  { iss: "https://gitlab.example.com" },
  { aud: "https://gitlab.com" },
];

describe("a rule of a GitLabAccess lets in only", () => {
  test.each<[string, Case<Job>]>([
    [
      "jobs in the protected environment",
      {
        run: { project, environment: "production" },
        accepted: [inProduction, { ...inProduction, ref: "topic", ref_protected: "false" }],
        rejected: [
          {},
          { ...inProduction, environment: "production-2" },
          { ...inProduction, environment_protected: "false" },
          { ...inProduction, ...mergeRequest },
          ...otherProjects.map((other) => ({ ...inProduction, ...other })),
        ],
      },
    ],
    [
      "jobs in environments that begin alike, also of merge requests",
      {
        run: { project, environment: "review/*", protected: false, mergeRequests: true },
        accepted: [{ environment: "review/topic", ...mergeRequest }],
        rejected: [mergeRequest, inProduction],
      },
    ],
    [
      "pipelines for the protected branch",
      {
        run: { project, branch: "main" },
        accepted: [{}, { pipeline_source: "schedule" }],
        rejected: [
          { ref: "main-2" },
          { ref_type: "tag" },
          { ref_protected: "false" },
          // A merge request from a branch `main` of a fork, which runs in the parent project, has the same subject.
          mergeRequest,
          { ...mergeRequest, ref_protected: "true" },
          ...otherProjects,
        ],
      },
    ],
    [
      "jobs in the protected environment of pipelines for the protected branch",
      {
        run: { project, environment: "production", branch: "main" },
        accepted: [inProduction, { ...inProduction, pipeline_source: "schedule" }],
        rejected: [
          {},
          { ...inProduction, ref: "topic" },
          { ...inProduction, ref_protected: "false" },
          { ...inProduction, environment_protected: "false" },
          { ...inProduction, ...mergeRequest, ref_protected: "true" },
          ...otherProjects.map((other) => ({ ...inProduction, ...other })),
        ],
      },
    ],
    [
      "pipelines for tags that begin alike",
      {
        run: { project, tag: "v*" },
        accepted: [{ ref: "v1.0", ref_type: "tag" }],
        rejected: [{}, { ref: "v1.0" }, { ref: "1.0", ref_type: "tag" }],
      },
    ],
    [
      "merge request pipelines",
      {
        run: { project, mergeRequests: true },
        accepted: [mergeRequest],
        rejected: [{}, ...otherProjects.map((other) => ({ ...mergeRequest, ...other }))],
      },
    ],
    [
      "pipelines of the project with the ID",
      {
        run: { project, projectId: "20", branch: "main" },
        accepted: [{}],
        rejected: [{ project_id: "21" }],
      },
    ],
  ])("%s", async (_, { run, accepted, rejected }) => {
    const match = jobMatch(run, audience);
    expect(await letIn("gitlab", match, accepted.map(gitLabClaims))).toEqual(accepted.map(() => true));
    expect(await letIn("gitlab", match, rejected.map(gitLabClaims))).toEqual(rejected.map(() => false));
  });
});
