import type {
  FullSeed,
  RbacGroupMemberJson,
  SpendLimitJson,
  StoredExternalKey,
  WorkspaceJson,
} from "../../emulator/index.ts";
import { type Properties, same } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { counted, joined, nouns, quoted } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import { workspaceNameIn } from "./copy.ts";

/** The objects of an organization at one moment, by ID. */
export class View {
  readonly #seed: FullSeed;

  constructor(seed: FullSeed) {
    this.#seed = seed;
  }

  user(id: string): { user: { email?: string; userId: string }; shown: string; role: string } {
    const user = this.#seed.users.find((each) => each.id === id);
    if (user === undefined) return { user: { userId: id }, shown: id, role: "unknown" };
    const email = normalEmail(user.email);
    return { user: { email, userId: id }, shown: email, role: user.role };
  }

  invited(id: string): string {
    return normalEmail(this.#seed.invites.find((each) => each.id === id)?.email ?? id);
  }

  workspace(id: string): Properties {
    return { ...this.#workspace(id) };
  }

  nameOf(id: string): string {
    return this.#workspace(id)?.name ?? id;
  }

  workspaceName(id: string): string {
    return workspaceNameIn(this.#seed, id);
  }

  /** The limits that a workspace overrides in a group. */
  overrides(id: string, rateLimitId: string): Properties {
    const { workspace_rate_limits: all } = this.#seed;
    const own = all.find((each) => each.workspace_id === id && each.rate_limit_id === rateLimitId);
    return Object.fromEntries((own?.limits ?? []).map(({ type, value }) => [type, value]));
  }

  rateLimitName(rateLimitId: string): string {
    const group = this.#seed.rate_limits.find((each) => each.id === rateLimitId)?.group;
    return group?.type === "model_group" ? group.display_name : (group?.type ?? rateLimitId);
  }

  key(id: string): Properties {
    return { ...this.#seed.api_keys.find((each) => each.id === id) };
  }

  /** The limit with this ID, or with the scope and period of a request. */
  spendLimit({ id, scope, period = "monthly" }: Properties): SpendLimitJson | undefined {
    return this.#seed.spend_limits.find((limit) =>
      id === undefined ? same(limit.scope, scope) && limit.period === period : limit.id === id,
    );
  }

  externalKey(id: string): StoredExternalKey | undefined {
    return this.#seed.external_keys.find((key) => key.id === decodeURIComponent(id));
  }

  newestExternalKey(): StoredExternalKey {
    const key = this.#seed.external_keys.at(-1);
    if (key === undefined) throw new Error("the simulation created no external key");
    return key;
  }

  complianceState(): string {
    return this.#seed.compliance_settings.state.type;
  }

  roleIn(id: string, userId: string): string {
    const member = this.#seed.members.find((each) => each.workspace_id === id && each.user_id === userId);
    return member?.workspace_role ?? "unknown";
  }

  groupName(id: string): string {
    return this.#seed.rbac_groups.find((group) => group.id === id)?.name ?? id;
  }

  groupMembers(id: string): readonly RbacGroupMemberJson[] {
    return this.#seed.rbac_group_members.filter((member) => member.rbac_group_id === id);
  }

  /** A user, who may belong to another organization. */
  groupMember(id: string, userId: string): { user: { email?: string; userId: string }; shown: string } {
    const found = this.user(userId);
    const member = this.groupMembers(id).find((each) => each.user_id === userId);
    if (found.user.email !== undefined || member === undefined) return found;
    const email = normalEmail(member.email);
    return { user: { email, userId }, shown: email };
  }

  account(id: string): { account: { id: string; name: string }; shown: string } {
    const name = this.#seed.service_accounts.find((each) => each.id === id)?.name ?? id;
    return { account: { id, name }, shown: name === id ? id : quoted(name) };
  }

  /** The properties of a service account. */
  accountProperties(id: string): Properties {
    return { ...this.#seed.service_accounts.find((each) => each.id === id) };
  }

  /** The explicit role of a service account in a workspace. */
  accountRoleIn(id: string, account: string): string | undefined {
    return this.#seed.service_account_members.find(
      (each) => each.workspace_id === id && each.service_account_id === account,
    )?.workspace_role;
  }

  /** The number of workspaces that a service account is an explicit member of. */
  workspacesOf(account: string): number {
    return this.#seed.service_account_members.filter((each) => each.service_account_id === account).length;
  }

  /** What the removal of a service account from a workspace means for the federation rules that remain. */
  rulesWithout(id: string, account: string): string {
    const { default_workspace: defaultOne, federation_rules: rules } = this.#seed;
    // These have access without a membership.
    if (id === defaultOne.id || this.accountProperties(account)["organization_role"] === "admin") return "";
    const left = rules.filter(
      (rule) =>
        rule.archived_at === null &&
        rule.target.service_account_id === account &&
        (rule.applies_to_all_workspaces || rule.workspace_ids.includes(id)),
    );
    if (left.length === 0) return "";
    const names = joined(left.map(({ name }) => quoted(name)));
    return left.length === 1
      ? `; the federation rule ${names} then gives no access to this workspace`
      : `; the federation rules ${names} then give no access to this workspace`;
  }

  /** The memberships and keys that end when a workspace is archived. */
  endsWith(id: string): string {
    const { members: users, service_account_members: accounts } = this.#seed;
    const members = [...users, ...accounts].filter((each) => each.workspace_id === id).length;
    const keys = this.#seed.api_keys.filter(
      ({ scope, status }) => scope.type === "workspace" && scope.workspace_id === id && status === "active",
    ).length;
    const parts = [
      ...(members > 0 ? [counted(members, nouns.membership)] : []),
      ...(keys > 0 ? [counted(keys, ["active API key", "active API keys"])] : []),
    ];
    return parts.length === 0 ? "" : `, and with it ${joined(parts)}`;
  }

  #workspace(id: string): WorkspaceJson | undefined {
    const { default_workspace: defaultOne, workspaces } = this.#seed;
    return [defaultOne, ...workspaces].find((each) => each.id === id);
  }
}

/** The workspace of an action. */
export function where(scene: View, id: string): Pick<Action, "workspace"> {
  return { workspace: { id, name: scene.nameOf(id) } };
}
