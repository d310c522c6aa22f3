import { refArgument } from "../pipelineAccess/check.ts";
import { allOf, type PipelineMatch, type Requirement, requireClaim } from "../pipelineAccess/match.ts";

/** What a job must have, with known values. */
export interface Job {
  readonly project: string;
  readonly projectId?: string | number | undefined;
  readonly environment?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly protected?: boolean | undefined;
  readonly mergeRequests?: boolean | undefined;
  readonly claims?: Readonly<Record<string, string>> | undefined;
}

/** The claims that the arguments set, and the argument that sets each. The values may be outputs. */
export function claimsSetBy(job: { readonly [Argument in keyof Job]?: unknown }): Record<string, string> {
  const ref = refArgument(job);
  const isPlace = job.environment !== undefined || ref !== undefined;
  const isProtected = job.protected !== false;
  return {
    namespace_path: "project",
    project_path: "project",
    ...(job.projectId === undefined ? {} : { project_id: "projectId" }),
    ...(job.environment === undefined ? {} : { environment: "environment" }),
    ...(job.environment !== undefined && isProtected ? { environment_protected: "protected" } : {}),
    ...(ref === undefined ? {} : { ref_type: ref, ref }),
    ...(ref !== undefined && isProtected ? { ref_protected: "protected" } : {}),
    ...(isPlace ? {} : { pipeline_source: "mergeRequests" }),
  };
}

/**
 * The conditions for the identity tokens of jobs. GitLab's subject does not name the environment, and has the branch of a merge
 * request even if it is a branch of a fork, so claims are compared.
 */
export function jobMatch(job: Job, audience: string): PipelineMatch {
  const { project, projectId, claims = {} } = job;
  const namespace = project.slice(0, project.lastIndexOf("/"));
  return allOf(audience, [
    { claims: { namespace_path: namespace, project_path: project } },
    ...(projectId === undefined ? [] : [requireClaim("project_id", String(projectId))]),
    ...where(job),
    { claims },
  ]);
}

const mergeRequest = "merge_request_event";

/** Whether only merge request pipelines have a claim with this value. */
export function isOfMergeRequests(claim: string, value: string): boolean {
  return claim === "pipeline_source" && value === mergeRequest;
}

const noMergeRequest: Requirement = { condition: `claims.pipeline_source != "${mergeRequest}"` };

function where(job: Job): Requirement[] {
  const { environment, branch, tag, mergeRequests = false } = job;
  const isProtected = (claim: string) => (job.protected === false ? [] : [requireClaim(claim, "true")]);
  const ref = (type: string, name: string) => [
    requireClaim("ref_type", type),
    requireClaim("ref", name),
    ...isProtected("ref_protected"),
  ];
  const places = [
    ...(environment === undefined
      ? []
      : [requireClaim("environment", environment), ...isProtected("environment_protected")]),
    ...(branch === undefined ? [] : ref("branch", branch)),
    ...(tag === undefined ? [] : ref("tag", tag)),
  ];
  if (places.length === 0) return [requireClaim("pipeline_source", mergeRequest)];
  return mergeRequests ? places : [...places, noMergeRequest];
}

/** What has access, for descriptions: `GitLab: acme/app, environment production`. */
export function describeJob({ project, environment, branch, tag, mergeRequests }: Job): string {
  const place = [
    ...(environment === undefined ? [] : [`environment ${environment}`]),
    ...(branch === undefined ? [] : [`branch ${branch}`]),
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(mergeRequests === true ? ["merge requests"] : []),
  ];
  return `GitLab: ${[project, ...place].join(", ")}`;
}
