import type { Clock } from "../clock.ts";
import type { FederationRuleJson } from "../federationJson.ts";
import type { InviteJson, UserJson, WorkspaceJson } from "../json.ts";
import type { FullSeed } from "../seed.ts";
import type { OrganizationSettings } from "../settings.ts";
import { Activity } from "../usage/activity.ts";
import { ApiKeys } from "./apiKeys.ts";
import { Compliance } from "./compliance.ts";
import { ExternalKeys } from "./externalKeys.ts";
import { FederationIssuers } from "./federationIssuers.ts";
import { FederationRules, type StoredFederationRule } from "./federationRules.ts";
import { IncreaseRequests } from "./increaseRequests.ts";
import { Invites } from "./invites.ts";
import { Members } from "./members.ts";
import { RateLimits } from "./rateLimits.ts";
import { RbacGroupMembers, rbacMemberKey } from "./rbacGroupMembers.ts";
import { RbacGroups } from "./rbacGroups.ts";
import { RbacRoles } from "./rbacRoles.ts";
import { memberKey, ServiceAccountMembers } from "./serviceAccountMembers.ts";
import { ServiceAccounts } from "./serviceAccounts.ts";
import { SpendLimits } from "./spendLimits.ts";
import { Users } from "./users.ts";
import { Workspaces } from "./workspaces.ts";

/**
 * The objects of one organization, and the changes that affect several of them. Nothing here checks permissions: the
 * routes do so for the API, `console/` for the Console.
 */
export class OrganizationState {
  readonly clock: Clock;
  readonly id: string;
  readonly name: string;
  readonly settings: OrganizationSettings;
  readonly users: Users;
  readonly invites: Invites;
  readonly workspaces: Workspaces;
  readonly members: Members;
  readonly apiKeys: ApiKeys;
  readonly rateLimits: RateLimits;
  readonly spendLimits: SpendLimits;
  readonly increaseRequests: IncreaseRequests;
  readonly externalKeys: ExternalKeys;
  readonly compliance: Compliance;
  readonly serviceAccounts: ServiceAccounts;
  readonly serviceAccountMembers: ServiceAccountMembers;
  readonly rbacRoles: RbacRoles;
  readonly rbacGroups: RbacGroups;
  readonly rbacGroupMembers: RbacGroupMembers;
  readonly federationIssuers: FederationIssuers;
  readonly federationRules: FederationRules;
  /** The source of the usage reports. */
  readonly activity: Activity;

  constructor(seed: FullSeed, clock: Clock, onInvitationSent: (invite: InviteJson) => void) {
    this.clock = clock;
    this.id = seed.organization.id;
    this.name = seed.organization.name;
    this.settings = structuredClone(seed.settings);
    this.activity = new Activity(seed, clock);
    this.users = new Users(clock, this.activity);
    this.invites = new Invites(clock, onInvitationSent);
    this.workspaces = new Workspaces(clock, seed.default_workspace, this.activity);
    this.members = new Members(clock);
    this.apiKeys = new ApiKeys(clock, this.activity);
    this.rateLimits = new RateLimits(clock);
    this.spendLimits = new SpendLimits(clock);
    this.increaseRequests = new IncreaseRequests(clock);
    this.externalKeys = new ExternalKeys(clock, this.workspaces);
    this.compliance = new Compliance(seed.compliance_settings, this.settings);
    this.serviceAccounts = new ServiceAccounts(clock);
    this.serviceAccountMembers = new ServiceAccountMembers(clock);
    this.rbacRoles = new RbacRoles(clock);
    this.rbacGroups = new RbacGroups(clock);
    this.rbacGroupMembers = new RbacGroupMembers(clock);
    this.federationIssuers = new FederationIssuers(clock);
    this.federationRules = new FederationRules(clock);
    for (const user of seed.users) this.users.load(user.id, user);
    for (const workspace of seed.workspaces) this.workspaces.load(workspace.id, workspace);
    for (const member of seed.members) this.members.of(member.workspace_id).load(member.user_id, member);
    for (const invite of seed.invites) this.invites.load(invite);
    for (const key of seed.api_keys) this.apiKeys.load(key);
    this.rateLimits.load(seed.rate_limits, seed.workspace_rate_limits);
    for (const limit of seed.spend_limits) this.spendLimits.load(limit.id, limit);
    for (const request of seed.spend_limit_increase_requests) {
      this.increaseRequests.load(request.id, request);
    }
    for (const key of seed.external_keys) this.externalKeys.load(key.id, key);
    for (const account of seed.service_accounts) this.serviceAccounts.load(account.id, account);
    for (const member of seed.service_account_members) {
      this.serviceAccountMembers.load(memberKey(member.workspace_id, member.service_account_id), member);
    }
    for (const role of seed.rbac_roles) this.rbacRoles.load(role.id, role);
    for (const group of seed.rbac_groups) this.rbacGroups.load(group.id, group);
    for (const member of seed.rbac_group_members) {
      this.rbacGroupMembers.load(rbacMemberKey(member.rbac_group_id, member.user_id), member);
    }
    for (const issuer of seed.federation_issuers) this.federationIssuers.load(issuer.id, issuer);
    for (const rule of seed.federation_rules) this.federationRules.loadJson(rule);
  }

