import { userInId } from "../../users/names.ts";
import type { State } from "./schema.ts";

interface Place {
  readonly workspace: string;
  readonly email?: string | undefined;
  readonly userId?: string | undefined;
}

export function placeOf(id: string): Place {
  const [workspace = "", user = ""] = id.split("/");
  return { workspace, ...userInId(user) };
}

/** The place that the state knows. The address in the ID may be somebody else's by now, and is then not used. */
export function placeKnown(id: string, old: State | undefined): Place {
  const place = placeOf(id);
  if (old?.userId === undefined) return place;
  return { ...place, email: old.email ?? place.email, userId: old.userId };
}

function named({ email, userId }: Partial<Place>): string {
  return email ?? userId ?? "nobody";
}

export function updating(place: Partial<Place>): string {
  return `update the membership of ${named(place)} in workspace ${place.workspace}`;
}

/** What update refuses, and why, when the workspace is no more. */
export function whyArchived(place: Partial<Place>): string {
  return `${updating(place)}: the workspace is archived, which is final. Remove the membership from the program, or declare it for another workspace.`;
}
