type Claims = Record<string, unknown>;

/** The claims of a GitHub Actions run for a push to main, as GitHub documents them. Undefined omits a claim. */
export function gitHubClaims(changes: Claims = {}): Claims {
  return {
    iss: "https://token.actions.githubusercontent.com",
    aud: "https://api.anthropic.com",
    sub: "repo:acme@12/app@345:ref:refs/heads/main",
    repository: "acme/app",
    repository_id: "345",
    repository_owner: "acme",
    repository_owner_id: "12",
    repository_visibility: "private",
    event_name: "push",
    ref: "refs/heads/main",
    ref_type: "branch",
    ref_protected: "true",
    actor: "ada",
    workflow: "Deploy",
    workflow_ref: "acme/app/.github/workflows/deploy.yml@refs/heads/main",
    job_workflow_ref: "acme/app/.github/workflows/deploy.yml@refs/heads/main",
    runner_environment: "github-hosted",
    ...changes,
  };
}

/** The claims of a GitLab job for a push to the protected branch main, as GitLab documents them. Undefined omits a claim. */
export function gitLabClaims(changes: Claims = {}): Claims {
  return {
    iss: "https://gitlab.com",
    aud: "https://api.anthropic.com",
    sub: "project_path:acme/platform/app:ref_type:branch:ref:main",
    namespace_id: "72",
    namespace_path: "acme/platform",
    project_id: "20",
    project_path: "acme/platform/app",
    user_login: "ada",
    pipeline_source: "push",
    ref: "main",
    ref_type: "branch",
    ref_path: "refs/heads/main",
    ref_protected: "true",
    runner_environment: "gitlab-hosted",
    ...changes,
  };
}
