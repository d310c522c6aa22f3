import { describe, expect, test } from "vitest";
import {
  claimsSetBy,
  describeWorkflow,
  type WorkflowRun,
  workflowMatch,
} from "../../../../provider/components/gitHubActionsAccess/match.ts";
import { conditionProblem } from "../../../../provider/federation/conditionProblem.ts";

const audience = "https://api.anthropic.com";
const repository = "acme/app";
const ofRepository = { repository_owner: "acme", repository };
const noPullRequest = '!claims.event_name.startsWith("pull_request")';

describe("the conditions for a workflow run", () => {
  test.each<[string, WorkflowRun, object]>([
    [
      "in an environment",
      { repository, environment: "prod" },
      { claims: { ...ofRepository, environment: "prod" }, condition: noPullRequest },
    ],
    [
      "in an environment, also of pull requests",
      { repository, environment: "plan", pullRequests: true },
      { claims: { ...ofRepository, environment: "plan" } },
    ],
    [
      "for a branch",
      { repository, branch: "main" },
      { claims: { ...ofRepository, ref_type: "branch", ref: "refs/heads/main" }, condition: noPullRequest },
    ],
    [
      "in an environment and for a branch",
      { repository, environment: "prod", branch: "main" },
      {
        claims: { ...ofRepository, environment: "prod", ref_type: "branch", ref: "refs/heads/main" },
        condition: noPullRequest,
      },
    ],
    [
      "in an environment and for tags that begin alike",
      { repository, environment: "prod", tag: "v*" },
      {
        claims: { ...ofRepository, environment: "prod", ref_type: "tag" },
        condition: `claims.ref.startsWith("refs/tags/v") && ${noPullRequest}`,
      },
    ],
    [
      "for tags that begin alike",
      { repository, tag: "v*" },
      {
        claims: { ...ofRepository, ref_type: "tag" },
        condition: `claims.ref.startsWith("refs/tags/v") && ${noPullRequest}`,
      },
    ],
    [
      "of a pull request",
      { repository, pullRequests: true },
      { claims: { ...ofRepository, event_name: "pull_request" } },
    ],
    [
      "of one repository, whatever takes its name, with another claim",
      { repository, repositoryId: 345, environment: "prod", claims: { runner_environment: "self-hosted" } },
      {
        claims: {
          ...ofRepository,
          repository_id: "345",
          environment: "prod",
          runner_environment: "self-hosted",
        },
        condition: noPullRequest,
      },
    ],
  ])("%s", (_, run, expected) => {
    const match = workflowMatch(run, audience);
    expect(match).toEqual({ ...expected, audience });
    const { claims = {}, ...others } = run;
    const { claims: exact, condition = "" } = workflowMatch(others, audience);
    const prefixes = Array.from(condition.matchAll(/(?<!!)claims\.(\w+)\.startsWith/g), ([, claim]) => claim);
    expect(Object.keys(claimsSetBy(others)).toSorted()).toEqual(
      [...Object.keys(exact), ...prefixes].toSorted(),
    );
    expect(match.claims).toMatchObject(claims);
    expect(conditionProblem("https://token.actions.githubusercontent.com", match)).toBeUndefined();
  });
});

test("the description names what has access", () => {
  expect(describeWorkflow({ repository, environment: "plan", pullRequests: true })).toBe(
    "GitHub Actions: acme/app, environment plan, pull requests",
  );
  expect(describeWorkflow({ repository, branch: "main" })).toBe("GitHub Actions: acme/app, branch main");
  expect(describeWorkflow({ repository, environment: "prod", branch: "main" })).toBe(
    "GitHub Actions: acme/app, environment prod, branch main",
  );
  expect(describeWorkflow({ repository, tag: "v*" })).toBe("GitHub Actions: acme/app, tag v*");
});
