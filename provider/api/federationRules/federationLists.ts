import type { Client } from "../client.ts";
import { path } from "../path.ts";
import { requestById } from "../requestById.ts";
import { listOf, type MinFreshness, type SharedList } from "../sharedList.ts";
import { FederationIssuerWire, FederationRuleWire } from "./objects.ts";

/** The federation issuers and rules of the organization, archived ones included, shared by all operations of the process. */
export class FederationLists {
  readonly #client: Client;
  readonly #issuers: SharedList<FederationIssuerWire>;
  readonly #rules: SharedList<FederationRuleWire>;

  constructor(client: Client) {
    this.#client = client;
    const shared = {
      query: { include_archived: true },
      cursor: "opaque",
      limit: 100,
      id: ({ id }: { readonly id: string }) => id,
    } as const;
    this.#issuers = listOf(client, {
      ...shared,
      path: "/v1/organizations/federation_issuers",
      item: FederationIssuerWire,
      doing: "list the federation issuers",
    });
    this.#rules = listOf(client, {
      ...shared,
      path: "/v1/organizations/federation_rules",
      item: FederationRuleWire,
      doing: "list the federation rules",
    });
  }

  issuers(minFreshness: MinFreshness): Promise<readonly FederationIssuerWire[]> {
    return this.#issuers.get(minFreshness);
  }

  rules(minFreshness: MinFreshness): Promise<readonly FederationRuleWire[]> {
    return this.#rules.get(minFreshness);
  }

  /** Requests this one issuer, archived or not. Undefined if the API has none. */
  confirmIssuer(id: string): Promise<FederationIssuerWire | undefined> {
    return requestById(this.#client, {
      path: path`/v1/organizations/federation_issuers/${id}`,
      id,
      schema: FederationIssuerWire,
      doing: `look up the federation issuer ${id}`,
    });
  }

  /** Requests this one rule, archived or not. Undefined if the API has none. */
  confirmRule(id: string): Promise<FederationRuleWire | undefined> {
    return requestById(this.#client, {
      path: path`/v1/organizations/federation_rules/${id}`,
      id,
      schema: FederationRuleWire,
      doing: `look up the federation rule ${id}`,
    });
  }

  /** Records an issuer that this process created, updated or archived. */
  storeIssuer(issuer: FederationIssuerWire): void {
    this.#issuers.store(issuer);
  }

  /** Records a rule that this process created, updated or archived. */
  storeRule(rule: FederationRuleWire): void {
    this.#rules.store(rule);
  }
}
