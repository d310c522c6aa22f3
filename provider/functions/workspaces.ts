import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { WorkspaceWire } from "../api/objects.ts";
import { findDefaultWorkspace } from "../api/plausible.ts";
import { UserError } from "../errors.ts";
import type { DataResidency } from "../resources/workspace/args.ts";
import { residencyOf } from "../resources/workspace/wire.ts";
import { normalName } from "../text/spelling.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Arguments of `getWorkspaces`. */
export interface GetWorkspacesArgs {
  /** Whether to include archived workspaces. Default: `false`. */
  includeArchived?: boolean;
  /** Whether to include the default workspace. Default: `false`. */
  includeDefault?: boolean;
}

/** Arguments of `getWorkspace`. */
export interface GetWorkspaceArgs {
  /** The exact name, case-sensitive. `Default` is the default workspace. */
  name: string;
  /** Whether to include archived workspaces. Default: `false`. */
  includeArchived?: boolean;
}

/** A workspace of the organization. */
export interface GetWorkspaceResult {
  /** The ID, `wrkspc_...`. */
  id: string;
  /** The name. Several workspaces can have the same name. */
  name: string;
  /** `active` or `archived`. */
  status: string;
  /** The color in the Console, as `#RRGGBB`. */
  displayColor: string | undefined;
  /** All tags, including the ownership tag of `anthropic:ownerTag`. */
  tags: Record<string, string>;
  /** Where data is stored and where inference runs. */
  dataResidency: DataResidency | undefined;
  /** The ID of the customer-managed encryption key, `ekey_...`. Undefined if there is none. */
  externalKeyId: string | undefined;
  /** The ID of the user profile that inference requests must name, `uprof_...`. Undefined if there is none. */
  userProfileId: string | undefined;
  /** The ID that policies of a key management service use for the workspace, assigned by the API. */
  compartmentId: string | undefined;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was archived, in RFC 3339 format. Undefined for an active workspace. */
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

const ListArgs = z.strictObject({ includeArchived: flag, includeDefault: flag });
const Args = z.strictObject({
  name: z.string("must be a string").overwrite(normalName).min(1, "must not be empty"),
  includeArchived: flag,
});

const lookupWorkspaces: Lookup<GetWorkspacesArgs, GetWorkspaceResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { includeArchived = false, includeDefault = false } = validArgs("getWorkspaces", ListArgs, args);
  const workspaces = await session.cache.workspaces(minFreshness);
  const defaultOne = findDefaultWorkspace(workspaces);
  return workspaces
    .filter(({ archived_at }) => includeArchived || archived_at === null)
    .filter((workspace) => includeDefault || workspace !== defaultOne)
    .map(fromWire);
};

const lookupWorkspace: Lookup<GetWorkspaceArgs, GetWorkspaceResult> = async (
  { session, minFreshness },
  args,
) => {
  const { name, includeArchived = false } = validArgs("getWorkspace", Args, args);
  const { cache } = session;
  const withName = (list: readonly WorkspaceWire[]) =>
    list.filter((one) => normalName(one.name) === name && (includeArchived || one.archived_at === null));
  const cached = withName(await cache.workspaces(minFreshness));
  // The list in the cache may be stale, so an error needs a fresh one.
  const found = cached.length === 1 ? cached : withName(await cache.workspaces(cache.now()));
  const [workspace, ...others] = found;
  const cannot = `cannot look up workspace ${JSON.stringify(name)}`;
  if (workspace === undefined) {
    const none = includeArchived ? "no workspace" : "no active workspace";
    throw new UserError(`${cannot}: ${none} has this name. Correct the name.`);
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(", ");
    throw new UserError(
      `${cannot}: ${found.length} workspaces have this name (${ids}). Rename all but one, or select one from getWorkspaces by its ID.`,
    );
  }
  return fromWire(workspace);
};

/**
 * Lists the workspaces of the organization.
 *
 * API: `GET /v1/organizations/workspaces`.
 */
export function getWorkspaces(
  args: GetWorkspacesArgs = {},
  options?: FunctionOptions,
): Promise<GetWorkspaceResult[]> {
  return read("getWorkspaces", lookupWorkspaces, args, options);
}

/**
 * The output form of `getWorkspaces`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getWorkspacesOutput(
  args: FunctionOutputArgs<GetWorkspacesArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetWorkspaceResult[]> {
  return readOutput(lookupWorkspaces, args, options);
}

/**
 * Looks up a workspace by name. Fails if there is none, or more than one.
 *
 * API: `GET /v1/organizations/workspaces`.
 */
export function getWorkspace(args: GetWorkspaceArgs, options?: FunctionOptions): Promise<GetWorkspaceResult> {
  return read("getWorkspace", lookupWorkspace, args, options);
}

/**
 * The output form of `getWorkspace`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getWorkspaceOutput(
  args: FunctionOutputArgs<GetWorkspaceArgs>,
  options?: FunctionOutputOptions,
): pulumi.Output<GetWorkspaceResult> {
  return readOutput(lookupWorkspace, args, options);
}
