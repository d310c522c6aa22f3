import { conditionReading, impossibleValue, isIdentifying } from "./claims.ts";
import { commonClaim, type SharedIssuer, sharedIssuers } from "./sharedIssuers.ts";
import { noTenant, subjectOf } from "./subject.ts";

/** The conditions of a federation rule. All values are known. */
export interface Conditions {
  readonly subjectPrefix?: string | undefined;
  readonly claims?: Readonly<Record<string, string>> | undefined;
  readonly condition?: string | undefined;
}

/** Why conditions match tokens of other tenants, or no token. */
export interface ConditionProblem {
  /** The condition that is wrong. Undefined if one is missing. */
  readonly property?: "subjectPrefix" | "claims" | "condition";
  /** Two sentences: what is wrong, and what to write. */
  readonly reason: string;
}

/**
 * What is wrong with the conditions of a rule for an issuer that many tenants share. The API requires that such a rule identifies
 * the tenant. Undefined for other issuers, and for conditions that may identify the tenant in a form that is not known here.
 */
export function conditionProblem(issuerUrl: string, conditions: Conditions): ConditionProblem | undefined {
  const found = findIssuer(issuerUrl);
  if (found === undefined) return undefined;
  const { issuer, ofOneTenant } = found;
  const { subjectPrefix, claims = {}, condition } = conditions;
  const isCommon = (claim: string) => commonClaim(issuer, claim);
  for (const [claim, value] of Object.entries(claims)) {
    const reason = impossibleValue(issuer, claim, value);
    if (reason !== undefined) return { property: "claims", reason };
  }
  const contradiction = otherTenant(issuer, claims);
  if (contradiction !== undefined) return { property: "claims", reason: contradiction };
  const subject = subjectPrefix === undefined ? noTenant : subjectOf(subjectPrefix, issuer.subject, isCommon);
  const expression = condition === undefined ? noTenant : conditionReading(issuer, condition);
  const byClaims = Object.entries(claims).some(([claim, value]) => isIdentifying(issuer, claim, [value]));
  // A condition that matches too much is acceptable if another one identifies the tenant. One that matches nothing is not.
  const isIdentified = byClaims || subject.identifies || expression.identifies;
  const readings = [
    ["subjectPrefix", subject],
    ["condition", expression],
  ] as const;
  for (const [property, { problem, matchesAny }] of readings) {
    const suffices = isIdentified || (ofOneTenant && property === "condition");
    if (problem !== undefined && !(suffices && matchesAny)) return { property, reason: problem };
  }
  if (ofOneTenant || isIdentified) return undefined;
  return {
    reason: `The issuer ${issuer.url} has tokens of ${issuer.serves}, and nothing in \`match\` says which of them are yours. ${issuer.advice}.`,
  };
}

/** What is wrong if the claims of GitHub that name the owner differ, letter case included. */
function otherTenant(
  { workloadClaim }: SharedIssuer,
  claims: Readonly<Record<string, string>>,
): string | undefined {
  const { repository_owner: owner } = claims;
  const workload = workloadClaim === undefined ? undefined : claims[workloadClaim];
  if (owner === undefined || workload === undefined || workload.startsWith(`${owner}/`)) return undefined;
  return `No token has the \`repository_owner\` ${JSON.stringify(owner)} and the \`repository\` ${JSON.stringify(workload)}. Write the same owner in both: the comparison is case-sensitive.`;
}

/** The shared issuer with this URL. `ofOneTenant` is true for the issuer of one enterprise. */
function findIssuer(issuerUrl: string): { issuer: SharedIssuer; ofOneTenant: boolean } | undefined {
  const wanted = normalUrl(issuerUrl);
  for (const issuer of sharedIssuers) {
    if (wanted === issuer.url) return { issuer, ofOneTenant: false };
    if (issuer.hasEnterpriseIssuers && wanted?.startsWith(`${issuer.url}/`))
      return { issuer, ofOneTenant: true };
  }
  return undefined;
}

function normalUrl(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).href.replace(/\/+$/, "") : undefined;
}
