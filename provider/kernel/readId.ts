import * as pulumi from "@pulumi/pulumi";
import type { ResourceType } from "./resourceType.ts";

/**
 * The ID of a resource that `get` reads, in a preview: the given ID in canonical form, as `read` returns it. Pulumi's SDK
 * 3.276 (unlike 3.270) takes the ID from the engine's response, and the response of an older CLI has none. Previews would
 * then replace every resource that depends on it.
 */
export function idOfRead(
  { parseId }: ResourceType,
  given: pulumi.Input<pulumi.ID>,
  { urn }: pulumi.CustomResource,
): pulumi.Output<pulumi.ID> {
  // The URN makes the ID depend on the resource, so that it fails when the resource fails.
  const id = pulumi.all([given, urn]).apply(([text]) => {
    try {
      return parseId(text);
    } catch {
      // `read` rejects the ID with an error message.
      return text;
    }
  });
  return pulumi.unsecret(id);
}
