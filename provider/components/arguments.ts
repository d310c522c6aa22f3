import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { pathText, schemaMessage } from "../kernel/inputErrors.ts";
import { isRecord } from "../kernel/values.ts";
import { nearestOf } from "../nearest.ts";

/** Stands for an output, a promise or a resource, whose value is not known when the program runs. */
export const later = Symbol("an output");

type Path = readonly PropertyKey[];

/** The rules for the arguments of a component. `mayBeOutput` matches the paths of arguments that may be outputs. */
export interface ArgumentRules {
  /** The name of the component in messages. */
  readonly component: string;
  readonly schema: z.ZodObject;
  readonly mayBeOutput: RegExp;
}

/**
 * Checks all arguments of a component and throws one error with every mistake. `contradictions` returns those of arguments that are
 * valid individually. The value of an output is checked when it is known, at preview if possible: the returned arguments have outputs
 * that fail with the name of the argument.
 */
export function checkedArguments<Args>(
  rules: ArgumentRules,
  name: string,
  args: Args,
  contradictions: (args: Args) => string[],
): Args {
  const fail = (reasons: readonly string[]) => new pulumi.RunError(errorText(rules, name, reasons));
  const values = known(args);
  const reasons = argumentErrors(rules, values);
  if (reasons.length === 0) reasons.push(...contradictions(args));
  if (reasons.length > 0) throw fail(reasons);
  return checkedOutputs(rules, args, values, fail);
}

function errorText({ component }: ArgumentRules, name: string, reasons: readonly string[]): string {
  const doing = `cannot declare ${component} ${JSON.stringify(name)}:`;
  return reasons.length === 1
    ? `${doing} ${reasons[0]}`
    : [doing, ...reasons.map((reason) => `  - ${reason}`)].join("\n");
}

/** The arguments as plain values. Outputs, promises and resources become `later`, and undefined properties are left out. */
function known(value: unknown): unknown {
  if (isLater(value)) return later;
  if (Array.isArray(value)) return value.map(known);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, known(part)]])),
  );
}

/**
 * The reasons why arguments are invalid, each with the path of the argument, such as `members[0].role`. An output is checked once
 * its value is known (see `checkedOutputs`).
 */
function argumentErrors(rules: ArgumentRules, values: unknown): string[] {
  return issuesOf(rules, values).map(({ text }) => text);
}

/**
 * The same arguments, with outputs that fail with the path of the argument if their value is invalid. `fail` creates the error.
 * `values` are the arguments as `known` returns them.
 */
function checkedOutputs<Args>(
  rules: ArgumentRules,
  args: Args,
  values: unknown,
  fail: (reasons: readonly string[]) => Error,
): Args {
  const visit = (value: unknown, path: Path): unknown => {
    if (pulumi.Resource.isInstance(value)) return value;
    if (isLater(value)) {
      const output: pulumi.Output<unknown> = pulumi.output(value as pulumi.Output<unknown>);
      return output.apply((settled) => {
        const reasons = issuesOf(rules, withValue(values, path, known(settled)))
          .filter((issue) => path.every((step, index) => issue.path[index] === step))
          .map(({ text }) => text);
        if (reasons.length > 0) throw fail(reasons);
        return settled;
      });
    }
    if (Array.isArray(value)) return value.map((part, index) => visit(part, [...path, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, visit(part, [...path, name])]),
    );
  };
  return visit(args, []) as Args;
}

interface Issue {
  readonly path: Path;
  readonly text: string;
}

function issuesOf({ component, schema, mayBeOutput }: ArgumentRules, values: unknown): Issue[] {
  const parsed = schema.safeParse(values, { error: schemaMessage });
  if (parsed.success) return [];
  const { issues } = parsed.error;
  const meant = new Set<string>();
  const misspelled = issues.flatMap((issue) => {
    if (!isUnrecognized(issue)) return [];
    const names = namesAt(schema, issue.path);
    return issue.keys.map((key): Issue => {
      const nearest = nearestOf(key, names);
      if (nearest !== undefined) meant.add(pathText([...issue.path, nearest]));
      const shown = (name: string) => `\`${pathText([...issue.path, name])}\``;
      const help =
        nearest === undefined
          ? `Its arguments are ${names.map((name) => `\`${name}\``).join(", ")}.`
          : `Did you mean ${shown(nearest)}?`;
      return {
        path: [...issue.path, key],
        text: `${shown(key)} is not an argument of ${component}. ${help}`,
      };
    });
  });
  const invalid = issues.flatMap((issue): Issue[] => {
    if (isUnrecognized(issue)) return [];
    const { path, message } = issue;
    const outputAt = path.findIndex((_, index) => valueAt(values, path.slice(0, index + 1)) === later);
    if (outputAt >= 0) {
      const output = pathText(path.slice(0, outputAt + 1));
      if (mayBeOutput.test(output)) return [];
      const text = `\`${output}\` must not be an output, because it determines which resources the component declares.`;
      return [{ path, text }];
    }
    const value = valueAt(values, path);
    if (issue.code === "invalid_union" && contains(value, later)) return [];
    // The misspelled name is reported instead.
    if (value === undefined && meant.has(pathText(path))) return [];
    if (path.length === 0) return [{ path, text: `The arguments of ${component} must be an object.` }];
    const required = message.startsWith("must") ? `is required, and ${message}` : "is required";
    const text = `\`${pathText(path)}\`${value === undefined ? ` ${required}` : `: ${message}`}`;
    return [{ path, text: /[.?]$/.test(text) ? text : `${text}.` }];
  });
  // Each argument has at most one reason.
  return [
    ...new Map(
      [...misspelled, ...invalid].toReversed().map((issue) => [pathText(issue.path), issue]),
    ).values(),
  ].toReversed();
}

/** Whether an issue is about unknown arguments that the schema has no custom message for. */
function isUnrecognized(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueUnrecognizedKeys {
  return (
    issue.code === "unrecognized_keys" && issue.message === schemaMessage({ ...issue, input: undefined })
  );
}

/** The names of the properties that a schema has at a path. */
function namesAt(schema: unknown, path: Path): string[] {
  let inner = unwrapped(schema);
  for (const step of path) {
    const next: unknown =
      inner instanceof z.ZodArray
        ? inner.element
        : inner instanceof z.ZodObject
          ? inner.shape[String(step)]
          : undefined;
    inner = unwrapped(next);
  }
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional)
    return unwrapped(schema.unwrap());
  return schema;
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value) || value instanceof Promise;
}

function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isRecord(value) && Object.hasOwn(value, step) ? value[String(step)] : undefined;
  }, values);
}

/** A copy of the values with another value at a path. */
function withValue(values: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(values)) {
    return values.map((part, index) => (index === step ? withValue(part, rest, value) : part));
  }
  return isRecord(values) ? { ...values, [step]: withValue(values[String(step)], rest, value) } : values;
}

function contains(value: unknown, wanted: unknown): boolean {
  if (value === wanted) return true;
  if (Array.isArray(value)) return value.some((part) => contains(part, wanted));
  return isRecord(value) && Object.values(value).some((part) => contains(part, wanted));
}
