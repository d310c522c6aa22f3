import { UserError } from "../errors.ts";
import type { Settings } from "../settings/config.ts";

/** The limits per run: the setting, the environment variable that raises it, and the noun for errors. */
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
 * Counts archives, removals and invitations, which cannot be undone, and rejects those that exceed a limit per run. A program
 * that lost half of its lines by mistake is stopped after a few objects.
 */
export class Budget {
  readonly #settings: Settings;
  readonly #spent = { archives: 0, removals: 0, invitations: 0 };
  /** Whether a removed membership existed although no list showed it. Lists are then not reliable in this run. */
  #unlistedFound = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts `count` writes, or rejects all of them. `doing` begins the error: `archive workspace "Research"`. */
  spend(kind: keyof typeof limited, doing: string, count = 1): void {
    const { setting, variable, done, things } = limited[kind];
    const most = this.#settings[setting];
    const after = this.#spent[kind] + count;
    if (after > most) {
      const together = count === 1 ? "" : `, these would be ${count} more`;
      throw new UserError(
        `cannot ${doing}: this run has ${done} ${this.#spent[kind]} ${things} so far${together}, and \`anthropic:${setting}\` allows ${most}. ` +
          `Review the preview. If all of it is intended, raise the limit for one run: ${variable}=${Math.max(most * 2, after, 10)} pulumi ...`,
      );
    }
    this.#spent[kind] = after;
  }

  /**
   * For the removal of a membership that no list shows and that most likely does not exist. The returned function counts the
   * removal; the caller calls it if the membership existed. After that, every such removal is counted before it is sent.
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
