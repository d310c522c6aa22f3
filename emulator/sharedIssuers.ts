import { conditionOf } from "./condition.ts";
import type { FederationMatchJson } from "./federationJson.ts";

/** An issuer whose tokens belong to many customers. */
interface SharedIssuer {
  readonly name: string;
  readonly host: string;
  /** Claims that identify the customer. */
  readonly claims: readonly string[];
  /** Subjects, without a final `*`, that belong to one customer. */
  readonly subject: RegExp;
}

const sharedIssuers: readonly SharedIssuer[] = [
  {
    name: "GitHub Actions",
    host: "token.actions.githubusercontent.com",
    claims: [
      "enterprise",
      "enterprise_id",
      "job_workflow_ref",
      "repository",
      "repository_id",
      "repository_owner",
      "repository_owner_id",
      "workflow_ref",
    ],
    subject: /^repo:[^/*]+\//,
  },
  {
    name: "GitLab",
    host: "gitlab.com",
    claims: ["namespace_id", "namespace_path", "project_id", "project_path"],
    subject: /^project_path:[^/*]+\//,
  },
  {
    name: "Buildkite",
    host: "agent.buildkite.com",
    claims: ["organization_id", "organization_slug", "pipeline_id"],
    subject: /^organization:[^:*]+:/,
  },
  {
    name: "Terraform Cloud",
    host: "app.terraform.io",
    claims: [
      "terraform_organization_id",
      "terraform_organization_name",
      "terraform_project_id",
      "terraform_workspace_id",
    ],
    subject: /^organization:[^:*]+:/,
  },
  { name: "Google", host: "accounts.google.com", claims: ["azp", "email", "hd", "sub"], subject: /^\d+$/ },
];

/** Why a rule of this issuer would accept tokens of every customer. Undefined if it names one customer, or the issuer has only one. */
export function unpinned(issuerUrl: string, match: FederationMatchJson): string | undefined {
  const host = URL.canParse(issuerUrl) ? new URL(issuerUrl).host.toLowerCase() : "";
  const shared = sharedIssuers.find((one) => one.host === host);
  if (shared === undefined) return undefined;
  const pinned =
    hasSubject(match.subject_prefix ?? "", shared) ||
    shared.claims.some((claim) => (match.claims?.[claim] ?? "") !== "") ||
    namesClaim(match.condition ?? "", shared);
  if (pinned) return undefined;
  return `Rules for ${shared.name} must constrain the tenant, for example with the claim '${shared.claims.at(-1)}'`;
}

function hasSubject(subject: string, { subject: pattern, host }: SharedIssuer): boolean {
  if (subject.endsWith("*") && host === "accounts.google.com") return false;
  return pattern.test(subject.replace(/\*$/, ""));
}

function namesClaim(expression: string, { claims }: SharedIssuer): boolean {
  const condition = expression === "" ? "" : conditionOf(expression);
  return typeof condition !== "string" && claims.some((claim) => condition.claims.has(claim));
}
