import * as pulumi from "@pulumi/pulumi";
import type { Resource } from "./definition.ts";

/**
 * The ID of a resource that `get` reads, in a preview: the given one in its one form, as `read` returns it. Pulumi's SDK
 * 3.276 (3.270 does not) takes the ID from the engine's response instead, and the response of an older CLI has none.
 * Previews would then show a replacement of everything that depends on the resource.
 */
export function idOfRead(
  { parseId }: Resource,
  given: pulumi.Input<pulumi.ID>,
  { urn }: pulumi.CustomResource,
): pulumi.Output<pulumi.ID> {
  // With the URN the ID depends on the resource, and fails with it.
  const id = pulumi.all([given, urn]).apply(([text]) => {
    try {
      return parseId(text);
    } catch {
      // `read` refuses it in words.
      return text;
    }
  });
  return pulumi.unsecret(id);
}
