import { clean } from "../../provider/api/foreignText.ts";
import { enumerated as enumeratedNames } from "../../provider/text/phrases.ts";

export { capitalized } from "../../provider/text/phrases.ts";

/** A noun in singular and plural. */
export type Noun = readonly [singular: string, plural: string];

export const nouns = {
  workspace: ["workspace", "workspaces"],
  membership: ["membership", "memberships"],
  list: ["list of members", "lists of members"],
  user: ["user", "users"],
  invitation: ["pending invitation", "pending invitations"],
  key: ["API key", "API keys"],
  spendLimit: ["spend limit", "spend limits"],
  group: ["RBAC group", "RBAC groups"],
  groupList: ["list of group members", "lists of group members"],
  externalKey: ["external key", "external keys"],
  federationIssuer: ["federation issuer", "federation issuers"],
  federationRule: ["federation rule", "federation rules"],
  serviceAccount: ["service account", "service accounts"],
  accountMembership: ["membership of a service account", "memberships of service accounts"],
  rateLimit: ["set of rate limits", "sets of rate limits"],
} as const satisfies Record<string, Noun>;

/** `1 user`, `2 users`. */
export function counted(count: number, [singular, plural]: Noun): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Untrusted names for a terminal: `a, b and 3 more`. */
export function enumerated(names: readonly string[], most = 20): string {
  return enumeratedNames(
    names.map((name) => clean(name)),
    most,
  );
}

/** Untrusted text in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(clean(text));
}

/** `a, b and c`. */
export function joined(parts: readonly string[]): string {
  const [last = "", ...others] = parts.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}

/** An argument for a shell, in quotes if it needs them. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
