import { type Subject, subjectOf } from "./subject.ts";

/** The conditions of a federation rule. All values are known. */
export interface Conditions {
  readonly subjectPrefix?: string | undefined;
  readonly claims?: Readonly<Record<string, string>> | undefined;
  readonly condition?: string | undefined;
}

/** Why conditions match tokens of other tenants, or no token. */
export interface ConditionProblem {
  /** The condition that is wrong. Undefined if one is missing. */
  readonly property?: "subjectPrefix";
  /** Two sentences: what is wrong, and what to write. */
  readonly reason: string;
}

/** An issuer whose tokens come from the workloads of many tenants. */
interface SharedIssuer {
  readonly url: string;
  /** Who gets tokens of the issuer, for messages. */
  readonly serves: string;
  /** What identifies a tenant, for messages. */
  readonly advice: string;
  /** The form of its subjects. Undefined if they are IDs. */
  readonly subject?: Subject;
  /** Claims that tenants choose freely, or that have the same values for all of them. Any other claim may identify a tenant. */
  readonly common: readonly string[];
}

const registered = ["iss", "aud", "exp", "iat", "nbf", "jti"];

// The claims are those of the issuers' documentation, November 2026. A claim that is missing here counts as identifying, so that
// no rule is rejected that the API may accept.
const issuers: readonly SharedIssuer[] = [
  {
    url: "https://token.actions.githubusercontent.com",
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
  },
  {
    url: "https://accounts.google.com",
    serves: "every Google account",
    advice:
      'Set `claims: { email: "NAME@PROJECT.iam.gserviceaccount.com" }`, or the numeric ID of the service account as `subjectPrefix`',
    common: ["email_verified"],
  },
];

/**
 * What is wrong with the conditions of a rule for an issuer that many tenants share. The API requires that such a rule identifies
 * the tenant. Undefined for other issuers, and for conditions that may identify the tenant in a form that is not known here.
 */
export function conditionProblem(issuerUrl: string, conditions: Conditions): ConditionProblem | undefined {
  const found = findIssuer(issuerUrl);
  if (found === undefined) return undefined;
  const { issuer, ofOneTenant } = found;
  const { subjectPrefix } = conditions;
  const isCommon = (claim: string) => commonClaim(issuer, claim);
  const subject =
    subjectPrefix === undefined ? undefined : subjectOf(subjectPrefix, issuer.subject, isCommon);
  const isIdentified = identifies(issuer, conditions);
  // Other conditions make up for a prefix that matches too much, but not for one that matches nothing.
  if (subject?.problem !== undefined && !(isIdentified && subject.matchesAny)) {
    return { property: "subjectPrefix", reason: subject.problem };
  }
  if (ofOneTenant || isIdentified || subject?.identifies === true) return undefined;
  return {
    reason: `The issuer ${issuer.url} has tokens of ${issuer.serves}, and nothing in \`match\` says which of them are yours. ${issuer.advice}.`,
  };
}

function findIssuer(issuerUrl: string): { issuer: SharedIssuer; ofOneTenant: boolean } | undefined {
  const wanted = normalUrl(issuerUrl);
  for (const issuer of issuers) {
    if (wanted === issuer.url) return { issuer, ofOneTenant: false };
    // A GitHub enterprise can have an issuer of its own, with its slug as the path.
    if (issuer === issuers[0] && wanted?.startsWith(`${issuer.url}/`)) return { issuer, ofOneTenant: true };
  }
  return undefined;
}

function normalUrl(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).href.replace(/\/+$/, "") : undefined;
}

function commonClaim({ common }: SharedIssuer, claim: string): boolean {
  return registered.includes(claim) || common.includes(claim) || claim.startsWith("repo_property_");
}

/** Whether claims or the CEL expression may identify the tenant. */
function identifies(issuer: SharedIssuer, { claims = {}, condition }: Conditions): boolean {
  return [...Object.keys(claims), ...claimsIn(condition ?? "")].some((claim) => !commonClaim(issuer, claim));
}

/** The claims to which a CEL expression refers: `claims.ref`, `claims["ref"]` and `"ref" in claims`. */
function claimsIn(condition: string): string[] {
  const names = /\bclaims\s*\.\s*(\w+)|\bclaims\s*\[\s*(["'])(.*?)\2\s*\]|(["'])([^"']*)\4\s+in\s+claims\b/g;
  const found = [...condition.matchAll(names)].map((match) => match[1] ?? match[3] ?? match[5] ?? "");
  const isUsedOtherwise = /\bclaims\b/.test(condition.replace(names, ""));
  // An expression over all claims may identify the tenant. An empty name is not a common claim.
  return isUsedOtherwise ? [...found, ""] : found;
}
