import type { Operation } from "./definition.ts";
import { managedPaths } from "./managed.ts";
import { ownInputs } from "./properties.ts";
import { at, type Properties } from "./values.ts";

/** The operation that sends a write, in the audit log. */
export interface AuditRecord {
  /** `project/stack`. Undefined for a write of the command line. */
  readonly stack: string | undefined;
  /** The resource's name in the program. */
  readonly resource: string | undefined;
  readonly kind: string;
  /** `create`, `update` or `delete`; for the command line, the command, such as `keys rotate`. */
  readonly operation: string;
  readonly id: string | undefined;
  readonly email: string | undefined;
  /** The changes of the program, by property path. */
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** The audit record of an operation. */
export function recordOf(
  definition: {
    readonly kind: string;
    readonly managed: readonly string[];
    readonly parts?: readonly string[];
  },
  { stack, name }: Operation,
  operation: string,
  id: string | undefined,
  olds: Properties,
  news: Properties,
  changed: Iterable<string> = managedPaths(definition, operation === "delete" ? olds : ownInputs(news)),
): AuditRecord {
  const email = news["email"] ?? olds["email"];
  return {
    stack,
    resource: name,
    kind: definition.kind,
    operation,
    id,
    email: typeof email === "string" ? email : undefined,
    changes: Object.fromEntries(
      [...changed].map((path) => [path, { before: at(olds, path), after: at(news, path) }]),
    ),
  };
}
