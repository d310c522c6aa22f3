/** An RBAC group of a Claude Enterprise organization. Its members get the permissions of its roles. */
export interface RbacGroupJson {
  /** `rbac_group_...` */
  id: string;
  /** Constant. */
  type: "rbac_group";
  /** The name. Several groups can have the same one. */
  name: string;
  /** `scim` if the identity provider provisions the group. */
  source_type: "direct" | "scim";
  /** The IDs of its roles, or null while they are unknown. The API cannot change them. */
  role_ids: string[] | null;
  /** When it was created. */
  created_at: string;
  /** When it was last changed. */
  updated_at: string;
}

/** The membership of a user in an RBAC group. */
export interface RbacGroupMemberJson {
  /** Constant. */
  type: "rbac_group_member";
  /** The group. */
  rbac_group_id: string;
  /** The user, who may belong to another organization of the enterprise. */
  user_id: string;
  /** The email address of the user. */
  email: string;
  /** When the user was added. */
  created_at: string;
}

/** Where a role comes from. */
export type RbacRoleSourceJson = BuiltInSourceJson | CustomSourceJson;

/** The source of a role that Anthropic created. */
export interface BuiltInSourceJson {
  /** Constant. */
  type: "built_in";
}

/** The source of a role that an administrator of the organization created. */
export interface CustomSourceJson {
  /** Constant. */
  type: "custom";
}

/** A role. The API cannot change it. */
export interface RbacRoleJson {
  /** `rbac_role_...` */
  id: string;
  /** Constant. */
  type: "rbac_role";
  /** The name. */
  display_name: string;
  /** Whether Anthropic or an administrator created it. */
  source: RbacRoleSourceJson;
  /** When it was created. */
  created_at: string;
  /** When it was last changed. */
  updated_at: string;
}

/** What a permission applies to. */
export type RbacPermissionResourceJson =
  | OrganizationResourceJson
  | ConnectorResourceJson
  | ConnectorToolResourceJson
  | ConnectorScopeResourceJson
  | AllConnectorsResourceJson;

/** A permission for the organization. */
export interface OrganizationResourceJson {
  /** Constant. */
  type: "organization";
  /** The UUID of the organization. */
  organization_id: string;
}

/** A permission for a connector. */
export interface ConnectorResourceJson {
  /** Constant. */
  type: "connector";
  /** The connector. */
  connector_id: string;
}

/** A permission for a tool of a connector. */
export interface ConnectorToolResourceJson {
  /** Constant. */
  type: "connector_tool";
  /** The connector. */
  connector_id: string;
  /** The name of the tool. */
  tool_name: string;
}

/** A permission for an OAuth scope of a connector. */
export interface ConnectorScopeResourceJson {
  /** Constant. */
  type: "connector_scope";
  /** The connector. */
  connector_id: string;
  /** The OAuth scope. */
  scope: string;
}

/** A permission for all connectors. */
export interface AllConnectorsResourceJson {
  /** Constant. */
  type: "all_connectors";
}

/** A permission that a role grants. */
export interface RbacRolePermissionJson {
  /** Constant. */
  type: "rbac_role_permission";
  /** The action, such as `chat` or `use`. */
  action: string;
  /** What the permission applies to. */
  resource: RbacPermissionResourceJson;
}

/** A role as the emulator stores it. */
export interface StoredRbacRole extends RbacRoleJson {
  /** Its permissions. */
  permissions: RbacRolePermissionJson[];
  /**
   * Whether it grants owner access, or the API cannot tell. The API then neither changes the members of its groups nor deletes
   * them. Undefined if it does not.
   */
  owner_access?: "granted" | "unconfirmed" | undefined;
}
