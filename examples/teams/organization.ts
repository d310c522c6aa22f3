import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from "yaml";
import { didYouMean } from "./didYouMean.ts";
import { type Mistake, mistakesOf, type Schema, startOf } from "./schema.ts";

/** The contents of teams.yaml. teams.schema.json describes each property. */
export interface Organization {
  teams: Record<string, { workspace: string; tags?: Record<string, string>; spendLimit?: string }>;
  users: {
    email: string;
    role?: "user" | "developer" | "billing" | "claude_code_user";
    teams?: Record<string, "user" | "restricted_developer" | "developer" | "admin">;
  }[];
}

/** Messages for frequent YAML errors, which replace those of the YAML parser. */
const explained: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: "This name is already used above. Remove one of the two.",
  BLOCK_AS_IMPLICIT_KEY: 'Write text that contains ": " in quotes, such as "Labs: Berlin".',
  TAB_AS_INDENT: "Use spaces, not tabs, at the beginning of a line.",
};

/**
 * Reads a file. `mistakes` lists every mistake with its line and column, such as `teams.yaml:12:5: ...`. The organization is empty if
 * there are any.
 */
export function readOrganization(file: string): { organization: Organization; mistakes: string[] } {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const mistakes = document.errors.map(({ message, code, pos: [offset] }) => ({
    offset,
    message: explained[code] ?? `This is not valid YAML: ${message}.`,
  }));
  // After another error, the meaning of the file is not certain.
  if (document.errors.every(({ code }) => code === "DUPLICATE_KEY")) {
    const schema: Schema = JSON.parse(readFileSync(join(import.meta.dirname, "teams.schema.json"), "utf8"));
    mistakes.push(...mistakesOf(document.contents, schema, document), ...contradictions(document, lines));
  }
  const located = mistakes
    .toSorted((one, other) => one.offset - other.offset)
    .map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col}: ${message}`;
    });
  return {
    organization: located.length > 0 ? { teams: {}, users: [] } : document.toJS(),
    mistakes: [...new Set(located)],
  };
}

/** Workspaces of several teams, users who are listed twice, and teams that do not exist. */
function contradictions(document: Document, lines: LineCounter): Mistake[] {
  const mistakes = sharedWorkspaces(document, lines);
  const known = keysOf(document.get("teams", true)).map(({ name }) => name);
  const seen = new Map<string, number>();
  const users = document.get("users", true);
  for (const item of isSeq(users) ? users.items : []) {
    const user = isAlias(item) ? item.resolve(document) : item;
    if (!isMap(user)) continue;
    const email = user.get("email", true);
    if (isScalar(email) && typeof email.value === "string") {
      const normal = email.value.trim().toLowerCase();
      const offset = startOf(isAlias(item) ? item : email) ?? 0;
      const before = seen.get(normal);
      if (before === undefined) {
        seen.set(normal, offset);
      } else {
        const { line } = lines.linePos(before);
        const message = `${normal} is already listed in line ${line}. Remove one of the two entries.`;
        mistakes.push({ offset, message });
      }
    }
    for (const { name, offset } of keysOf(user.get("teams", true))) {
      if (known.includes(name)) continue;
      const meant = didYouMean(name, known);
      const help = meant === undefined ? 'Add it under "teams" at the top.' : `Did you mean "${meant}"?`;
      mistakes.push({ offset, message: `There is no team ${JSON.stringify(name)}. ${help}` });
    }
  }
  return mistakes;
}

function sharedWorkspaces(document: Document, lines: LineCounter): Mistake[] {
  const mistakes: Mistake[] = [];
  const seen = new Map<unknown, number>();
  const teams = document.get("teams", true);
  for (const { value } of isMap(teams) ? teams.items : []) {
    const team = isAlias(value) ? value.resolve(document) : value;
    const workspace = isMap(team) ? team.get("workspace", true) : undefined;
    if (!isScalar(workspace) || workspace.value === null) continue;
    const offset = startOf(isAlias(value) ? value : workspace) ?? 0;
    const before = seen.get(workspace.value);
    if (before === undefined) {
      seen.set(workspace.value, offset);
      continue;
    }
    const { line } = lines.linePos(before);
    const message = `The team in line ${line} already has this workspace. Give each team its own.`;
    mistakes.push({ offset, message });
  }
  return mistakes;
}

function keysOf(node: unknown): { name: string; offset: number }[] {
  if (!isMap(node)) return [];
  return node.items.map(({ key }) => ({
    name: isScalar(key) ? String(key.value) : "",
    offset: startOf(key) ?? 0,
  }));
}
