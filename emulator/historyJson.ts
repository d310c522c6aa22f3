/** When a service account, federation issuer or federation rule was created, changed and archived, and by whom. */
export interface HistoryJson {
  /** When it was created. */
  created_at: string;
  /** When it was last changed. */
  updated_at: string;
  /** When it was archived, or null. Archiving is final. */
  archived_at: string | null;
  /** Who created it, if known. */
  created_by_actor_id: string | null;
  /** Who last changed it, if known. */
  updated_by_actor_id: string | null;
  /** Who archived it, if known. */
  archived_by_actor_id: string | null;
}

/** The history of an object of a seed. By default it is created at `present` and active. */
export function historyOf(
  given: { readonly [K in keyof HistoryJson]?: HistoryJson[K] | undefined },
  present: string,
): HistoryJson {
  const created = given.created_at ?? present;
  return {
    created_at: created,
    updated_at: given.updated_at ?? given.archived_at ?? created,
    archived_at: given.archived_at ?? null,
    created_by_actor_id: given.created_by_actor_id ?? null,
    updated_by_actor_id: given.updated_by_actor_id ?? null,
    archived_by_actor_id: given.archived_by_actor_id ?? null,
  };
}
