import type { Organization } from "../organization/readOrganization.ts";
import { Redactor } from "../output/redact.ts";
import { declaredBy } from "./declaredTwice.ts";
import { describeDifferences } from "./differences.ts";
import type { Finding } from "./finding.ts";
import type { Report } from "./report.ts";

/** Replaces users by their IDs, also users that only the states still have. */
export function redactorFor({ users, invites }: Organization, { findings }: Report): Redactor {
  const inStates = findings.flatMap(({ user: { email, userId } = {} }) =>
    email === undefined || userId === undefined ? [] : [{ email, id: userId }],
  );
  return new Redactor({
    ids: [...invites, ...users, ...inStates].map(({ email, id }) => [email, id] as const),
  });
}

/** The report without email addresses, names of users, and names of resources that are about a user. */
export function redactedReport(report: Report, redactor: Redactor): Report {
  const findings = report.findings.map((finding) => redactedFinding(finding, redactor));
  return { ...redactor.report(report), findings, redacted: true };
}

/** A finding without what identifies the user, except for the user's ID. */
export function redactedFinding(finding: Finding, redactor: Redactor): Finding {
  const shown = redactor.report(finding);
  return { ...shown, detail: detailOf(shown) };
}

/** Sentences that repeat other properties of the finding are composed again. */
function detailOf({ category, declarations, differences, detail }: Finding): string {
  if (category === "declared-twice") return declaredBy(declarations);
  const isComposed = (category === "changed" || category === "since") && differences.length > 0;
  return isComposed ? describeDifferences(differences) : detail;
}