  get defaultWorkspaceId(): string {
    return this.workspaces.defaultId;
  }

  /** The organization as a seed, oldest objects first. */
  snapshot(): FullSeed {
    const workspaces = this.workspaces.oldestFirst().filter((one) => one.id !== this.defaultWorkspaceId);
    const defaultWorkspace = this.workspaces.get(this.defaultWorkspaceId);
    if (defaultWorkspace === undefined) throw new Error("The default workspace is missing.");
    return structuredClone({
      version: 1,
      organization: { id: this.id, name: this.name },
      settings: this.settings,
      users: [...this.users.oldestFirst()],
      default_workspace: defaultWorkspace,
      workspaces,
      members: workspaces.flatMap((workspace) => [...this.members.of(workspace.id).oldestFirst()]),
      invites: this.invites.all().toReversed(),
      api_keys: this.apiKeys.all().toReversed(),
      rate_limits: [...this.rateLimits.ofOrganization()],
      workspace_rate_limits: [...this.rateLimits.overrides()],
      spend_limits: [...this.spendLimits.oldestFirst()],
      spend_limit_increase_requests: [...this.increaseRequests.oldestFirst()],
      external_keys: [...this.externalKeys.oldestFirst()],
      compliance_settings: this.compliance.own(),
      service_accounts: [...this.serviceAccounts.oldestFirst()],
      service_account_members: [...this.serviceAccountMembers.oldestFirst()],
      rbac_roles: [...this.rbacRoles.oldestFirst()],
      rbac_groups: [...this.rbacGroups.oldestFirst()],
      rbac_group_members: [...this.rbacGroupMembers.oldestFirst()],
      federation_issuers: [...this.federationIssuers.oldestFirst()],
      federation_rules: this.federationRules.oldestFirst().map((rule) => this.shownFederationRule(rule)),
    });
  }

  /** A federation rule with what is only known when it is read. */
  shownFederationRule(rule: StoredFederationRule): FederationRuleJson {
    const { workspaces, service_account_id, ...stored } = rule;
    return {
      ...stored,
      issuer_name: this.federationIssuers.get(rule.issuer_id)?.name ?? null,
      target: {
        type: "service_account",
        service_account_id,
        service_account_name: this.serviceAccounts.get(service_account_id)?.name ?? null,
      },
      workspace_ids: workspaces.map(({ workspace_id }) => workspace_id),
    };
  }

  /** The unarchived rules that issue tokens for this service account. */
  rulesFor(serviceAccountId: string): StoredFederationRule[] {
    return this.federationRules
      .live()
      .filter(({ service_account_id }) => service_account_id === serviceAccountId);
  }

  /** Removes the user's memberships, groups and spend limits too, and archives their personal keys. Keys of workspaces are unaffected. */
  removeUser(user: UserJson): void {
    this.users.delete(user.id);
    this.members.removeUser(user.id);
    this.rbacGroupMembers.removeUser(user.id);
    this.spendLimits.removeUser(user.id);
    this.apiKeys.archiveWhere(
      ({ principal }) => principal?.type === "user_actor" && principal.user_id === user.id,
    );
  }

  acceptInvite(invite: InviteJson, name?: string): UserJson {
    const user = this.users.add({ email: invite.email, name, role: invite.role });
    // Both times are the same, although the clock runs.
    this.invites.accept(invite, user.added_at);
    for (const groupId of invite.rbac_group_ids) {
      if (this.rbacGroups.has(groupId)) this.rbacGroupMembers.add(groupId, user);
    }
    return user;
  }

  /** A user of this or another organization of the enterprise. */
  enterpriseUser(id: string): { readonly id: string; readonly email: string } | undefined {
    const elsewhere = this.settings.enterprise_users?.find((user) => user.id === id);
    const member = this.rbacGroupMembers.newestFirst().find((one) => one.user_id === id);
    return (
      this.users.get(id) ?? elsewhere ?? (member === undefined ? undefined : { id, email: member.email })
    );
  }

  /** Deletes a group with its members. */
  deleteRbacGroup(id: string): void {
    this.rbacGroupMembers.removeGroup(id);
    this.rbacGroups.delete(id);
  }

  /** Archives the workspace's keys too. Its memberships stay stored. */
  archiveWorkspace(workspace: WorkspaceJson): WorkspaceJson {
    const archived = { ...workspace, archived_at: this.clock.timestamp() };
    this.workspaces.set(workspace.id, archived);
    this.apiKeys.archiveWhere(
      ({ scope }) => scope.type === "workspace" && scope.workspace_id === workspace.id,
    );
    return archived;
  }
}
