import { withoutSecrets } from "../../provider/api/foreignText.ts";
import { sortedBy } from "../output/order.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import type { Highlight, Highlights } from "./highlights.ts";

/** A federation rule that exchanges identity tokens for those of a service account. */
export interface AccountRule {
  /** `deploy: tokens of ci, workspace:developer` */
  readonly text: string;
  readonly id: string;
  readonly highlight: Highlight | undefined;
}

/** Collects a finding about a federation rule. */
export function highlightRule(highlights: Highlights, finding: Finding): void {
  if (finding.kind === "FederationRule") highlights.add(keyOf(finding.id), finding);
}

/** The rules of a service account that are not archived. */
export function rulesOf(context: DriftContext, account: string, highlights: Highlights): AccountRule[] {
  const { issuers = [], rules = [] } = context.organization.federation ?? {};
  const issuerName = (id: string) => issuers.find((issuer) => issuer.id === id)?.name;
  return sortedBy(
    rules
      .filter(({ archived_at: at, target }) => at === null && target.service_account_id === account)
      .map(({ id, name, issuer_id: issuer, oauth_scope: scope }) => ({
        text: withoutSecrets(
          `${context.federationName(id, name)}: tokens of ${context.federationName(issuer, issuerName(issuer))}, ${scope}`,
        ),
        id,
        highlight: highlights.get(keyOf(id)),
      })),
    ({ text }) => text,
  );
}

function keyOf(id: string): string {
  return `rule ${id}`;
}
