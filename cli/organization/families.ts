import type { kinds } from "../../provider/registry.ts";

type KindName = keyof typeof kinds;

/** A list of a snapshot that not every credential can read. */
type SnapshotList =
  | "workspace_rate_limits"
  | "spend_limits"
  | "external_keys"
  | "compliance_settings"
  | "federation_issuers"
  | "federation_rules"
  | "service_accounts"
  | "service_account_members"
  | "rbac_groups"
  | "rbac_group_members"
  | "rbac_roles";

interface Spec {
  /** The name of the objects, for use in a sentence. */
  readonly objects: string;
  /** The resource types that manage them. */
  readonly kinds: readonly KindName[];
  /** The lists of a snapshot that have them. */
  readonly lists: readonly SnapshotList[];
  /**
   * `oauth` if the API accepts only OAuth tokens with the scope `org:admin`. With an Admin API key, nothing is requested. `undocumented` if
   * it is not documented which credentials and organizations have access.
   */
  readonly credential?: "oauth" | "undocumented";
  /** The type of organizations that have them. With a key of another type, nothing is requested. */
  readonly organization?: "console" | "enterprise";
}

/** The families of objects that not every credential can read, or that not every organization has. */
export const families = {
  workspaces: {
    objects: "workspaces",
    kinds: ["Workspace", "WorkspaceMember", "WorkspaceMembers"],
    lists: [],
    organization: "console",
  },
  apiKeys: { objects: "API keys", kinds: ["ApiKey"], lists: [], organization: "console" },
  rateLimits: {
    objects: "rate limits",
    kinds: ["WorkspaceRateLimit"],
    lists: ["workspace_rate_limits"],
    organization: "console",
  },
  spendLimits: { objects: "spend limits", kinds: ["SpendLimit"], lists: ["spend_limits"] },
  externalKeys: {
    objects: "external keys",
    kinds: ["ExternalKey"],
    lists: ["external_keys"],
    organization: "console",
  },
  compliance: {
    objects: "Compliance Settings",
    kinds: ["ComplianceSettings"],
    lists: ["compliance_settings"],
    credential: "undocumented",
  },
  groups: {
    objects: "RBAC groups",
    kinds: ["RbacGroup", "RbacGroupMembers"],
    lists: ["rbac_groups", "rbac_group_members"],
    organization: "enterprise",
  },
  rbacRoles: { objects: "RBAC roles", kinds: [], lists: ["rbac_roles"], organization: "enterprise" },
  serviceAccounts: {
    objects: "service accounts",
    kinds: ["ServiceAccount", "WorkspaceServiceAccount"],
    lists: ["service_accounts", "service_account_members"],
    credential: "oauth",
    organization: "console",
  },
  federation: {
    objects: "federation issuers and rules",
    kinds: ["FederationIssuer", "FederationRule"],
    lists: ["federation_issuers", "federation_rules"],
    credential: "oauth",
    organization: "console",
  },
} as const satisfies Readonly<Record<string, Spec>>;
export type FamilyName = keyof typeof families;

export const familyNames = Object.keys(families) as [FamilyName, ...FamilyName[]];

export function specOf(family: FamilyName): Spec {
  return families[family];
}

/** The family of a resource type. Undefined if every credential can read its objects. */
export function familyOf(kind: string): FamilyName | undefined {
  return familyNames.find((family) => specOf(family).kinds.some((name) => name === kind));
}

/** The lists that a snapshot lacks if they were not read. */
export const lists = familyNames.flatMap((family) => specOf(family).lists);
