import { describe, expect, test } from "vitest";
import { conditionOf } from "../../../emulator/condition.ts";
import { type Conditions, conditionProblem } from "../../../provider/federation/conditionProblem.ts";

const github = "https://token.actions.githubusercontent.com";
const gitlab = "https://gitlab.com";
const buildkite = "https://agent.buildkite.com";
const terraform = "https://app.terraform.io";
const google = "https://accounts.google.com";
const shared = [github, gitlab, buildkite, terraform, google];

const subject = (subjectPrefix: string): Conditions => ({ subjectPrefix });
const values: Readonly<Record<string, string>> = {
  repository: "acme/app",
  project_path: "acme/platform/app",
  ref: "refs/heads/main",
};
const claims = (...names: string[]): Conditions => ({
  claims: Object.fromEntries(
    names.map((name) => [name, values[name] ?? (name.endsWith("_id") ? "12" : "acme")]),
  ),
});

test.each<[string, Conditions[]]>([
  [
    github,
    [
      subject("repo:acme/app:environment:prod"),
      subject("repo:acme/app:ref:refs/heads/main"),
      subject("repo:acme/app:ref:refs/tags/v*"),
      subject("repo:acme/app:pull_request"),
      subject("repo:acme/app:*"),
      subject("repo:acme/infra-*"),
      subject("repo:acme/*"),
      // Immutable subjects, which new repositories have since July 2026.
      subject("repo:acme@12/app@345:environment:prod"),
      subject("repo:acme@12/*"),
      // The subject of a repository that customized it.
      subject("repo:acme/app"),
      subject("repository_owner_id:12:environment:prod"),
      subject("environment:prod:repository_owner:acme"),
      subject("job_workflow_ref:acme/workflows/.github/workflows/deploy.yml@refs/heads/main"),
      claims("repository"),
      claims("repository_owner"),
      claims("repository_owner_id", "ref"),
      claims("repository_id"),
      claims("enterprise_id"),
      claims("a_claim_of_next_year"),
      { condition: 'claims.repository_owner == "acme"' },
      { condition: 'claims["repository"].startsWith("acme/") && claims.ref == "refs/heads/main"' },
      { condition: 'claims.job_workflow_ref.startsWith("acme/shared/.github/workflows/deploy.yml@")' },
      { condition: 'claims.repository in ["acme/app", "acme/web"]' },
      {
        condition:
          '("acme/app" == claims.repository || claims.repository_owner_id == "12") && has(claims.ref)',
      },
      { condition: 'claims.repository.matches("^acme/[a-z]+$")' },
      { condition: 'claims.repository.startsWith("acme/infra-")' },
      { condition: 'claims.repository.startsWith("acme/app")', ...claims("repository_owner") },
      { condition: 'claims.exists(name, name == "repository")' },
      { condition: "claims[claims.ref] == 'acme'" },
      { claims: { ref: "refs/heads/main" }, condition: "claims.repository_owner_id == '12'" },
    ],
  ],
  [
    gitlab,
    [
      subject("project_path:acme/app:ref_type:branch:ref:main"),
      subject("project_path:acme/platform/app:*"),
      subject("project_path:acme/*"),
      claims("namespace_path"),
      claims("namespace_id"),
      claims("project_path", "ref_protected"),
      claims("project_id"),
      { condition: 'claims.namespace_path == "acme"' },
    ],
  ],
  [
    buildkite,
    [
      subject("organization:acme:pipeline:app:ref:refs/heads/main:commit:*"),
      subject("organization:acme:pipeline:app:*"),
      subject("organization:acme:*"),
      // The subject can be one claim, such as the ID of a pipeline.
      subject("0184990a-477b-4fa8-9968-496074483cee"),
      claims("organization_slug"),
      claims("organization_id", "pipeline_slug"),
      claims("cluster_id"),
    ],
  ],
  [
    terraform,
    [
      subject("organization:acme:project:platform:workspace:prod:run_phase:apply"),
      subject("organization:acme:project:platform:*"),
      subject("organization:acme:*"),
      claims("terraform_organization_id"),
      claims("terraform_organization_name"),
      claims("terraform_workspace_id"),
      claims("terraform_full_workspace"),
    ],
  ],
  [
    google,
    [
      subject("116405231457621307921"),
      claims("email"),
      claims("hd"),
      claims("azp"),
      claims("sub"),
      { condition: 'claims.email == "ci@acme.iam.gserviceaccount.com" && claims.email_verified' },
    ],
  ],
])("a tenant is identified by these conditions for %s", (issuer, accepted) => {
  for (const conditions of accepted) {
    expect([conditions, conditionProblem(issuer, conditions)]).toEqual([conditions, undefined]);
  }
});

