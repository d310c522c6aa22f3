import { UserError } from "../errors.ts";

/**
 * Rejects the delete of an object that the API cannot delete and does not return, since the response proves nothing. Accepts it if a
 * refresh has recorded the object as removed: the resource then leaves the state, and the object is left unchanged if it exists.
 */
export function mustBeRemoved({ status }: { readonly status?: string | undefined }, doing: string): void {
  if (status === "removed") return;
  throw new UserError(
    `cannot ${doing}: the API does not return it, although it cannot be deleted. Run again. If the API still does not return it, run \`pulumi refresh\`, after which delete leaves it unchanged.`,
  );
}
