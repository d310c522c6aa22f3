import { UserError } from "../errors.ts";
import type { Settings } from "../settings/config.ts";

/** The limits per run: the setting, the environment variable that raises it, and the words of errors. */
export const limited = {
  archives: {
    setting: "maxArchives",
    variable: "ANTHROPIC_MAX_ARCHIVES",
    done: "archived",
    things: ["object", "objects"],
  },
  removals: {
    setting: "maxRemovals",
    variable: "ANTHROPIC_MAX_REMOVALS",
    done: "made",
    things: ["removal", "removals"],
  },
  invitations: {
    setting: "maxInvitations",
    variable: "ANTHROPIC_MAX_INVITATIONS",
    done: "sent",
    things: ["invitation", "invitations"],
  },
} as const;

/**
 * Counts archives, removals and invitations, which cannot be undone, and rejects those that exceed a limit per run. The limits stop
 * a program that lost many of its resources by mistake.
 */
export class Budget {
  readonly #settings: Settings;
  readonly #spent = { archives: 0, removals: 0, invitations: 0 };
  /** Whether this run removed a membership that no list showed. Lists are then not reliable. */
  #unlistedFound = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Counts `count` writes, or rejects all of them. `doing` completes "cannot ..." in the error: `archive workspace "Research"`. */
  spend(kind: keyof typeof limited, doing: string, count = 1): void {
    const { setting, variable, done, things } = limited[kind];
    const most = this.#settings[setting];
    const after = this.#spent[kind] + count;
    if (after > most) {
      const [one, several] = things;
      const together = count === 1 ? "" : `, this operation needs ${count} more`;
      throw new UserError(
        `cannot ${doing}: this run has ${done} ${this.#spent[kind]} ${this.#spent[kind] === 1 ? one : several} so far${together}, and \`anthropic:${setting}\` allows ${most}. ` +
          `If this is intended, \`npx pulumi-anthropic plan\` prints the limit that the whole run needs (\`plan --destroy\` for \`pulumi destroy\`). ` +
          `Raise it for one run: ${variable}=${Math.max(most * 2, after, 10)} pulumi ...`,
      );
    }
    this.#spent[kind] = after;
  }

  /**
   * For the removal of a membership that no list shows and that probably does not exist. If the membership existed, the caller
   * calls the returned function, which counts the removal. After that, every such removal is counted before it is sent.
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
