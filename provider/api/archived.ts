import { otherObject } from "./apiError.ts";
import { clean } from "./foreignText.ts";

/** An object that the API can archive. */
interface Archivable {
  readonly id: string;
  readonly archived_at: string | null;
}

/**
 * The object that an archive request returned. Throws if the response is about another object, or does not show the object as archived:
 * a delete must not succeed while the object is active.
 */
export function mustBeArchived<Wire extends Archivable>(
  { value, requestId }: { readonly value: Wire; readonly requestId: string | undefined },
  id: string,
  doing: string,
): Wire {
  if (value.id !== id) throw otherObject(doing, `the response is about ${clean(value.id)}`, requestId);
  if (value.archived_at === null)
    throw otherObject(doing, "the response does not show it as archived", requestId);
  return value;
}
