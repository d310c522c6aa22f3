import type { Operation } from "./definition.ts";
import { originOf } from "./origin.ts";
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
