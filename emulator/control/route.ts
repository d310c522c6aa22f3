import { z } from "zod";
import type { EmulatedOrganization, Emulator } from "../definition.ts";
import { check } from "../validation.ts";

/** The emulator and organization that a control request selects. */
export interface Target {
  readonly emulator: Emulator;
  readonly organization: EmulatedOrganization;
}

/** One row of the table of control routes. */
export interface ControlRoute {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  /** A description that begins with a verb. */
  readonly does: string;
  /** An example of its body; absent for routes without a body. */
  readonly example?: unknown;
  /** The names of the body's fields. Those of optional fields end with `?`. */
  readonly takes?: string;
  /** Checks the body, carries the request out and returns the body of the response. */
  readonly handle: (target: Target, body: unknown) => unknown;
}

/** A route without a body. */
export function route(
  method: ControlRoute["method"],
  path: string,
  does: string,
  handle: (target: Target) => unknown,
): ControlRoute {
  return { method, path: `/_emulator${path}`, does, handle };
}

/** A POST route with a body. */
export function post<S extends z.ZodType>(
  path: string,
  does: string,
  body: { schema: S; example: z.input<S> },
  handle: (target: Target, body: z.output<S>) => unknown,
): ControlRoute {
  const { schema, example } = body;
  return {
    method: "POST",
    path: `/_emulator${path}`,
    does,
    example,
    takes: fieldsOf(schema),
    handle: (target, given) => handle(target, check<z.output<S>>(schema as z.ZodType<z.output<S>>, given)),
  };
}

function fieldsOf(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodObject)) return "a JSON document";
  return Object.entries<z.ZodType>(schema.shape)
    .map(([name, field]) => (field.safeParse(undefined).success ? `${name}?` : name))
    .join(", ");
}
