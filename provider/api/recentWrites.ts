import type { WorkspaceMemberWire } from "./objects.ts";

interface WrittenMember {
  readonly workspaceId: string;
  readonly userId: string;
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

  record(workspaceId: string, userId: string, role: string | undefined): void {
    this.#written.set(`${workspaceId}/${userId}`, { workspaceId, userId, role, at: this.#now() });
  }

  /** Whether this process wrote the membership: `added` covers role changes. Undefined when it wrote nothing. */
  of(workspaceId: string, userId: string): "added" | "removed" | undefined {
    const written = this.#written.get(`${workspaceId}/${userId}`);
    if (written === undefined || written.at < this.#now() - this.#windowMs) return undefined;
    return written.role === undefined ? "removed" : "added";
  }

  /** The users whose recently written membership a list does not show as written. */
  missingFrom(workspaceId: string, members: readonly WorkspaceMemberWire[]): readonly string[] {
    const userIds: string[] = [];
    const oldest = this.#now() - this.#windowMs;
    for (const [key, written] of this.#written) {
      if (written.at < oldest) this.#written.delete(key);
      else if (written.workspaceId === workspaceId) {
        const found = members.find((member) => member.user_id === written.userId);
        if (found?.workspace_role !== written.role) userIds.push(written.userId);
      }
    }
    return userIds;
  }

  /** Forgets a membership, about which the API is right from now on. */
  forget(workspaceId: string, userId: string): void {
    this.#written.delete(`${workspaceId}/${userId}`);
  }
}
