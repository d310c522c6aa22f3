import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";

const dayMs = 86_400_000;

/** Active keys that are older than `maxDays`, or whose creator left the organization. */
export function staleKeys(context: DriftContext, maxDays: number | undefined): Finding[] {
  const declared = new Map<string, Finding["declarations"]>();
  for (const { state } of context.stacks) {
    for (const { kind, id, name } of state.resources) {
      if (kind.kind === "ApiKey") declared.set(id, [{ stack: state.label, resource: name }]);
    }
  }
  return context.organization.apiKeys.flatMap((key) => {
    if (key.status !== "active") return [];
    const days = Math.floor((context.now.getTime() - Date.parse(key.created_at)) / dayMs);
    const creator = key.created_by?.type === "user" ? key.created_by.id : undefined;
    const why = [
      ...(maxDays !== undefined && days > maxDays ? [`${days} days old`] : []),
      ...(creator !== undefined && context.user(creator) === undefined
        ? [`created by ${creator}, who is no longer in the organization`]
        : []),
    ];
    if (why.length === 0) return [];
    const workspace = key.scope.workspace_id;
    return [
      {
        category: "stale-key",
        kind: "ApiKey",
        id: key.id,
        name: key.name,
        ...(typeof workspace === "string" ? { workspace: context.workspace(workspace) } : {}),
        declarations: declared.get(key.id) ?? [],
        differences: [],
        detail: `active, and ${why.join(", and ")}`,
      },
    ];
  });
}
