import type { Clock } from "../clock.ts";
import type { FederationMatchJson, FederationRuleJson } from "../federationJson.ts";
import { newId, prefixes } from "../ids.ts";
import { Archivable } from "./archivable.ts";

/** A workspace for which a rule is enabled. */
export interface Enablement {
  readonly workspace_id: string;
  readonly created_at: string;
}

/** A rule without what is only known when it is read. */
export interface StoredFederationRule
  extends Omit<FederationRuleJson, "issuer_name" | "target" | "workspace_ids"> {
  readonly service_account_id: string;
  readonly workspaces: readonly Enablement[];
}

/** The properties of a new federation rule. */
export interface NewFederationRule {
  name: string;
  issuer_id: string;
  match: FederationMatchJson;
  service_account_id: string;
  oauth_scope: string;
  description?: string | null | undefined;
  token_lifetime_seconds?: number | undefined;
  applies_to_all_workspaces?: boolean | undefined;
  workspace_ids: readonly string[];
}

/** The properties of a federation rule that can be changed. */
export interface FederationRuleUpdate
  extends Partial<
    Pick<
      StoredFederationRule,
      | "name"
      | "match"
      | "service_account_id"
      | "oauth_scope"
      | "description"
      | "token_lifetime_seconds"
      | "applies_to_all_workspaces"
    >
  > {
  workspace_ids?: readonly string[];
}

/** The federation rules of an organization, archived ones included. */
export class FederationRules extends Archivable<StoredFederationRule> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  byName(name: string): StoredFederationRule | undefined {
    return this.newestFirst().find((rule) => rule.name === name);
  }

  /** Adds a rule of a seed. The workspaces are enabled since its last change. */
  loadJson({ issuer_name: _, target, workspace_ids, ...rule }: FederationRuleJson): void {
    this.load(rule.id, {
      ...rule,
      service_account_id: target.service_account_id,
      workspaces: workspace_ids.map((workspace_id) => ({ workspace_id, created_at: rule.updated_at })),
    });
  }

  /** The unarchived rules. */
  live(): StoredFederationRule[] {
    return this.newestFirst().filter(({ archived_at }) => archived_at === null);
  }

  add({ workspace_ids: ids, ...wanted }: NewFederationRule): StoredFederationRule {
    return this.created((history) => ({
      ...wanted,
      id: newId(prefixes.federationRule),
      type: "federation_rule",
      description: wanted.description ?? null,
      token_lifetime_seconds: wanted.token_lifetime_seconds ?? 3_600,
      applies_to_all_workspaces: wanted.applies_to_all_workspaces ?? false,
      workspaces: ids.map((workspace_id) => ({ workspace_id, created_at: history.created_at })),
      ...history,
    }));
  }

  /** `workspace_ids` are all of them. Those that stay keep their time. */
  override change(rule: StoredFederationRule, changes: FederationRuleUpdate): StoredFederationRule {
    const { workspace_ids: ids, ...rest } = changes;
    if (ids === undefined) return super.change(rule, rest);
    const created_at = this.#clock.timestamp();
    const before = new Map(rule.workspaces.map((one) => [one.workspace_id, one]));
    const workspaces = [...new Set(ids)].map((id) => before.get(id) ?? { workspace_id: id, created_at });
    return super.change(rule, { ...rest, workspaces });
  }

  /** An archived rule has no workspaces. */
  override archive(rule: StoredFederationRule): StoredFederationRule {
    return super.archive(rule, { workspaces: [] });
  }
}
