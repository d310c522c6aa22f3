interface WrittenMember {
  readonly workspaceId: string;
  readonly id: string;
  /** Undefined for a removal. */
  readonly role: string | undefined;
  readonly at: number;
}

/**
 * The workspace memberships that this process wrote within the last minute. The API is eventually consistent: its lists
 * may not show them yet.
 */
export class RecentWrites {
  readonly #written = new Map<string, WrittenMember>();
  readonly #now: () => number;
  readonly #windowMs: number;

  constructor(now: () => number, windowMs: number) {
    this.#now = now;
    this.#windowMs = windowMs;
  }

  /** Records a role, or a removal without one. `id` is the ID of the member. */
  record(workspaceId: string, id: string, role: string | undefined): void {
    this.#written.set(`${workspaceId}/${id}`, { workspaceId, id, role, at: this.#now() });
  }

  /** Whether this process wrote the membership: `added` covers role changes. Undefined when it wrote nothing. */
  of(workspaceId: string, id: string): "added" | "removed" | undefined {
    const written = this.#written.get(`${workspaceId}/${id}`);
    if (written === undefined || written.at < this.#now() - this.#windowMs) return undefined;
    return written.role === undefined ? "removed" : "added";
  }

  /** The members whose recently written membership a list does not show as written. `roleOf` is the role in the list. */
  contradictedBy(workspaceId: string, roleOf: (id: string) => string | undefined): readonly string[] {
    const ids: string[] = [];
    const oldest = this.#now() - this.#windowMs;
    for (const [key, written] of this.#written) {
      if (written.at < oldest) this.#written.delete(key);
      else if (written.workspaceId === workspaceId && roleOf(written.id) !== written.role)
        ids.push(written.id);
    }
    return ids;
  }

  /** Forgets a membership, about which the API is right from now on. */
  forget(workspaceId: string, id: string): void {
    this.#written.delete(`${workspaceId}/${id}`);
  }
}
