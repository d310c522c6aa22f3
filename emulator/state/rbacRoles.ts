import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, prefixes } from "../ids.ts";
import type { RbacRolePermissionJson, StoredRbacRole } from "../rbacJson.ts";
import type { SeedRbacRole, SeedRbacRolePermission } from "../seed.ts";

/** The properties of a new role. */
export type NewRbacRole = Pick<SeedRbacRole, "display_name" | "permissions" | "owner_access">;

/** Permissions with their constant type. */
export function permissionsOf(given: readonly SeedRbacRolePermission[]): RbacRolePermissionJson[] {
  return given.map((permission) => ({ ...permission, type: "rbac_role_permission" }));
}

/** The roles that RBAC groups can have. */
export class RbacRoles extends Collection<StoredRbacRole> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  add({ permissions = [], ...role }: NewRbacRole): StoredRbacRole {
    const now = this.#clock.timestamp();
    const added: StoredRbacRole = {
      id: newId(prefixes.rbacRole),
      type: "rbac_role",
      source: { type: "custom" },
      created_at: now,
      updated_at: now,
      permissions: permissionsOf(permissions),
      ...role,
    };
    this.set(added.id, added);
    return added;
  }
}
