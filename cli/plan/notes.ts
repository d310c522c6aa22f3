import { isEffect, type Notice, noticeLine } from "../../provider/kernel/notices.ts";
import type { Action } from "./actions.ts";

/** The notices of an operation that its actions do not contain, as lines. */
export function notesOf(notices: readonly Notice[], actions: readonly Action[]): string[] {
  // A notice about an update announces what the actions list.
  const isAnnounced = ({ code }: Notice) => code === "updatePending" && actions.length > 0;
  return notices.filter((notice) => !isEffect(notice) && !isAnnounced(notice)).map(noticeLine);
}
