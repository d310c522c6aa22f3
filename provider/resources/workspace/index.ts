import * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { isRetained } from "../../kernel/retention.ts";
import type { DataResidency, WorkspaceArgs } from "./args.ts";
import { workspace } from "./plan.ts";

/**
 * The workspace as a target for `deletedWith`; it has a URN only if delete archives the workspace. The memberships of a
 * retained workspace must be removed one by one, or they would outlive the stack.
 */
function archivedResource(declared: Workspace, onDelete: WorkspaceArgs["onDelete"]): pulumi.Resource {
  const urn = pulumi
    .all([declared.urn, declared.adopted, onDelete])
    .apply(([own, adopted, declaredOnDelete]) =>
      isRetained({ onDelete: declaredOnDelete, adopted }) ? "" : own,
    );
  return Object.create(declared, { urn: { value: urn } });
}

/**
 * A workspace of the organization.
 *
 * What the API cannot do:
 * - delete a workspace: the API cannot delete workspaces, only archive them. Set `onDelete: "archive"`, which is final, or `onDelete: "retain"` to leave the workspace unchanged.
 * - restore an archived workspace: archiving a workspace is final. Remove it from the program, or set `onArchived: "recreate"` to create a new workspace without the keys of the old one.
 * - rename the default workspace: the API can change only the color, tags and data residency of the default workspace. Keep its name `Default`, or declare another workspace.
 * - change where a workspace's data is stored: the API cannot move a workspace's data. Declare a new workspace with the other `workspaceGeo`, move everything that uses this one, and remove this one.
 * - change a workspace's encryption key or user profile: the API can set this property only once. Declare a new workspace with the other value, move everything that uses this one, and remove this one.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class Workspace extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("Workspace");

  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** The color in the Console, `#RRGGBB`. */
  declare readonly displayColor: pulumi.Output<string | undefined>;
  /** All tags, except the ownership tag (`anthropic:ownerTag`). */
  declare readonly tags: pulumi.Output<Record<string, string> | undefined>;
  /** Where data is stored and requests run, all fields. */
  declare readonly dataResidency: pulumi.Output<DataResidency | undefined>;
  /** The ID of the customer-managed encryption key, if one is set. */
  declare readonly externalKeyId: pulumi.Output<string | undefined>;
  /** The ID of the user profile that inference requests must name, if one is set. */
  declare readonly userProfileId: pulumi.Output<string | undefined>;
  /** The ID that key management policies use, created by the API. */
  declare readonly compartmentId: pulumi.Output<string | undefined>;
  /** When it was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was archived, in RFC 3339 format. */
  declare readonly archivedAt: pulumi.Output<string | undefined>;
  /** `active`, `archived` (archived outside of Pulumi) or `removed` (the API no longer returns it). */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if it is not certain that this stack created the workspace: it was adopted by `import`, or it has no ownership tag and
   * was found after the response to its create was lost. Decides the default of `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;
  /** The ownership tag (`anthropic:ownerTag`) as `key=project/stack`, if it is set. */
  declare readonly ownedBy: pulumi.Output<string | undefined>;
  /** @internal The `deletedWith` target of resources that end with the workspace; undefined if delete never archives it. */
  readonly archived: pulumi.Resource | undefined;

  /**
   * Declares a workspace.
   *
   * Create rejects a name that an active workspace has (unless `allowDuplicateName`), and the name `Default`. Delete rejects a
   * workspace with active keys (unless `forceDestroy`), and more than `anthropic:maxArchives` in one run.
   *
   * API: `POST /v1/organizations/workspaces`, `POST .../workspaces/{id}`, `POST .../workspaces/{id}/archive`.
   */
  constructor(name: string, args: WorkspaceArgs, options?: pulumi.CustomResourceOptions) {
    super(workspace, name, { ...args }, options);
    const managed = options?.id === undefined && options?.retainOnDelete !== true;
    this.archived = managed ? archivedResource(this, args.onDelete) : undefined;
  }

  /** Reads a workspace that is managed elsewhere, by its ID `wrkspc_...`. Never writes to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Workspace {
    return new Workspace(name, noArgs(), { ...options, id });
  }
}

/** The ID of a workspace that a program passes as a resource or as an ID. */
export function workspaceId<Id>(workspace: Workspace | Id): pulumi.Output<string> | Id {
  return workspace instanceof Workspace ? workspace.id : workspace;
}

/** The inputs and the options of a resource that ends with its workspace, so that archiving is the only request. */
export function endingWithWorkspace(
  { workspace, ...others }: { readonly workspace: Workspace | pulumi.Input<string> | undefined },
  options: pulumi.CustomResourceOptions | undefined,
): [pulumi.Inputs, pulumi.CustomResourceOptions] {
  const archived = workspace instanceof Workspace ? workspace.archived : undefined;
  return [
    { ...others, workspace: workspaceId(workspace) },
    archived === undefined ? { ...options } : { deletedWith: archived, ...options },
  ];
}
