import { describe, expect, it } from "vitest";
import { unpinned } from "../../emulator/sharedIssuers.ts";

const github = "https://token.actions.githubusercontent.com";
const google = "https://accounts.google.com";

describe("unpinned", () => {
  it.each([
    [github, { subject_prefix: "repo:acme/*" }],
    [github, { subject_prefix: "repo:acme/api:ref:refs/heads/main" }],
    [github, { claims: { repository_owner: "acme" } }],
    [github, { condition: 'claims.repository_owner == "acme" && claims.ref == "refs/heads/main"' }],
    ["https://gitlab.com", { subject_prefix: "project_path:acme/*" }],
    ["https://gitlab.com", { claims: { namespace_path: "acme" } }],
    ["https://agent.buildkite.com", { subject_prefix: "organization:acme:*" }],
    ["https://app.terraform.io", { claims: { terraform_organization_name: "acme" } }],
    [google, { subject_prefix: "116405231457621307921" }],
    [google, { claims: { email: "ci@acme.iam.gserviceaccount.com" } }],
    ["https://ci.example.com", { subject_prefix: "job:*" }],
  ])("accepts %s with %j", (issuer, match) => {
    expect(unpinned(issuer, match)).toBeUndefined();
  });

  it.each([
    [github, { subject_prefix: "repo:*" }, "GitHub Actions"],
    [github, { subject_prefix: "*" }, "GitHub Actions"],
    [github, { claims: { ref: "refs/heads/main" } }, "GitHub Actions"],
    [github, { claims: { repository_owner: "" } }, "GitHub Actions"],
    [github, { condition: 'claims.ref == "repository_owner"' }, "GitHub Actions"],
    [`${github}/`, { claims: { environment: "production" } }, "GitHub Actions"],
    ["https://gitlab.com", { subject_prefix: "project_path:acme*" }, "GitLab"],
    ["https://agent.buildkite.com", { subject_prefix: "organization:acme*" }, "Buildkite"],
    ["https://app.terraform.io", { subject_prefix: "organization:*" }, "Terraform Cloud"],
    [google, { subject_prefix: "1164*" }, "Google"],
  ])("rejects %s with %j", (issuer, match, name) => {
    expect(unpinned(issuer, match)).toContain(`Rules for ${name} must constrain the tenant`);
  });
});
