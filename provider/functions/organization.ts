import type * as pulumi from "@pulumi/pulumi";
import { OrganizationWire } from "../api/objects.ts";
import type { FunctionOptions, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";

/** The organization that the key belongs to. */
export interface GetOrganizationResult {
  /** The ID, a UUID. */
  id: string;
  /** The name. */
  name: string;
}

const lookup: Lookup<object, GetOrganizationResult> = async ({ session }) => {
  const { value } = await session.client.request({
    method: "GET",
    path: "/v1/organizations/me",
    schema: OrganizationWire,
    doing: "read the organization",
  });
  return { id: value.id, name: value.name };
};

/**
 * Returns the organization that the key belongs to.
 *
 * API: `GET /v1/organizations/me`.
 */
export function getOrganization(options?: FunctionOptions): Promise<GetOrganizationResult> {
  return read("getOrganization", lookup, {}, options);
}

/** The output form of `getOrganization`. In a preview without a key the result is unknown. */
export function getOrganizationOutput(options?: FunctionOutputOptions): pulumi.Output<GetOrganizationResult> {
  return readOutput(lookup, {}, options);
}
