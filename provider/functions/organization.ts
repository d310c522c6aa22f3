import type * as pulumi from "@pulumi/pulumi";
import { OrganizationWire } from "../api/objects.ts";
import { type Look, type ReadOptions, type ReadOutputOptions, read, readOutput } from "./read.ts";

/** The organization that the key belongs to. */
export interface GetOrganizationResult {
  /** Its id, a UUID. */
  id: string;
  /** What people call it. */
  name: string;
}

const look: Look<object, GetOrganizationResult> = async ({ session }) => {
  const { value } = await session.client.request({
    method: "GET",
    path: "/v1/organizations/me",
    schema: OrganizationWire,
    doing: "read the organization",
  });
  return { id: value.id, name: value.name };
};

/**
 * Reads the organization that the key belongs to.
 *
 * API: `GET /v1/organizations/me`.
 */
export function getOrganization(options?: ReadOptions): Promise<GetOrganizationResult> {
  return read("getOrganization", look, {}, options);
}

/** The same as an output; unknown in a preview that has no key. */
export function getOrganizationOutput(options?: ReadOutputOptions): pulumi.Output<GetOrganizationResult> {
  return readOutput(look, {}, options);
}
