import { z } from "zod";
import { ApiError } from "../../provider/api/apiError.ts";
import type { Client } from "../../provider/api/client.ts";
import { OrganizationWire } from "../../provider/api/objects.ts";
import type { Request } from "../../provider/api/request.ts";
import { type Family, families, workspaceFamilies } from "./families.ts";
import type { Access } from "./report.ts";

/** The result of the first request, which reads the organization of the credential. */
export interface Identity {
  readonly access: Access;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly now: Date;
  /** Why no further request can succeed. */
  readonly failure: ApiError | undefined;
}

/** The result of all other requests. */
export interface Checked {
  readonly access: readonly Access[];
  /** The organization that the responses named, if any. */
  readonly organization: string | undefined;
  /** The first request that got no response from the API. */
  readonly failure: ApiError | undefined;
}

const me: Family = { name: "organization", path: "/v1/organizations/me" };
const doing = ({ name }: Family) => `read the ${name}`;

/** Reads the organization of the credential. Throws a `UserError` if the credential cannot be obtained. */
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

/** After so many requests in a row without a response of the API, no other is sent. */
const maxUnanswered = 2;

/**
 * Reads the smallest page of each family of endpoints, one after the other. A client sends nothing more after the API
 * rejected its credential, which here can be about one family only, so the next request has a new client.
 */
export async function checkAccess(newClient: () => Client, now: Date): Promise<Checked> {
  const access: Access[] = [];
  let client = newClient();
  let organization: string | undefined;
  let failure: ApiError | undefined;
  let unanswered = 0;

  const check = async <T>(family: Family, schema: z.ZodType<T>): Promise<T | undefined> => {
    if (unanswered >= maxUnanswered) {
      access.push({ ...named(family), allowed: undefined, reason: "not checked, see above" });
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
      access.push(refused(family, error));
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
        const reason = page === undefined ? "no workspace could be read" : "there is no workspace to try";
        access.push({ ...named(one), allowed: undefined, reason: `not checked, since ${reason}` });
      }
    }
  }
  return { access, organization, failure };
}

const Workspaces = z.looseObject({ data: z.array(z.looseObject({ id: z.string().min(1) })) });

function requestOf<T>(family: Family, schema: z.ZodType<T>): Request<T> {
  const { path, query, betas } = family;
  return { method: "GET", path, query, betas, schema, doing: doing(family) };
}

/** Whether no response of the API says if the credential has access. */
function isUnanswered({ reason }: ApiError): boolean {
  return reason === "unavailable" || reason === "unreadable" || reason === "rate_limited";
}

function named({ name, path }: Family): Pick<Access, "family" | "path"> {
  return { family: name, path };
}

function allowed(family: Family): Access {
  return { ...named(family), allowed: true };
}

function refused(family: Family, error: ApiError): Access {
  // Without the operation, which the line of the family repeats.
  const what = error.what ?? error.summary;
  if (isUnanswered(error)) return { ...named(family), allowed: undefined, reason: what };
  const detail = error.response ?? what;
  return { ...named(family), allowed: false, reason: `${family.only ?? whyOf(error)} (${detail})` };
}

function whyOf({ reason, code }: ApiError): string {
  if (code === "organization_type_not_supported") return "not available to this type of organization";
  switch (reason) {
    case "unauthenticated":
      return "the API rejects the credential here";
    case "forbidden":
      return "the credential may not read it";
    case "not_found":
      return "the API does not have it for this organization";
    default:
      return "not available";
  }
}
