import type * as pulumi from "@pulumi/pulumi";
import type { WorkspaceWire } from "../api/objects.ts";
import { UserError } from "../errors.ts";
import type { DataResidency } from "../resources/workspace/args.ts";
import { residencyOf } from "../resources/workspace/wire.ts";
import {
  type Look,
  type ReadInputs,
  type ReadOptions,
  type ReadOutputOptions,
  read,
  readOutput,
} from "./read.ts";

/** Which workspaces to read. */
export interface GetWorkspacesArgs {
  /** Whether archived ones are among them. Default `false`. */
  includeArchived?: boolean;
  /** Whether the default workspace is among them. Default `false`. */
  includeDefault?: boolean;
}

/** Which workspace to read. */
export interface GetWorkspaceArgs {
  /** The name, to the letter. `Default` is the default workspace. */
  name: string;
  /** Whether it may be an archived one. Default `false`. */
  includeArchived?: boolean;
}

/** A workspace of the organization. */
export interface GetWorkspaceResult {
  /** The id, `wrkspc_...`. */
  id: string;
  /** The name, which others may have as well. */
  name: string;
  /** `active` or `archived`. */
  status: string;
  /** The color in the Console, `#RRGGBB`. */
  displayColor: string | undefined;
  /** All tags, the one of `anthropic:ownerTag` included. */
  tags: Record<string, string>;
  /** Where data rests and requests are computed. */
  dataResidency: DataResidency | undefined;
  /** The customer-managed encryption key, when one is attached. */
  externalKeyId: string | undefined;
  /** The user profile that inference requests must name, when one is set. */
  userProfileId: string | undefined;
  /** The ID that key management policies use, created by the API. */
  compartmentId: string | undefined;
  /** When it was created, RFC 3339. */
  createdAt: string;
  /** When it was archived, RFC 3339. */
  archivedAt: string | undefined;
}

function fromWire(wire: WorkspaceWire): GetWorkspaceResult {
  return {
    id: wire.id,
    name: wire.name,
    status: wire.archived_at === null ? "active" : "archived",
    displayColor: wire.display_color?.toUpperCase(),
    tags: { ...wire.tags },
    dataResidency: wire.data_residency === null ? undefined : residencyOf(wire.data_residency),
    externalKeyId: wire.external_key_id ?? undefined,
    userProfileId: wire.user_profile_id ?? undefined,
    compartmentId: wire.compartment_id ?? undefined,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at ?? undefined,
  };
}

const lookForWorkspaces: Look<GetWorkspacesArgs, GetWorkspaceResult[]> = async (
  { session, minFreshness },
  { includeArchived = false, includeDefault = false },
) => {
  const workspaces = await session.cache.workspaces(minFreshness);
  return (
    workspaces
      .filter(({ archived_at }) => includeArchived || archived_at === null)
      // No other workspace can have this name, and this one no other.
      .filter(({ name }) => includeDefault || name !== "Default")
      .map(fromWire)
  );
};

const lookForWorkspace: Look<GetWorkspaceArgs, GetWorkspaceResult> = async (
  { session, minFreshness },
  { name, includeArchived = false },
) => {
  const { cache } = session;
  const named = (list: readonly WorkspaceWire[]) =>
    list.filter((one) => one.name === name && (includeArchived || one.archived_at === null));
  const noticed = named(await cache.workspaces(minFreshness));
  // A list of this process may be older than what somebody changed since: saying so deserves a fresh look.
  const found = noticed.length === 1 ? noticed : named(await cache.workspaces(cache.now()));
  const [workspace, ...others] = found;
  const doing = `cannot find the workspace ${JSON.stringify(name)}`;
  if (workspace === undefined) {
    const among = includeArchived ? "no workspace" : "no workspace that is not archived";
    throw new UserError(`${doing}: ${among} has this name. Correct the name.`);
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(", ");
    throw new UserError(
      `${doing}: ${found.length} have this name (${ids}). Give them different names, or choose one of getWorkspaces by its id.`,
    );
  }
  return fromWire(workspace);
};

/**
 * Reads the workspaces of the organization.
 *
 * API: `GET /v1/organizations/workspaces`.
 */
export function getWorkspaces(
  args: GetWorkspacesArgs = {},
  options?: ReadOptions,
): Promise<GetWorkspaceResult[]> {
  return read("getWorkspaces", lookForWorkspaces, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getWorkspacesOutput(
  args: ReadInputs<GetWorkspacesArgs> = {},
  options?: ReadOutputOptions,
): pulumi.Output<GetWorkspaceResult[]> {
  return readOutput(lookForWorkspaces, args, options);
}

/**
 * Reads one workspace. Fails when none has the name, or more than one.
 *
 * API: `GET /v1/organizations/workspaces`.
 */
export function getWorkspace(args: GetWorkspaceArgs, options?: ReadOptions): Promise<GetWorkspaceResult> {
  return read("getWorkspace", lookForWorkspace, args, options);
}

/** The same as an output, with arguments that may be outputs; unknown in a preview that has no key. */
export function getWorkspaceOutput(
  args: ReadInputs<GetWorkspaceArgs>,
  options?: ReadOutputOptions,
): pulumi.Output<GetWorkspaceResult> {
  return readOutput(lookForWorkspace, args, options);
}
