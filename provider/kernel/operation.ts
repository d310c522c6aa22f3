import type { Operation } from "./definition.ts";
import { kernelKeys } from "./managed.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** Begins an operation. Settings, limits, client and cache are created when the operation first uses them. */
export function operation(
  session: Session,
  properties: Properties,
  olds: Properties = properties,
): Operation {
  const began = performance.now();
  const { stack, name } = originOf(properties);
  return {
    ownership: session.ownership,
    get settings() {
      return session.settings;
    },
    get limits() {
      return session.limits;
    },
    get client() {
      return session.client;
    },
    get cache() {
      return session.cache;
    },
    began,
    name,
    stack,
    formerStack: originOf(olds).stack,
    notify: (code, text) => session.notify(code, text, name),
    notifyOnce: (code, text) => session.notifyOnce(code, text),
  };
}

function originOf(properties: Properties): { readonly stack: string; readonly name: string | undefined } {
  const origin = properties[kernelKeys.origin];
  if (typeof origin !== "string") return { stack: "", name: undefined };
  const [stack = ""] = origin.split("::");
  return { stack, name: nameIn(origin) };
}

/** The resource's name in an origin, `project/stack::name`. */
export function nameIn(origin: string): string {
  return origin.split("::").slice(1).join("::");
}

/** The stack's name in `project/stack`, as the command line takes it. */
export function stackName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
