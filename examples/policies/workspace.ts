import type { PolicyResource } from "@pulumi/policy";
import * as anthropic from "pulumi-anthropic";

/**
 * The workspace of a membership or limit: the URN of the Workspace or the ID that the program passes. The ID of a new workspace is
 * unknown in previews, and policies do not see resource IDs.
 */
export function workspaceOf({ propertyDependencies, props }: PolicyResource): string {
  const resource = propertyDependencies["workspace"]?.find((each) => each.isType(anthropic.Workspace));
  return resource?.urn ?? props["workspace"];
}
