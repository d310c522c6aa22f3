import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { didYouMean } from "./didYouMean.ts";

/** The keywords of JSON Schema that teams.schema.json uses, so that this file and editors find the same mistakes. */
export interface Schema {
  /** A noun for messages, such as "team". */
  title?: string;
  type: "object" | "array" | "string";
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: { pattern: string; errorMessage: string };
  additionalProperties?: false | Schema;
  items?: Schema;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  /** The message for a value that does not match. Editors show it, too. */
  errorMessage?: string;
}

/** A mistake, and its position in the file. */
export interface Mistake {
  offset: number;
  message: string;
}

/** All mistakes in a part of a YAML document. `at` is the offset of the part, for one without a value. */
export function mistakesOf(part: unknown, schema: Schema, document: Document, at = 0): Mistake[] {
  const node = isAlias(part) ? part.resolve(document) : part;
  const offset = startOf(isAlias(part) ? part : node) ?? at;
  const what = schema.title ?? "value";
  if (node === undefined || node === null || (isScalar(node) && node.value === null)) {
    return [{ offset, message: `The ${what} is empty.` }];
  }
  switch (schema.type) {
    case "object":
      if (!isMap(node))
        return [{ offset, message: `The ${what} must have lines of the form "name: value".` }];
      return mistakesInObject(node.items, schema, document, offset);
    case "array":
      if (!isSeq(node))
        return [{ offset, message: `The ${what} must be a list, each entry with a "-" in front.` }];
      return node.items.flatMap((item) => mistakesOf(item, schema.items ?? schema, document, offset));
    case "string":
      return isScalar(node)
        ? mistakesInText(node.value, schema, offset)
        : [{ offset, message: `The ${what} must be text.` }];
  }
}

function mistakesInObject(
  pairs: readonly Pair[],
  schema: Schema,
  document: Document,
  offset: number,
): Mistake[] {
  const { title = "value", properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const given = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : "";
    const keyOffset = startOf(key) ?? offset;
    given.add(name);
    const own = properties[name] ?? additionalProperties;
    if (own === undefined || own === false) {
      const names = Object.keys(properties);
      const meant = didYouMean(name, names);
      if (meant !== undefined) given.add(meant);
      const help = meant === undefined ? `A ${title} has ${listed(names)}.` : `Did you mean "${meant}"?`;
      mistakes.push({
        offset: keyOffset,
        message: `${quoted(name)} is not a property of a ${title}. ${help}`,
      });
      continue;
    }
    if (propertyNames !== undefined && !new RegExp(propertyNames.pattern).test(name)) {
      mistakes.push({ offset: keyOffset, message: `${quoted(name)}: ${propertyNames.errorMessage}` });
    }
    mistakes.push(...mistakesOf(value, own, document, keyOffset));
  }
  const missing = required.filter((name) => !given.has(name));
  return [...missing.map((name) => ({ offset, message: `The ${title} has no "${name}".` })), ...mistakes];
}

function mistakesInText(value: unknown, schema: Schema, offset: number): Mistake[] {
  const {
    title = "value",
    enum: choices,
    pattern,
    minLength = 0,
    maxLength = Infinity,
    errorMessage,
  } = schema;
  if (typeof value !== "string") {
    return [{ offset, message: `The ${title} must be text. Write it in quotes: ${quoted(String(value))}.` }];
  }
  if (choices !== undefined && !choices.includes(value)) {
    const meant = didYouMean(value, choices);
    const question = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    const help = errorMessage ?? `Use ${listed(choices, "or")}.`;
    return [{ offset, message: `${quoted(value)} is not a valid ${title}.${question} ${help}` }];
  }
  if (pattern !== undefined && !new RegExp(pattern).test(value)) {
    return [{ offset, message: `${quoted(value)} is not a valid ${title}. ${errorMessage ?? ""}`.trim() }];
  }
  if (value.length < minLength || value.length > maxLength) {
    return [{ offset, message: `The ${title} must have ${minLength} to ${maxLength} characters.` }];
  }
  return [];
}

/** The position of a node in the file. */
export function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** Text from the file for a message, on one line. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function listed(names: readonly string[], conjunction = "and"): string {
  const all = names.map(quoted);
  return [all.slice(0, -1).join(", "), ...all.slice(-1)]
    .filter((part) => part !== "")
    .join(` ${conjunction} `);
}
