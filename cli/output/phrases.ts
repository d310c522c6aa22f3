import { clean } from "../../provider/api/foreignText.ts";

/** What something is called, one and many of it. */
export type Noun = readonly [one: string, many: string];

export const nouns = {
  workspace: ["workspace", "workspaces"],
  membership: ["membership", "memberships"],
  list: ["list of members", "lists of members"],
  user: ["user", "users"],
  invitation: ["pending invitation", "pending invitations"],
  key: ["API key", "API keys"],
} as const satisfies Record<string, Noun>;

export function counted(count: number, [one, many]: Noun): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Names as they may stand in a terminal: foreign text, cut where there are many. */
export function enumerated(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).map((name) => clean(name));
  return `${shown.join(", ")}${names.length > most ? ` and ${names.length - most} more` : ""}`;
}

/** Foreign text in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(clean(text));
}

/** `a, b and c`. */
export function joined(parts: readonly string[]): string {
  const [last = "", ...others] = parts.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
