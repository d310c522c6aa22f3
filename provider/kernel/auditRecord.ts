import type { AuditRecord } from "./audit.ts";
import type { Operation } from "./definition.ts";
import { managedPaths } from "./managed.ts";
import { ownInputs } from "./properties.ts";
import { at, type Properties } from "./values.ts";

/** What the audit log records of an operation's writes. */
export function audit(
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
