import type { ServiceAccountWire } from "../../api/serviceAccounts/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { own } from "../../kernel/values.ts";
import type { Inputs, State } from "./schema.ts";

/** A cleared description is empty, and one that was never set is null. */
export function descriptionOf({ description }: Pick<ServiceAccountWire, "description">): string {
  return (description ?? "").normalize();
}

export function fromWire(wire: ServiceAccountWire): Observed<State> {
  return {
    name: wire.name,
    description: descriptionOf(wire),
    organizationRole: wire.organization_role,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at,
    status: wire.archived_at === null ? "active" : "archived",
  };
}

/** The request body of a create. */
export function toWire({ name, description, organizationRole }: Inputs) {
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(organizationRole === undefined ? {} : { organization_role: organizationRole }),
  };
}

/** The fields that an update sends. Only changed ones: an unchanged role `admin` needs an interactive login, too. */
export interface Changes {
  readonly description?: string;
  readonly organization_role?: string;
}

export function changesOf(old: Pick<State, "description" | "organizationRole">, inputs: Inputs): Changes {
  const { description, organizationRole } = inputs;
  return {
    ...(description === undefined || description === (old.description ?? "") ? {} : { description }),
    ...(organizationRole === undefined || organizationRole === old.organizationRole
      ? {}
      : { organization_role: organizationRole }),
  };
}

/** Whether an account has the values that an update sends. */
export function isChanged(wire: ServiceAccountWire, changes: Changes): boolean {
  return Object.entries(changes).every(([name, value]) =>
    name === "description" ? descriptionOf(wire) === value : own(wire, name) === value,
  );
}

/** Whether an account has the declared values. */
export function matches(wire: ServiceAccountWire, inputs: Inputs): boolean {
  const { name, description, organizationRole } = inputs;
  return (
    wire.name === name &&
    (description === undefined || descriptionOf(wire) === description) &&
    (organizationRole === undefined || wire.organization_role === organizationRole)
  );
}