test("a tenant is identified by the URL of one enterprise, one GitLab instance or one cluster", () => {
  for (const issuer of [
    `${github}/acme-inc`,
    "https://gitlab.acme.com",
    "https://oidc.eks.acme.com/id/1",
    "?",
  ]) {
    expect([issuer, conditionProblem(issuer, claims("ref"))]).toEqual([issuer, undefined]);
  }
});

test.each<[string, Conditions[]]>([
  [
    github,
    [
      subject("*"),
      subject("rep*"),
      subject("repo:*"),
      // Every repository can have an environment, and subjects of this form.
      subject("environment:prod"),
      subject("ref:refs/heads/main"),
      claims("environment", "ref", "event_name", "workflow"),
      claims("repo_property_team"),
      { condition: 'claims.ref == "refs/heads/main"' },
      { condition: 'claims["event_name"] == "push" || "environment" in claims' },
      { condition: '"repository" in claims && has(claims.repository_owner)' },
      { condition: 'claims.repository != "evil/app" && !(claims.repository_owner == "evil")' },
      { condition: 'claims.repository == "acme/app" || claims.ref == "refs/heads/main"' },
      { condition: 'claims.repository.startsWith("")' },
      { claims: { environment: "prod" }, condition: "claims.runner_environment == 'github-hosted'" },
    ],
  ],
  [
    gitlab,
    [
      subject("project_path:*"),
      { claims: { ref: "main", ref_protected: "true", environment: "prod" } },
      { condition: 'claims.pipeline_source != "merge_request_event"' },
    ],
  ],
  [buildkite, [subject("organization:*"), claims("pipeline_slug", "build_branch")]],
  [terraform, [subject("organization:*"), claims("terraform_workspace_name", "terraform_run_phase")]],
  [google, [subject("*"), { condition: "claims.email_verified" }]],
])("no tenant is identified by these conditions for %s", (issuer, rejected) => {
  for (const conditions of [...rejected, {}, claims("aud"), { condition: "true" }]) {
    const problem = conditionProblem(issuer, conditions);
    expect([conditions, problem?.property]).toEqual([conditions, undefined]);
    expect([conditions, problem?.reason]).toEqual([
      conditions,
      expect.stringMatching(
        /^The issuer https:.* has tokens of every .*, and nothing in `match` says .* Set `/,
      ),
    ]);
  }
});

test("no tenant is identified with another spelling of the URL", () => {
  for (const issuer of shared) {
    const spelled = issuer.replace("https", "HTTPS").replace(".com", ".COM");
    expect(conditionProblem(`${spelled}/`, {})).toEqual(conditionProblem(issuer, {}));
    expect(conditionProblem(issuer, {})).toBeDefined();
  }
});

test("if no tenant is identified, the error says what to write", () => {
  expect(conditionProblem(github, claims("ref"))?.reason).toBe(
    "The issuer https://token.actions.githubusercontent.com has tokens of every repository on GitHub, and nothing in `match` says " +
      'which of them are yours. Set `claims: { repository: "OWNER/NAME" }`, and `environment` or `ref` as well.',
  );
});

describe("a subject prefix that matches other tokens than it seems to", () => {
  test.each([
    [
      github,
      "repo:acme*",
      "also matches other owner names that begin with acme, such as acme-2. Write `repo:acme/*`.",
    ],
    [
      github,
      "repo:acme@12*",
      "also matches other owner names that begin with acme@12, such as acme@12-2. Write `repo:acme@12/*`.",
    ],
    [
      github,
      "repo:acme/app*",
      "also matches other repository names that begin with app, such as app-2. Write `repo:acme/app:*`.",
    ],
    [
      github,
      "repo:acme/*:environment:prod",
      "matches no token, since `*` is a wildcard only at the end. Use `claims` or `condition`.",
    ],
    [
      github,
      "repo:*/app:*",
      "matches no token, since `*` is a wildcard only at the end. Use `claims` or `condition`.",
    ],
    [
      github,
      "repo:acme/app:",
      "matches no token, since it is compared with the whole subject. End it with `*` to compare the beginning.",
    ],
    [
      github,
      "repo:acme/",
      "matches no token, since it is compared with the whole subject. End it with `*` to compare the beginning.",
    ],
    [
      gitlab,
      "project_path:acme*",
      "also matches other group names that begin with acme, such as acme-2. Write `project_path:acme/*`.",
    ],
    [
      gitlab,
      "project_path:acme/platform/app*",
      "also matches other project names that begin with platform/app, such as platform/app-2. Write `project_path:acme/platform/app:*`.",
    ],
    [
      buildkite,
      "organization:acme*",
      "also matches other organization names that begin with acme, such as acme-2. Write `organization:acme:*`.",
    ],
    [
      buildkite,
      "organization:acme:pipeline:app*",
      "also matches other pipeline names that begin with app, such as app-2. Write `organization:acme:pipeline:app:*`.",
    ],
    [
      terraform,
      "organization:acme:project:web*",
      "also matches other project names that begin with web, such as web-2. Write `organization:acme:project:web:*`.",
    ],
    [
      google,
      "1164*",
      "also matches the IDs of others that begin with 1164. Write the whole ID, without `*`.",
    ],
  ])("%s: %s", (issuer, subjectPrefix, problem) => {
    const reason = `\`${subjectPrefix}\` ${problem}`;
    expect(conditionProblem(issuer, { subjectPrefix })).toEqual({ property: "subjectPrefix", reason });
    // Another condition makes up for a prefix that matches too much.
    const both = conditionProblem(issuer, { subjectPrefix, ...claims("a_claim_of_next_year") });
    expect(both?.reason).toBe(problem.startsWith("matches no token") ? reason : undefined);
  });

  test("also with the issuer of one GitHub enterprise", () => {
    expect(conditionProblem(`${github}/acme-inc`, subject("repo:acme/app*"))?.property).toBe("subjectPrefix");
    expect(conditionProblem("https://gitlab.acme.com", subject("project_path:acme*"))).toBeUndefined();
  });
});

test.each<[string, Record<string, string>, string]>([
  [
    github,
    { repository: "acme/*" },
    '`repository` is never "acme/*", since values are compared as a whole and `*` is not a wildcard. Set `condition` to `claims.repository.startsWith("acme/")`.',
  ],
  [github, { repository: "acme*" }, '`claims.repository.startsWith("acme/")`.'],
  [github, { repository: "acme/app*" }, '`claims.repository.startsWith("acme/app-")`.'],
  [github, { repository: "*/app" }, "`*` is not a wildcard. Use `condition`."],
  [github, { repository_owner: "acme-*" }, "`*` is not a wildcard. Use `condition`."],
  [github, { sub: "repo:acme/*" }, "`*` is a wildcard only in `subjectPrefix`. Use `subjectPrefix`."],
  [github, { repository: "acme/app", ref: "refs/heads/*" }, '`claims.ref.startsWith("refs/heads/")`.'],
  [
    github,
    { repository: "acme" },
    '`repository` is never "acme", since it has the names of the owner and the repository. Write `acme/NAME`.',
  ],
  [github, { repository: "acme/ app" }, "Write `acme/NAME`."],
  [github, { repository_owner: "" }, '`repository_owner` is never "". Set the value that your tokens have.'],
  [github, { repository_owner: "acme/app" }, 'since it is one name. Write "acme".'],
  [github, { repository_id: "acme/app" }, "since it is a number. Write the numeric ID."],
  [
    github,
    { repository: "acme/app", ref: "main" },
    '`ref` is never "main", since it begins with `refs/`. Write "refs/heads/main" for a branch, or "refs/tags/main" for a tag.',
  ],
  [github, { repository: "acme/app", base_ref: "refs/heads/main" }, 'Write "main".'],
  [
    github,
    { repository: "Acme/app", repository_owner: "acme" },
    'No token has the `repository_owner` "acme" and the `repository` "Acme/app". Write the same owner in both: the comparison is case-sensitive.',
  ],
  [gitlab, { project_path: "acme/*" }, '`claims.project_path.startsWith("acme/")`.'],
  [gitlab, { namespace_path: "acme/*" }, '`claims.namespace_path.startsWith("acme/")`.'],
  [gitlab, { project_path: "acme" }, "the names of the group and the project. Write `acme/NAME`."],
  [gitlab, { project_path: "acme/app", ref: "refs/heads/main" }, 'since it is only the name. Write "main".'],
  [gitlab, { project_id: "app" }, "Write the numeric ID."],
  [buildkite, { organization_slug: "acme*" }, "Use `condition`."],
  [terraform, { terraform_organization_name: "*" }, "Use `condition`."],
  [google, { email: "*@acme.iam.gserviceaccount.com" }, "Use `condition`."],
])("claims that no token has are rejected for %s: %j", (issuer, given, reason) => {
  const problem = conditionProblem(issuer, { claims: given });
  expect(problem?.property).toBe("claims");
  expect(problem?.reason).toContain(reason);
});

test("claims that no token has are accepted where their values are free, and for other issuers", () => {
  const environment = { repository: "acme/app", environment: "prod *", workflow: "Deploy *", head_ref: "" };
  expect(conditionProblem(github, { claims: environment })).toBeUndefined();
  expect(conditionProblem("https://ci.acme.com", { claims: { repository: "acme/*" } })).toBeUndefined();
});

describe("a condition that matches other tokens than it seems to", () => {
  const evil = {
    repository: "acme-evil/app",
    repository_owner: "acme-evil",
    repository_id: "123",
    job_workflow_ref: "acme-evil/x/.github/workflows/x.yml@main",
    project_path: "evil/acme/app",
    email: "ci@acme.iam.evil.example",
    organization_slug: "acme-evil",
    ref: "refs/heads/main",
    sub: "repo:acme-evil/app:ref:refs/heads/main",
    a_new_claim: "acme-evil",
  };

  test.each([
    [
      github,
      'claims.repository.startsWith("acme")',
      '`claims.repository.startsWith("acme")` also matches other owner names that begin with acme, such as acme-2. Write `claims.repository.startsWith("acme/")`.',
    ],
    [
      github,
      "claims[\"repository\"].startsWith('acme')",
      "also matches other owner names that begin with acme",
    ],
    [github, 'claims.repository_owner.startsWith("acme")', 'Write `claims.repository_owner == "acme"`.'],
    [
      github,
      'claims.repository_owner.startsWith("acme-")',
      "also matches other values that begin with acme-",
    ],
    [github, 'claims.repository_id.startsWith("12")', 'Write `claims.repository_id == "12"`.'],
    [
      github,
      'claims.job_workflow_ref.startsWith("acme")',
      'Write `claims.job_workflow_ref.startsWith("acme/")`.',
    ],
    [github, 'claims.a_new_claim.startsWith("acme")', "or end the text with a delimiter."],
    [
      github,
      'claims.repository.endsWith("/app")',
      '`claims.repository.endsWith("/app")` also matches values of others that end with "/app". Write `claims.repository == "..."`.',
    ],
    [github, 'claims.repository_owner.contains("acme")', 'that contain "acme"'],
    [
      github,
      'claims.repository.matches("acme-evil/.*")',
      "since `matches` finds the expression anywhere in the value. Begin it with `^`.",
    ],
    [github, 'claims.repository.matches("^acme")', "also matches other owner names that begin with acme"],
    [github, 'claims.repository.matches("^acme.*")', "also matches other owner names that begin with acme"],
    [github, 'claims.sub.startsWith("repo:acme")', "also matches other owner names that begin with acme"],
    [
      github,
      'claims.ref == "refs/heads/main" && (claims.repository == "acme/app" || claims.repository.startsWith("acme"))',
      "also matches other owner names that begin with acme",
    ],
    [gitlab, 'claims.project_path.contains("acme/")', 'that contain "acme/"'],
    [google, 'claims.email.startsWith("ci@acme")', "also matches other values that begin with ci@acme"],
    [buildkite, 'claims.organization_slug.startsWith("acme")', 'Write `claims.organization_slug == "acme"`.'],
  ])("a misleading condition is rejected for %s: %s", (issuer, condition, reason) => {
    // The token of another tenant meets the condition.
    const evaluated = conditionOf(condition);
    expect(typeof evaluated === "string" ? evaluated : evaluated.holds(evil)).toBe(true);
    const problem = conditionProblem(issuer, { condition });
    expect(problem?.property).toBe("condition");
    expect(problem?.reason).toContain(reason);
    expect(conditionProblem(issuer, { condition, ...claims("a_claim_of_next_year") })).toBeUndefined();
  });

  test.each([
    ['claims.repository == "acme/*"', "`*` is not a wildcard"],
    ['claims.repository.startsWith("acme/*")', 'Write `claims.repository.startsWith("acme/")`.'],
    ['claims.repository == "acme/app" && claims.ref == "main"', 'Write "refs/heads/main"'],
    ['claims.repository in ["acme/app", "acme"]', "Write `acme/NAME`."],
  ])(
    "a misleading condition is rejected because it matches no token, with any other condition: %s",
    (condition, reason) => {
      const all = { condition, ...claims("repository_id") };
      expect(conditionProblem(github, all)).toMatchObject({
        property: "condition",
        reason: expect.stringContaining(reason),
      });
    },
  );

  test("a misleading condition is rejected also if it names only a part of a repository, as a subject prefix", () => {
    expect(conditionProblem(github, { condition: 'claims.repository.startsWith("acme/app")' })?.reason).toBe(
      '`claims.repository.startsWith("acme/app")` also matches other repository names that begin with app, such as app-2. Write `claims.repository == "acme/app"`.',
    );
  });

  test("a condition is not misleading with the issuer of one GitHub enterprise, whose tokens are all of one tenant", () => {
    const condition = 'claims.repository.endsWith("/app")';
    expect(conditionProblem(`${github}/acme-inc`, { condition })).toBeUndefined();
  });
});
