import { z } from "zod";
import { ApiError } from "../../provider/api/apiError.ts";
import type { Client } from "../../provider/api/client.ts";
import type { CredentialKind } from "../../provider/api/credential.ts";
import { oneOfScopes, scopesFor } from "../../provider/api/enterpriseKeys.ts";
import { OrganizationWire } from "../../provider/api/objects.ts";
import type { Request } from "../../provider/api/request.ts";
import { type Family, families, workspaceFamilies } from "./families.ts";
import type { Access } from "./report.ts";

/** The result of the first request, which reads the credential's organization. */
export interface Identity {
  readonly access: Access;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly now: Date;
  /** The error after which no further request can succeed. */
  readonly failure: ApiError | undefined;
}

/** The result of all other requests. */
export interface Checked {
  readonly access: readonly Access[];
  /** The organization ID in the response headers, if any. */
  readonly organization: string | undefined;
  /** Whether the credential has no permission to read the users, which every credential for the Admin API has. */
  readonly isForbidden: boolean;
  /** The error of the first request without a response from the API. */
  readonly failure: ApiError | undefined;
}

const me: Family = { name: "organization", path: "/v1/organizations/me" };
const doing = ({ name }: Family) => `read the ${name}`;

/** Reads the credential's organization. Throws a `UserError` if the credential cannot be obtained. */
export async function identify(client: Client): Promise<Identity> {
  const now = new Date();
  try {
    const { value, date } = await client.request({
      method: "GET",
      path: me.path,
      schema: OrganizationWire,
      doing: doing(me),
    });
    const { id, name } = value;
    return { access: allowed(me), id: id.toLowerCase(), name, now: date ?? now, failure: undefined };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Some organizations have workspaces but not this endpoint.
    const final = isUnanswered(error) || error.reason === "unauthenticated";
    const access = refused(me, error);
    return { access, id: undefined, name: undefined, now, failure: final ? error : undefined };
  }
}

/** The maximum number of consecutive requests without a response from the API. After that, no further request is sent. */
const maxUnanswered = 2;

/**
 * Reads the smallest page of each family of endpoints, one after the other. A client sends nothing after the API has rejected
 * its credential. Here a rejection may concern only one family, so the next request uses a new client.
 */
export async function checkAccess(
  newClient: () => Client,
  kind: CredentialKind,
  now: Date,
): Promise<Checked> {
  const access: Access[] = [];
  let client = newClient();
  let organization: string | undefined;
  let failure: ApiError | undefined;
  let unanswered = 0;
  let isForbidden = false;

  const check = async <T>(family: Family, schema: z.ZodType<T>): Promise<T | undefined> => {
    if (unanswered >= maxUnanswered) {
      access.push(unclear(family, "not checked, see above"));
      return undefined;
    }
    try {
      const response = await client.request(requestOf(family, schema));
      organization ??= response.organization?.toLowerCase();
      unanswered = 0;
      access.push(allowed(family));
      return response.value;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isUnanswered(error)) failure ??= error;
      unanswered = isUnanswered(error) ? unanswered + 1 : 0;
      if (error.reason === "unauthenticated") client = newClient();
      if (error.reason === "forbidden" && family.name === "users") isForbidden = true;
      access.push(refused(family, error, kind));
      return undefined;
    }
  };

  let workspace: string | undefined;
  for (const family of families(now)) {
    if (family.name !== "workspaces") {
      await check(family, z.looseObject({}));
      continue;
    }
    const page = await check(family, Workspaces);
    workspace = page?.data[0]?.id;
    for (const one of workspaceFamilies(workspace ?? "ID")) {
      if (workspace !== undefined) {
        await check(one, z.looseObject({}));
      } else {
        const reason =
          page === undefined ? "workspaces could not be read" : "the organization has no workspaces";
        access.push(unclear(one, `not checked, because ${reason}`));
      }
    }
  }
  return { access, organization, isForbidden, failure };
}

const Workspaces = z.looseObject({ data: z.array(z.looseObject({ id: z.string().min(1) })) });

function requestOf<T>(family: Family, schema: z.ZodType<T>): Request<T> {
  const { path, query, betas } = family;
  return { method: "GET", path, query, betas, schema, doing: doing(family) };
}

/** Whether the error leaves unknown whether the credential has access. */
function isUnanswered({ reason }: ApiError): boolean {
  return reason === "unavailable" || reason === "unreadable" || reason === "rate_limited";
}

function named({ name, path }: Family): Pick<Access, "family" | "path"> {
  return { family: name, path };
}

function allowed(family: Family): Access {
  return { ...named(family), allowed: true };
}

function unclear(family: Family, reason: string): Access {
  return { ...named(family), allowed: undefined, reason };
}

function refused(family: Family, error: ApiError, kind?: CredentialKind): Access {
  // The output line already names the family, so the operation is omitted.
  const what = error.what ?? error.summary;
  if (isUnanswered(error)) return unclear(family, what);
  const detail = error.response ?? what;
  return { ...named(family), allowed: false, reason: `${whyFor(family, error, kind)} (${detail})` };
}

function whyFor(family: Family, error: ApiError, kind: CredentialKind | undefined): string {
  if (kind !== "enterpriseKey") return family.only ?? whyOf(error);
  const scopes = scopesFor("GET", family.path);
  if (scopes === undefined) return "only in Console organizations";
  return error.reason === "forbidden" && scopes.length > 0
    ? `needs the scope ${oneOfScopes(scopes)}`
    : whyOf(error);
}

function whyOf({ reason, code }: ApiError): string {
  if (code === "organization_type_not_supported") return "not available to this type of organization";
  switch (reason) {
    case "unauthenticated":
      return "the API rejects the credential for this endpoint";
    case "forbidden":
      return "the credential has no permission";
    case "not_found":
      return "not available to this organization";
    default:
      return "not available";
  }
}
