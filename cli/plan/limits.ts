import { limited } from "../../provider/kernel/budget.ts";
import type { Settings } from "../../provider/settings/config.ts";
import { counted, type Noun, nouns } from "../output/counting.ts";
import type { Spent } from "./copy.ts";
import type { Excess } from "./report.ts";

/** What several processes do together. */
export function sum(all: readonly Spent[]): Spent {
  return {
    mails: all.reduce((total, { mails }) => total + mails, 0),
    archives: all.reduce((total, { archives }) => total + archives, 0),
    removals: all.reduce((total, { removals }) => total + removals, 0),
  };
}

/** What the command line allows. */
export interface Allowed {
  readonly maxInvitations: number | undefined;
  readonly maxArchives: number | undefined;
  readonly maxRemovals: number | undefined;
}

const limitNames = ["mails", "archives", "removals"] as const;
const options = { mails: "maxInvitations", archives: "maxArchives", removals: "maxRemovals" } as const;
const flags = { mails: "--max-invitations", archives: "--max-archives", removals: "--max-removals" } as const;
const limits = {
  mails: { noun: ["invitation", "invitations"], done: "mailed" },
  archives: { noun: nouns.workspace, done: "archived" },
  removals: { noun: ["person or membership", "people and memberships"], done: "taken away" },
} as const satisfies Record<keyof Spent, { noun: Noun; done: string }>;

function amount(limit: keyof Spent, count: number): string {
  const { noun, done } = limits[limit];
  return `${counted(count, noun)} would be ${done}`;
}

/** What is more than the command line allows, or may be: `unknown` resources cannot be judged before `up`. */
export function exceeded(spent: Spent, given: Allowed, unknown: number): Excess[] {
  return limitNames.flatMap((limit): Excess[] => {
    const most = given[options[limit]];
    const count = spent[limit];
    if (most === undefined || (count <= most && unknown === 0)) return [];
    const reason =
      count > most
        ? `${amount(limit, count)}, and ${flags[limit]} allows ${most}.`
        : `${counted(unknown, ["resource", "resources"])} cannot be judged before \`up\`, so that ${flags[limit]} ${most} may be exceeded.`;
    return [{ limit, count, most, from: "option", reason }];
  });
}

/** Where `up` itself would stop. */
export function stops(spent: Spent, settings: Settings): Excess[] {
  return limitNames.flatMap((limit): Excess[] => {
    const { setting, variable } = limited[limit];
    const most = settings[setting];
    const count = spent[limit];
    if (count <= most) return [];
    const reason = `\`up\` would stop on its way: ${amount(limit, count)}, and \`anthropic:${setting}\` allows ${most} in one run. If all of it is meant, raise the limit for one run: ${variable}=${count} pulumi up`;
    return [{ limit, count, most, from: "setting", reason }];
  });
}
