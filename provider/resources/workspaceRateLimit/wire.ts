import type { WorkspaceRateLimitWire } from "../../api/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import type { State } from "./schema.ts";

/** The limits that the workspace overrides, by type. */
export function overridesOf(wire: WorkspaceRateLimitWire | undefined): Readonly<Record<string, number>> {
  const own = (wire?.limits ?? []).filter(({ source }) => source.type === "workspace");
  return Object.fromEntries(own.map(({ type, value }) => [type, value]));
}

/** The state of a group in a workspace, with or without overrides. */
export function fromWire(
  workspace: string,
  group: { readonly id: string; readonly type: string },
  rateLimitId: string,
  overrides: Readonly<Record<string, number>>,
): Observed<State> {
  return {
    workspace,
    groupId: group.id,
    groupType: group.type,
    rateLimitId,
    limits: { ...overrides },
    status: "active",
  };
}
