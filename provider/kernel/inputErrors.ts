import type { z } from "zod";
import { apiLimitation } from "../apiLimitations.ts";
import { didYouMean } from "../nearest.ts";
import type { PropertiesDefinition } from "./definition.ts";

export function reasonOf(error: z.ZodError, name: string, given: boolean, schema: unknown): string {
  if (!given) return `\`${name}\` is required${describe(schema)}`;
  const reasons = error.issues.map(({ path, message }) => `\`${path.map(String).join(".")}\`: ${message}`);
  return reasons.map((reason) => (/[.?]$/.test(reason) ? reason : `${reason}${describe(schema)}`)).join(" ");
}

/** A path in the syntax of the program: `members[0].role`. `shown` formats each name. */
export function pathText(path: readonly PropertyKey[], shown: (name: string) => string = String): string {
  return path.reduce<string>(
    (all, step) =>
      typeof step === "number" ? `${all}[${step}]` : `${all}${all === "" ? "" : "."}${shown(String(step))}`,
    "",
  );
}

/** The message of an issue that has no message in its schema. */
export function schemaMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") return types[issue.expected];
  if (issue.code === "unrecognized_keys")
    return `has no property ${issue.keys.map((key) => `\`${key}\``).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message;
  return undefined;
}

const types: Readonly<Record<string, string>> = {
  string: "must be a string",
  number: "must be a number",
  boolean: "must be `true` or `false`",
  array: "must be an array",
  object: "must be an object",
  record: "must be an object with string values",
};

export function notAProperty(
  { kind, inputs, impossible }: Pick<PropertiesDefinition, "kind" | "inputs" | "impossible">,
  name: string,
): string {
  const limitation = Object.hasOwn(impossible ?? {}, name) ? impossible?.[name] : undefined;
  if (limitation !== undefined) return `\`${name}\`: ${apiLimitation(limitation)}`;
  const names = Object.keys(inputs.shape);
  const question = didYouMean(name, names);
  const help = question === undefined ? "" : ` ${question}`;
  const all = names.map((each) => `\`${each}\``).join(", ");
  return `\`${name}\` is not a property of ${kind}.${help} Its properties are ${all}.`;
}

function describe(schema: unknown): string {
  const description =
    typeof schema === "object" && schema !== null && "description" in schema ? schema.description : undefined;
  return typeof description === "string" ? `. ${description}` : ".";
}
