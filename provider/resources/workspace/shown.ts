import { apiLimitation } from "../../apiLimitations.ts";
import type { State } from "./schema.ts";

export const claudeCodeName = "Claude Code";

export const claudeCodeWarning =
  "Claude Code created this workspace. Archiving it signs out all users of Claude Code on Console billing.";

export function shown(name: string | undefined, id: string): string {
  return name === undefined ? `workspace ${id}` : `workspace ${JSON.stringify(name)} (${id})`;
}

export function updating(old: State, id: string): string {
  return `update ${shown(old.name, id)}`;
}

/** Why update fails for a workspace that was archived or that the API no longer returns: the text after "cannot". */
export function whyNotUpdatable(old: State, id: string): string | undefined {
  if (old.status === "removed") {
    return `${updating(old, id)}: the API no longer returns it, although workspaces cannot be deleted. Check that the key can still read it and run \`pulumi refresh\`. If it no longer exists, remove it from the program.`;
  }
  if (old.status !== "archived") return undefined;
  return `${updating(old, id)}: it was archived outside of Pulumi, and ${apiLimitation("restoreWorkspace")}`;
}
