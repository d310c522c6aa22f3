import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
} from "yaml";

/** A position in a file. Lines and columns begin with 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A syntax error in a file. */
export interface YamlProblem extends Position {
  /** A sentence, including the period. */
  readonly message: string;
}

/** The path of a value, such as `["budgets", 0, "workspace"]`. */
export type YamlPath = readonly (string | number)[];

/** A YAML file. */
export interface YamlText {
  /** Undefined if there are problems. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** The position of a value, or of its key. If the value is missing, the position of the object that it is missing in. */
  position(path: YamlPath, isKey?: boolean): Position;
}

/** Enough for any file of budgets or teams, and too few to exhaust the memory. */
const maxLength = 1_000_000;
const maxAliases = 1000;

/** Errors of the parser with a better wording. */
const messages: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "the property is already set. Remove one of the two.",
  MULTIPLE_DOCS: "the file has more than one YAML document. Remove the line `---` and what follows.",
  RESOURCE_EXHAUSTION: "the file is nested too deeply. Use fewer levels.",
  NON_STRING_KEY: "the name of a property must be a string.",
  TAB_AS_INDENT: "YAML does not allow tabs as indentation. Use spaces.",
};

/**
 * Parses one YAML document. Rejects duplicate keys, unknown tags, unresolved aliases, and files and aliases that would exhaust the memory.
 * Numbers in the properties `exact` are returned as strings, exactly as written.
 */
export function yamlText(text: string, exact: readonly string[] = []): YamlText {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const failed = (problems: readonly YamlProblem[]): YamlText => ({
    value: undefined,
    problems,
    position: () => at(0),
  });
  if (text.length > maxLength) {
    return failed([{ line: 1, column: 1, message: `the file must have at most ${maxLength} characters.` }]);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    ...at(pos[0]),
    message: messages[code] ?? sentence(message),
  }));
  if (problems.length > 0) return failed(problems);
  const unresolved: YamlProblem[] = [];
  let aliases = 0;
  visit(document, {
    Alias(_, alias) {
      aliases += 1;
      if (alias.resolve(document) !== undefined) return;
      const message = `the anchor \`&${alias.source}\` does not exist before this alias. Define it first.`;
      unresolved.push({ ...at(alias.range?.[0] ?? 0), message });
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || !exact.includes(String(key.value)) || !isScalar(value)) return;
      if (typeof value.value === "number") value.value = value.source ?? String(value.value);
    },
  });
  if (unresolved.length > 0) return failed(unresolved);
  const tooManyAliases = {
    line: 1,
    column: 1,
    message: "the aliases of the file expand to too many values. Use fewer aliases.",
  };
  if (aliases > maxAliases) return failed([tooManyAliases]);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    // All aliases are resolved, so only this error remains.
    if (!(error instanceof ReferenceError)) throw error;
    return failed([tooManyAliases]);
  }
  return {
    value,
    problems: [],
    position: (path, isKey = false) => at(offsetOf(document, path, isKey)),
  };
}

function offsetOf(document: Document.Parsed, path: YamlPath, isKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (pair === undefined) return offset;
      const wantsKey = isKey && index === path.length - 1;
      offset = (wantsKey ? undefined : startOf(pair.value)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as ParsedNode).range?.[0] : undefined;
}

/** The parser's message with a lower-case first letter and a period. */
function sentence(message: string): string {
  const [line = ""] = message.split("\n");
  return `${line.charAt(0).toLowerCase()}${line.slice(1).replace(/[.:]$/, "")}.`;
}
