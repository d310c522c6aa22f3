import type { Subject } from "./subject.ts";

/** An issuer whose tokens come from the workloads of many tenants. */
export interface SharedIssuer {
  readonly url: string;
  /** Whether an enterprise can have an issuer of its own, whose URL has a path after this one. All tokens of it are of one tenant. */
  readonly hasEnterpriseIssuers?: true;
  /** Who gets tokens of the issuer, for messages. */
  readonly serves: string;
  /** What identifies a tenant, for messages. */
  readonly advice: string;
  /** The form of its subjects. Undefined if they are IDs. */
  readonly subject?: Subject;
  /** Claims that tenants choose freely, or that have the same values for all of them. Any other claim may identify a tenant. */
  readonly common: readonly string[];
  /** The claim with the tenant and the workload, such as `acme/app`. */
  readonly workloadClaim?: string;
  /** Further claims that begin with the tenant and `/`. */
  readonly paths: readonly string[];
  /** Claims that are the whole name of a tenant or workload, so that a part of one may be the name of another. */
  readonly names: readonly string[];
  /** Claims with numeric IDs. */
  readonly ids: readonly string[];
  /** Claims with a Git reference: `full` ones begin with `refs/`, `short` ones are only the name of the branch or tag. */
  readonly refs: { readonly full: readonly string[]; readonly short: readonly string[] };
}

const registered = ["iss", "aud", "exp", "iat", "nbf", "jti"];

// The claims are those of the issuers' documentation, November 2026. A claim that is missing here counts as identifying, so that
// no rule is rejected that the API may accept.
export const sharedIssuers: readonly SharedIssuer[] = [
  {
    url: "https://token.actions.githubusercontent.com",
    hasEnterpriseIssuers: true,
    serves: "every repository on GitHub",
    advice: 'Set `claims: { repository: "OWNER/NAME" }`, and `environment` or `ref` as well',
    subject: { key: "repo", tenant: "owner", afterTenant: "/", workload: "repository", workloadKey: "" },
    common: [
      ...[
        "base_ref",
        "check_run_id",
        "environment",
        "event_name",
        "head_ref",
        "ref",
        "ref_protected",
        "ref_type",
      ],
      ...[
        "repository_visibility",
        "run_attempt",
        "run_id",
        "run_number",
        "runner_environment",
        "sha",
        "workflow",
      ],
    ],
    workloadClaim: "repository",
    paths: ["workflow_ref", "job_workflow_ref"],
    names: ["repository_owner", "enterprise"],
    ids: ["repository_id", "repository_owner_id"],
    refs: { full: ["ref"], short: ["base_ref", "head_ref"] },
  },
  {
    url: "https://gitlab.com",
    serves: "every project on gitlab.com",
    advice:
      'Set `claims: { project_path: "GROUP/PROJECT" }`, or a `subjectPrefix` such as `project_path:GROUP/PROJECT:ref_type:branch:ref:NAME`',
    subject: { key: "project_path", tenant: "group", afterTenant: "/", workload: "project", workloadKey: "" },
    common: [
      ...[
        "deployment_action",
        "deployment_tier",
        "environment",
        "environment_action",
        "environment_protected",
      ],
      ...["job_id", "job_source", "pipeline_id", "pipeline_source", "project_visibility", "ref", "ref_path"],
      ...["ref_protected", "ref_type", "runner_environment", "runner_id", "sha", "user_access_level"],
    ],
    workloadClaim: "project_path",
    paths: ["namespace_path"],
    names: [],
    ids: ["project_id", "namespace_id"],
    refs: { full: ["ref_path"], short: ["ref"] },
  },
  {
    url: "https://agent.buildkite.com",
    serves: "every organization on Buildkite",
    advice:
      'Set `claims: { organization_slug: "ORGANIZATION" }`, or a `subjectPrefix` such as `organization:ORGANIZATION:pipeline:NAME:*`',
    subject: {
      key: "organization",
      tenant: "organization",
      afterTenant: ":",
      workload: "pipeline",
      workloadKey: "pipeline:",
    },
    common: [
      ...["build_branch", "build_commit", "build_number", "build_source", "build_tag", "commit", "job_id"],
      ...["pipeline", "pipeline_slug", "queue_key", "ref", "runner_environment", "step", "step_key"],
    ],
    paths: [],
    names: ["organization_slug", "organization_id"],
    ids: [],
    refs: { full: [], short: [] },
  },
  {
    url: "https://app.terraform.io",
    serves: "every organization on HCP Terraform",
    advice:
      'Set `claims: { terraform_organization_name: "ORGANIZATION" }`, or a `subjectPrefix` such as `organization:ORGANIZATION:project:NAME:workspace:NAME:*`',
    subject: {
      key: "organization",
      tenant: "organization",
      afterTenant: ":",
      workload: "project",
      workloadKey: "project:",
    },
    common: [
      ...["deployment", "operation", "project", "run_phase", "stack", "workspace", "terraform_operation"],
      ...["terraform_project_name", "terraform_run_phase", "terraform_stack_deployment_name"],
      ...["terraform_stack_name", "terraform_workspace_name"],
    ],
    paths: [],
    names: ["terraform_organization_name", "terraform_organization_id"],
    ids: [],
    refs: { full: [], short: [] },
  },
  {
    url: "https://accounts.google.com",
    serves: "every Google account",
    advice:
      'Set `claims: { email: "NAME@PROJECT.iam.gserviceaccount.com" }`, or the numeric ID of the service account as `subjectPrefix`',
    common: ["email_verified"],
    paths: [],
    names: ["email", "hd", "azp"],
    ids: [],
    refs: { full: [], short: [] },
  },
];

/** Whether the values of a claim do not identify a tenant. */
export function commonClaim({ common }: SharedIssuer, claim: string): boolean {
  return registered.includes(claim) || common.includes(claim) || claim.startsWith("repo_property_");
}
