import type { Client } from "../../provider/api/client.ts";
import { ComplianceSettingsCache, type ComplianceState } from "../../provider/api/complianceSettings.ts";
import { ExternalKeyList } from "../../provider/api/externalKeys/externalKeyList.ts";
import type { ExternalKeyWire } from "../../provider/api/externalKeys/objects.ts";
import { FederationLists } from "../../provider/api/federationRules/federationLists.ts";
import type { FederationIssuerWire, FederationRuleWire } from "../../provider/api/federationRules/objects.ts";
import type {
  InviteWire,
  RateLimitWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceRateLimitWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { RateLimitLists } from "../../provider/api/rateLimitLists.ts";
import type { RbacGroupMemberWire, RbacGroupWire } from "../../provider/api/rbac/objects.ts";
import { RbacLists } from "../../provider/api/rbac/rbacLists.ts";
import type {
  ServiceAccountWire,
  WorkspaceServiceAccountWire,
} from "../../provider/api/serviceAccounts/objects.ts";
import { ServiceAccountLists } from "../../provider/api/serviceAccounts/serviceAccountLists.ts";
import { getOrCreate, type MinFreshness } from "../../provider/api/sharedList.ts";
import type { SpendLimitWire } from "../../provider/api/spendLimits/objects.ts";
import { SpendLimitList } from "../../provider/api/spendLimits/spendLimitList.ts";

class ReadOnceRateLimits extends RateLimitLists {
  override ofOrganization(): Promise<readonly RateLimitWire[]> {
    return super.ofOrganization(OrganizationCache.anyAge);
  }

  override overrides(workspaceId: string): Promise<readonly WorkspaceRateLimitWire[]> {
    return super.overrides(workspaceId, OrganizationCache.anyAge);
  }
}

class ReadOnceSpendLimits extends SpendLimitList {
  override all(): Promise<readonly SpendLimitWire[]> {
    return super.all(OrganizationCache.anyAge);
  }
}

class ReadOnceExternalKeys extends ExternalKeyList {
  override all(): Promise<readonly ExternalKeyWire[]> {
    return super.all(OrganizationCache.anyAge);
  }
}

class ReadOnceComplianceSettings extends ComplianceSettingsCache {
  override state(): Promise<ComplianceState> {
    return super.state(OrganizationCache.anyAge);
  }
}

class ReadOnceFederation extends FederationLists {
  override issuers(): Promise<readonly FederationIssuerWire[]> {
    return super.issuers(OrganizationCache.anyAge);
  }

  override rules(): Promise<readonly FederationRuleWire[]> {
    return super.rules(OrganizationCache.anyAge);
  }
}

class ReadOnceServiceAccounts extends ServiceAccountLists {
  /** All memberships, if they were read by service account. */
  #memberships: readonly WorkspaceServiceAccountWire[] | undefined;

  override all(): Promise<readonly ServiceAccountWire[]> {
    return super.all(OrganizationCache.anyAge);
  }

  override members(workspaceId: string): Promise<readonly WorkspaceServiceAccountWire[]> {
    const known = this.#memberships;
    if (known === undefined) return super.members(workspaceId, OrganizationCache.anyAge);
    return Promise.resolve(known.filter(({ workspace_id: id }) => id === workspaceId));
  }

  override async workspacesOf(id: string): Promise<readonly WorkspaceServiceAccountWire[]> {
    const memberships = await super.workspacesOf(id);
    this.#memberships = [...(this.#memberships ?? []), ...memberships];
    return memberships;
  }
}

class ReadOnceRbac extends RbacLists {
  readonly #found = new Map<string, Promise<RbacGroupWire | undefined>>();

  override groups(): Promise<readonly RbacGroupWire[]> {
    return super.groups(OrganizationCache.anyAge);
  }

  override members(groupId: string): Promise<readonly RbacGroupMemberWire[]> {
    return super.members(groupId, OrganizationCache.anyAge);
  }

  /** A group that no list shows is looked for only once, which takes some seconds. */
  override async group(id: string): Promise<RbacGroupWire | undefined> {
    const listed = (await this.groups()).find((group) => group.id === id);
    if (listed !== undefined) return listed;
    return await getOrCreate(this.#found, id, () => super.group(id, OrganizationCache.anyAge));
  }
}

/** A cache that reads each list once, for a copy of an organization and for a snapshot. */
export class ReadOnceCache extends OrganizationCache {
  override readonly rateLimits: RateLimitLists;
  override readonly spendLimits: SpendLimitList;
  override readonly externalKeys: ExternalKeyList;
  override readonly compliance: ComplianceSettingsCache;
  override readonly federation: FederationLists;
  override readonly serviceAccounts: ServiceAccountLists;
  override readonly rbac: RbacLists;

  constructor(client: Client) {
    super(client);
    this.rateLimits = new ReadOnceRateLimits(client);
    this.spendLimits = new ReadOnceSpendLimits(client);
    this.externalKeys = new ReadOnceExternalKeys(client);
    this.compliance = new ReadOnceComplianceSettings(client);
    this.federation = new ReadOnceFederation(client);
    this.serviceAccounts = new ReadOnceServiceAccounts(client);
    this.rbac = new ReadOnceRbac(client, () => this.users());
  }

  override users(): Promise<readonly UserWire[]> {
    return super.users(OrganizationCache.anyAge);
  }

  override usersAfterInvites(): Promise<readonly UserWire[]> {
    return super.users(OrganizationCache.anyAge);
  }

  override invites(): Promise<readonly InviteWire[]> {
    return super.invites(OrganizationCache.anyAge);
  }

  override workspaces(): Promise<readonly WorkspaceWire[]> {
    return super.workspaces(OrganizationCache.anyAge);
  }

  override members(workspaceId: string, _since: MinFreshness): Promise<readonly WorkspaceMemberWire[]> {
    return super.members(workspaceId, OrganizationCache.anyAge);
  }
}
