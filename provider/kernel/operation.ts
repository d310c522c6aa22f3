import type { Operation } from "./definition.ts";
import { type Origin, originOf } from "./origin.ts";
import { credentialKind } from "./requiredCredential.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** Begins an operation. Settings, limits, client and cache are created when the operation first uses them. */
export function operation(
  session: Session,
  properties: Properties,
  olds: Properties = properties,
  { stack, name }: Origin = originOf(properties),
): Operation {
  const began = performance.now();
  const organization = () => session.knownOrganization;
  return {
    ownership: session.ownership,
    isReleased: async (...names) =>
      names.some((one) => session.ownership.isReleased(one)) ||
      (await session.recorded.release(names, { name, stack }, organization())),
    recordedAs: async (...names) => (await session.recorded.owner(names, stack, organization()))?.name,
    recordedNames: (type, id) => session.recorded.namesOf({ type, id }, stack),
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
    get credential() {
      return credentialKind(session);
    },
    began,
    name,
    stack,
    formerStack: originOf(olds).stack,
    notify: (code, text) => session.notify(code, text, name),
    notifyOnce: (code, text) => session.notifyOnce(code, text),
  };
}
