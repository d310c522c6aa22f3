import { UserError } from "../errors.ts";
import type { Settings } from "../settings/config.ts";

/** What is limited in one run, and how the limit is raised. */
export const limited = {
  archives: {
    setting: "maxArchives",
    variable: "ANTHROPIC_MAX_ARCHIVES",
    done: "archived",
    things: "workspaces",
  },
  removals: {
    setting: "maxRemovals",
    variable: "ANTHROPIC_MAX_REMOVALS",
    done: "removed",
    things: "users and memberships",
  },
  invitations: {
    setting: "maxInvitations",
    variable: "ANTHROPIC_MAX_INVITATIONS",
    done: "sent",
    things: "invitations",
  },
} as const;

/**
 * How much of what cannot be taken back one run may do. A program that lost half of its lines by mistake is stopped
 * after a few objects instead of after the last one.
 */
export class Budget {
  readonly #settings: Settings;
  readonly #spent = { archives: 0, removals: 0, invitations: 0 };
  /** A membership that no list showed proved to exist in this run, so the lists are incomplete. */
  #unlistedFound = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts more, or refuses it as a whole. `doing` begins the sentence: `archive workspace "Research"`. */
  spend(kind: keyof typeof limited, doing: string, count = 1): void {
    const { setting, variable, done, things } = limited[kind];
    const most = this.#settings[setting];
    const after = this.#spent[kind] + count;
    if (after > most) {
      const together = count === 1 ? "" : `, these would be ${count} more`;
      throw new UserError(
        `cannot ${doing}: this run has ${done} ${this.#spent[kind]} ${things} so far${together}, and \`anthropic:${setting}\` allows ${most}. ` +
          `Look at the preview; if all of it is meant, raise the limit for one run: ${variable}=${Math.max(most * 2, after, 10)} pulumi ...`,
      );
    }
    this.#spent[kind] = after;
  }

  /**
   * For the removal of a membership that no list shows and that most likely does not exist. The caller calls the returned
   * function when the membership proves to exist, which counts the removal. After that, every such removal counts before it
   * is sent.
   */
  spendUnlisted(doing: string): () => void {
    if (this.#unlistedFound) {
      this.spend("removals", doing);
      return () => undefined;
    }
    return () => {
      this.#unlistedFound = true;
      this.#spent.removals += 1;
    };
  }
}
