import { kept } from "./managed.ts";
import type { Operation } from "./resource.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** Begins an operation. The client is made only when the operation asks for it. */
export function operation(
  session: Session,
  properties: Properties,
  olds: Properties = properties,
): Operation {
  const began = performance.now();
  const name = text(properties[kept.name]);
  const stack = text(properties[kept.stack]) ?? "";
  return {
    session,
    get client() {
      return session.client;
    },
    get live() {
      return session.live;
    },
    began,
    name,
    stack,
    // After `stack rename` and `state move`, what is ours still carries the old name.
    formerStack: text(olds[kept.stack]) ?? stack,
    say: (line) => session.say(name === undefined ? line : `${name}: ${line}`),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
