import { describe, expect, test } from "vitest";
import {
  claimsSetBy,
  describeJob,
  type Job,
  jobMatch,
} from "../../../../provider/components/gitLabAccess/match.ts";
import { conditionProblem } from "../../../../provider/federation/conditionProblem.ts";

const audience = "https://api.anthropic.com";
const project = "acme/platform/app";
const ofProject = { namespace_path: "acme/platform", project_path: project };
const noMergeRequest = 'claims.pipeline_source != "merge_request_event"';

describe("the conditions for a job", () => {
  test.each<[string, Job, object]>([
    [
      "in a protected environment",
      { project, environment: "production" },
      {
        claims: { ...ofProject, environment: "production", environment_protected: "true" },
        condition: noMergeRequest,
      },
    ],
    [
      "in environments that begin alike, protected or not, also of merge requests",
      { project, environment: "review/*", protected: false, mergeRequests: true },
      { claims: ofProject, condition: 'claims.environment.startsWith("review/")' },
    ],
    [
      "for a protected branch",
      { project, branch: "main" },
      {
        claims: { ...ofProject, ref_type: "branch", ref: "main", ref_protected: "true" },
        condition: noMergeRequest,
      },
    ],
    [
      "in a protected environment and for a protected branch",
      { project, environment: "production", branch: "main" },
      {
        claims: {
          ...ofProject,
          environment: "production",
          environment_protected: "true",
          ref_type: "branch",
          ref: "main",
          ref_protected: "true",
        },
        condition: noMergeRequest,
      },
    ],
    [
      "in environments and for tags that begin alike, protected or not",
      { project, environment: "eu/*", tag: "v*", protected: false },
      {
        claims: { ...ofProject, ref_type: "tag" },
        condition: `claims.environment.startsWith("eu/") && claims.ref.startsWith("v") && ${noMergeRequest}`,
      },
    ],
    [
      "for tags that begin alike",
      { project, tag: "v*", protected: false },
      {
        claims: { ...ofProject, ref_type: "tag" },
        condition: `claims.ref.startsWith("v") && ${noMergeRequest}`,
      },
    ],
    [
      "of a merge request",
      { project, mergeRequests: true },
      { claims: { ...ofProject, pipeline_source: "merge_request_event" } },
    ],
    [
      "of one project, whatever takes its path, with another claim",
      { project, projectId: "46573356", branch: "main", claims: { runner_environment: "self-hosted" } },
      {
        claims: {
          ...ofProject,
          project_id: "46573356",
          ref_type: "branch",
          ref: "main",
          ref_protected: "true",
          runner_environment: "self-hosted",
        },
        condition: noMergeRequest,
      },
    ],
  ])("%s", (_, job, expected) => {
    const match = jobMatch(job, audience);
    expect(match).toEqual({ ...expected, audience });
    const { claims = {}, ...others } = job;
    const { claims: exact, condition = "" } = jobMatch(others, audience);
    const prefixes = Array.from(condition.matchAll(/(?<!!)claims\.(\w+)\.startsWith/g), ([, claim]) => claim);
    expect(Object.keys(claimsSetBy(others)).toSorted()).toEqual(
      [...Object.keys(exact), ...prefixes].toSorted(),
    );
    expect(match.claims).toMatchObject(claims);
    expect(conditionProblem("https://gitlab.com", match)).toBeUndefined();
  });
});

test("the description names what has access", () => {
  expect(describeJob({ project, environment: "production", mergeRequests: true })).toBe(
    "GitLab: acme/platform/app, environment production, merge requests",
  );
  expect(describeJob({ project, branch: "main" })).toBe("GitLab: acme/platform/app, branch main");
  expect(describeJob({ project, tag: "v*" })).toBe("GitLab: acme/platform/app, tag v*");
});
