import type { Scene } from "./context.ts";
import type { Finding } from "./finding.ts";

const dayMs = 86_400_000;

/** Active keys that are older than `maxDays`, or whose makers are not in the organization any more. */
export function staleKeys(scene: Scene, maxDays: number | undefined): Finding[] {
  const declared = new Map<string, Finding["declarations"]>();
  for (const { state } of scene.stacks) {
    for (const { kind, id, name } of state.resources) {
      if (kind.kind === "ApiKey") declared.set(id, [{ stack: state.label, resource: name }]);
    }
  }
  return scene.organization.apiKeys.flatMap((key) => {
    if (key.status !== "active") return [];
    const days = Math.floor((scene.now.getTime() - Date.parse(key.created_at)) / dayMs);
    const maker = key.created_by?.type === "user" ? key.created_by.id : undefined;
    const why = [
      ...(maxDays !== undefined && days > maxDays ? [`${days} days old`] : []),
      ...(maker !== undefined && scene.user(maker) === undefined
        ? [`made by ${maker}, who is no longer in the organization`]
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
        ...(typeof workspace === "string" ? { workspace: scene.workspace(workspace) } : {}),
        declarations: declared.get(key.id) ?? [],
        differences: [],
        detail: `active, and ${why.join(", and ")}`,
      },
    ];
  });
}
