import { RefusedError } from "./api/errors.ts";
import type { Settings } from "./config.ts";

const kinds = {
  archives: {
    setting: "maxArchives",
    variable: "ANTHROPIC_MAX_ARCHIVES",
    done: "archived",
    things: "workspaces",
  },
  removals: {
    setting: "maxRemovals",
    variable: "ANTHROPIC_MAX_REMOVALS",
    done: "taken away",
    things: "people and memberships",
  },
  mails: { setting: "maxMails", variable: "ANTHROPIC_MAX_MAILS", done: "mailed", things: "invitations" },
} as const;

/**
 * How much of what cannot be taken back one run may do. A program that lost half of its lines by mistake is stopped
 * after a few objects instead of after the last one.
 */
export class Budget {
  readonly #settings: Settings;
  readonly #spent = { archives: 0, removals: 0, mails: 0 };

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts one more, or refuses it. `doing` begins the sentence: `archive workspace "Research"`. */
  spend(kind: keyof typeof kinds, doing: string): void {
    const { setting, variable, done, things } = kinds[kind];
    const most = this.#settings[setting];
    if (this.#spent[kind] >= most) {
      throw new RefusedError(
        `Did not ${doing}: this run has ${done} ${this.#spent[kind]} ${things} already, as many as \`anthropic:${setting}\` allows. ` +
          `Look at the preview; if all of it is meant, raise the limit for one run: ${variable}=${Math.max(most * 2, 10)} pulumi ...`,
      );
    }
    this.#spent[kind] += 1;
  }
}
