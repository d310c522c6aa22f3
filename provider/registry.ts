import type { Resource } from "./resource.ts";
import { workspace } from "./resources/workspace.ts";
import { workspaceMember } from "./resources/workspaceMember.ts";

/** Every kind. The names are in state files: they can be added to, never changed or removed. */
export const kinds = {
  Workspace: workspace,
  WorkspaceMember: workspaceMember,
} satisfies Record<string, Resource>;

export type KindName = keyof typeof kinds;

export function kindNamed(name: string): Resource | undefined {
  return Object.entries(kinds).find(([kind]) => kind === name)?.[1];
}
