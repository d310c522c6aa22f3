import { attemptsFor } from "../../api/absence.ts";
import { ApiError, otherObject, withAdvice } from "../../api/apiError.ts";
import { mustBeArchived } from "../../api/archived.ts";
import { FederationIssuerWire } from "../../api/federationRules/objects.ts";
import { path } from "../../api/path.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { impossibleIssuer, unusualIssuer } from "../../federation/issuerUrl.ts";
import {
  createNamed,
  lookUp,
  type NamedType,
  retainedNotice,
  setAnother,
  shown,
  toArchive,
  whyNotUpdatable,
} from "../../federation/named.ts";
import { rejectSharedSlug } from "../../federation/slug.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { capitalized, enumerated } from "../../text/phrases.ts";
import { Inputs, State } from "./schema.ts";
import { bodyOf, fromWire, isAsDeclared } from "./wire.ts";

// An issuer is updated in place, its URL included. The API can only archive it, and only after the rules that use it. The engine deletes
// the rules first, since they depend on it.

const kind = "FederationIssuer";

export const issuerType: NamedType<FederationIssuerWire> = {
  kind,
  noun: "federation issuer",
  limitation: "restoreFederation",
  componentArgument: "newIssuer.name",
  list: ({ cache }, minFreshness) => cache.federation.issuers(minFreshness),
  confirm: ({ cache }, id) => cache.federation.confirmIssuer(id),
};

export const federationIssuer = defineResource<typeof Inputs, typeof State>({
  kind,
  inputs: Inputs,
  state: State,
  credential: "oauth",
  managed: ["name", "issuerUrl", "jwks", "checkJti", "maxJwtLifetimeSeconds"],

  parseId: (id) => parsedId("a FederationIssuer", "fdis_", id),
  names: (_, id) => (id === undefined ? [] : [objectName(kind, id)]),
  exclusiveNamesInState: (id) => [objectName(kind, id)],

  reject(inputs, context) {
    const { issuerUrl = "" } = inputs;
    // An existing issuer can be adopted as it is.
    const reason = context.adopting ? undefined : impossibleIssuer(issuerUrl);
    return [
      ...rejectSharedSlug(kind, inputs, context),
      ...(reason === undefined ? [] : [{ property: "issuerUrl", reason: `\`issuerUrl\`: ${reason}.` }]),
    ];
  },

  warn({ issuerUrl = "" }, { adopting }) {
    const impossible = adopting ? impossibleIssuer(issuerUrl) : undefined;
    const reason = impossible === undefined ? unusualIssuer(issuerUrl) : `\`issuerUrl\` ${impossible}.`;
    return reason === undefined ? [] : [{ property: "issuerUrl", reason, code: "unusualMatch" }];
  },

  attention(_, old, { onArchived }, id) {
    const refuses = whyNotUpdatable(issuerType, old, id);
    if (refuses !== undefined) {
      return onArchived === "recreate" && old.status === "archived" ? { replace: "onArchived" } : { refuses };
    }
    if (old.pollingPausedAt === undefined) return undefined;
    return {
      does: `enables the polling of the signing keys of ${shown(issuerType, old.name, id)} again, which Anthropic paused on ${old.pollingPausedAt} after failures.`,
    };
  },

  async unadoptable(_, __, observed) {
    return observed.status === "archived"
      ? "it is archived, which is final. Remove `import` to create a new one."
      : undefined;
  },

  async create(operation, inputs) {
    const { name } = inputs;
    const { wire, adopted } = await createNamed(issuerType, operation, name, {
      send: async () => {
        const doing = `create federation issuer ${JSON.stringify(name)}`;
        const { value, requestId } = await operation.client.request({
          method: "POST",
          path: "/v1/organizations/federation_issuers",
          body: bodyOf(inputs),
          schema: FederationIssuerWire,
          doing,
        });
        if (value.name === name) return value;
        throw otherObject(doing, `the response is issuer ${value.id} of another name`, requestId);
      },
      isAsDeclared: (found) => isAsDeclared(found, inputs),
    });
    operation.cache.federation.storeIssuer(wire);
    return { id: wire.id, observed: { ...fromWire(wire), adopted } };
  },

  async read(operation, id, old) {
    const wire = await lookUp(issuerType, operation, id, operation.cache.lastMinute(), attemptsFor(old));
    if (wire !== undefined) return fromWire(wire);
    // The API can only archive an issuer, so this one may still exist and is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const rejection = whyNotUpdatable(issuerType, old, id);
    if (rejection !== undefined) throw new UserError(`cannot ${rejection}`);
    const changes = bodyOf(inputs, old);
    const resumed = old.pollingPausedAt === undefined ? {} : { jwks_polling_disabled: false };
    const body = { ...changes, ...resumed };
    if (Object.keys(body).length === 0) return {};
    const doing = `update ${shown(issuerType, old.name, id)}`;
    const wire = await writeThenVerify(
      async () => {
        const { value, requestId } = await operation.client.request({
          method: "POST",
          path: path`/v1/organizations/federation_issuers/${id}`,
          body,
          schema: FederationIssuerWire,
          doing,
          // Sending the same values again changes nothing.
          repeatable: true,
        });
        if (value.id === id) return value;
        throw otherObject(doing, `the response is issuer ${value.id}`, requestId);
      },
      async () => {
        const after = await operation.cache.federation.confirmIssuer(id);
        return after !== undefined && isAsDeclared(after, sentOf(inputs, changes)) ? after : undefined;
      },
    ).catch(async (error: unknown) => {
      throw await explained(operation, id, error, doing);
    });
    operation.cache.federation.storeIssuer(wire);
    return fromWire(wire);
  },

  retained: (old, id) => retainedNotice(issuerType, old, id),

  async delete(operation, id, old) {
    const { limits, client, cache, began } = operation;
    if (old.status === "archived") return;
    const wire = await toArchive(issuerType, operation, id, old);
    if (wire === undefined) return;
    const doing = `archive ${shown(issuerType, wire.name, id)}`;
    const users = (await cache.federation.rules(began)).filter(
      (rule) => rule.issuer_id === id && rule.archived_at === null,
    );
    if (users.length > 0) {
      const named = users.map((rule) => `${JSON.stringify(rule.name)} (${rule.id})`);
      throw new UserError(
        `cannot ${doing}: ${users.length === 1 ? "a federation rule uses" : `${users.length} federation rules use`} it: ${enumerated(named, 10)}. Archive the rules first, or leave the issuer unchanged with \`onDelete: "retain"\`.`,
      );
    }
    limits.spend("archives", doing);
    const archived = await writeThenVerify(
      async () => {
        const response = await client.request({
          method: "POST",
          path: path`/v1/organizations/federation_issuers/${id}/archive`,
          schema: FederationIssuerWire,
          doing,
          repeatable: true,
        });
        return mustBeArchived(response, id, doing);
      },
      async () => {
        const after = await cache.federation.confirmIssuer(id);
        return after === undefined || after.archived_at === null ? undefined : after;
      },
    );
    cache.federation.storeIssuer(archived);
    operation.notify("federationArchived", `Archived ${shown(issuerType, wire.name, id)}, which is final.`);
  },
});

