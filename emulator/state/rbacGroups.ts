import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, prefixes } from "../ids.ts";
import type { RbacGroupJson } from "../rbacJson.ts";

/** The RBAC groups of an enterprise. */
export class RbacGroups extends Collection<RbacGroupJson> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(clock);
    this.#clock = clock;
  }

  add({
    name,
    source_type = "direct",
    role_ids = [],
  }: Pick<RbacGroupJson, "name"> & Partial<Pick<RbacGroupJson, "source_type" | "role_ids">>): RbacGroupJson {
    const now = this.#clock.timestamp();
    const group: RbacGroupJson = {
      id: newId(prefixes.rbacGroup),
      type: "rbac_group",
      name,
      source_type,
      role_ids,
      created_at: now,
      updated_at: now,
    };
    this.set(group.id, group);
    return group;
  }

  change(group: RbacGroupJson, changes: Partial<Pick<RbacGroupJson, "name" | "role_ids">>): RbacGroupJson {
    const changed = { ...group, ...changes, updated_at: this.#clock.timestamp() };
    this.set(group.id, changed);
    return changed;
  }
}
