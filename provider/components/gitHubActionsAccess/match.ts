import { refArgument } from "../pipelineAccess/check.ts";
import { allOf, type PipelineMatch, type Requirement, requireClaim } from "../pipelineAccess/match.ts";

/** What a workflow must have, with known values. */
export interface WorkflowRun {
  readonly repository: string;
  readonly repositoryId?: string | number | undefined;
  readonly environment?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly pullRequests?: boolean | undefined;
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

/** The claims that the arguments set, and the argument that sets each. The values may be outputs. */
export function claimsSetBy(
  run: {
    readonly [Argument in keyof WorkflowRun]?: unknown;
  },
): Record<string, string> {
  const ref = refArgument(run);
  const isPlace = run.environment !== undefined || ref !== undefined;
  return {
    repository_owner: "repository",
    repository: "repository",
    ...(run.repositoryId === undefined ? {} : { repository_id: "repositoryId" }),
    ...(run.environment === undefined ? {} : { environment: "environment" }),
    ...(ref === undefined ? {} : { ref_type: ref, ref }),
    ...(isPlace ? {} : { event_name: "pullRequests" }),
  };
}

/** Whether only runs of pull requests have a claim with this value. */
export function isOfPullRequests(claim: string, value: string): boolean {
  if (claim === "event_name") return value.startsWith("pull_request");
  if (claim === "ref") return value.startsWith("refs/pull/");
  // Empty for other events.
  return claim === "base_ref" || claim === "head_ref";
}

/**
 * The conditions for the identity tokens of workflow runs. They compare claims and not the subject, because repositories have one of
 * two forms of subjects: those that were created, renamed or transferred after 15 July 2026 have IDs in it.
 */
export function workflowMatch(run: WorkflowRun, audience: string): PipelineMatch {
  const { repository, repositoryId, claims = {} } = run;
  const [owner = ""] = repository.split("/");
  return allOf(audience, [
    { claims: { repository_owner: owner, repository } },
    ...(repositoryId === undefined ? [] : [requireClaim("repository_id", String(repositoryId))]),
    ...where(run),
    { claims },
  ]);
}

// A workflow for `pull_request_target` runs for the default branch, and can check out the code of the pull request.
const noPullRequest: Requirement = { condition: '!claims.event_name.startsWith("pull_request")' };

function where({ environment, branch, tag, pullRequests = false }: WorkflowRun): Requirement[] {
  const places = [
    ...(environment === undefined ? [] : [requireClaim("environment", environment)]),
    ...(branch === undefined ? [] : ref("branch", `refs/heads/${branch}`)),
    ...(tag === undefined ? [] : ref("tag", `refs/tags/${tag}`)),
  ];
  if (places.length === 0) return [requireClaim("event_name", "pull_request")];
  return pullRequests ? places : [...places, noPullRequest];
}

function ref(type: string, name: string): Requirement[] {
  return [requireClaim("ref_type", type), requireClaim("ref", name)];
}

/** What has access, for descriptions: `GitHub Actions: acme/app, environment production`. */
export function describeWorkflow({
  repository,
  environment,
  branch,
  tag,
  pullRequests,
}: WorkflowRun): string {
  const place = [
    ...(environment === undefined ? [] : [`environment ${environment}`]),
    ...(branch === undefined ? [] : [`branch ${branch}`]),
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(pullRequests === true ? ["pull requests"] : []),
  ];
  return `GitHub Actions: ${[repository, ...place].join(", ")}`;
}
