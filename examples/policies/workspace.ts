import type { PolicyResource } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";

/**
 * The workspace of a membership or limit: the URN of the Workspace that the program passed, or the ID that it passed. The ID of
 * a new workspace is unknown in the preview, and policies do not see the IDs of resources.
 */
export function workspaceOf({ propertyDependencies, props }: PolicyResource): string {
  const resource = propertyDependencies["workspace"]?.find((each) => each.isType(anthropic.Workspace));
  return resource?.urn ?? props["workspace"];
}