/** The declared values that an update sends. */
function sentOf(inputs: Inputs, body: Readonly<Record<string, unknown>>): Partial<Inputs> {
  const fields = {
    name: "name",
    issuerUrl: "issuer_url",
    jwks: "jwks",
    checkJti: "check_jti",
    maxJwtLifetimeSeconds: "max_jwt_lifetime_seconds",
  } as const satisfies Partial<Record<keyof Inputs, string>>;
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) =>
      Object.hasOwn(body, (fields as Record<string, string>)[name] ?? ""),
    ),
  );
}

/** Names the rule because of which only the Console can change an issuer. */
async function explained(operation: Operation, id: string, error: unknown, doing: string): Promise<unknown> {
  if (!(error instanceof ApiError) || error.outcomeUnknown) return error;
  if (error.reason === "forbidden") {
    const rules = await operation.cache.federation.rules(operation.cache.now()).catch(() => []);
    const rule = rules.find(
      (one) =>
        one.issuer_id === id && one.archived_at === null && one.oauth_scope.split(" ").includes("org:admin"),
    );
    if (rule === undefined) return error;
    return new UserError(
      `cannot ${doing}: the rule ${JSON.stringify(rule.name)} (${rule.id}) uses the issuer with the scope \`org:admin\`. ${capitalized(apiLimitation("manageAdminRule"))}`,
    );
  }
  if (error.reason !== "conflict") return error;
  return withAdvice(error, `Names are unique in the organization. ${setAnother(issuerType)}`);
}
