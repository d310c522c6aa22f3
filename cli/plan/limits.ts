import { limited } from "../../provider/kernel/limitsPerRun.ts";
import type { Settings } from "../../provider/settings/config.ts";
import { counted, type Noun } from "../output/phrases.ts";
import { type Verb, verbOf } from "./command.ts";
import type { Spent } from "./copy.ts";
import type { Excess } from "./report.ts";

/** The sum over the Providers of a run. */
export function totalSpent(all: readonly Spent[]): Spent {
  const total = (kind: keyof Spent) => all.reduce((before, spent) => before + spent[kind], 0);
  return { invitations: total("invitations"), archives: total("archives"), removals: total("removals") };
}

/** The limits of the command's options. */
export interface Allowed {
  readonly maxInvitations?: number | undefined;
  readonly maxArchives?: number | undefined;
  readonly maxRemovals?: number | undefined;
}

const limits = [
  {
    limit: "invitations",
    option: "maxInvitations",
    flag: "--max-invitations",
    noun: ["invitation", "invitations"],
    done: "sent",
  },
  {
    limit: "archives",
    option: "maxArchives",
    flag: "--max-archives",
    noun: ["object", "objects"],
    done: "archived",
  },
  {
    limit: "removals",
    option: "maxRemovals",
    flag: "--max-removals",
    noun: ["removal", "removals"],
    done: "made",
  },
] as const satisfies readonly {
  readonly limit: keyof Spent & Excess["limit"];
  readonly option: keyof Allowed;
  readonly flag: string;
  readonly noun: Noun;
  readonly done: string;
}[];

/** The exceeded limits of the command's options. An `unknown` resource, whose changes only `up` shows, may exceed each. */
export function exceededOptions(spent: Spent, given: Allowed, unknown: number, verb: Verb): Excess[] {
  return limits.flatMap(({ limit, option, flag, noun, done }): Excess[] => {
    const maximum = given[option];
    const count = spent[limit];
    if (maximum === undefined || (count <= maximum && unknown === 0)) return [];
    const reason =
      count > maximum
        ? `${counted(count, noun)} would be ${done}; ${flag} allows ${maximum}.`
        : `${flag} ${maximum} may be exceeded: ${counted(unknown, ["resource", "resources"])} cannot be determined before \`${verb}\`.`;
    return [{ limit, count, maximum, from: "option", reason }];
  });
}

/** The exceeded limits of the stack's settings, at which `up` itself would stop. */
export function exceededSettings(spent: Spent, settings: Settings, command: string): Excess[] {
  return limits.flatMap(({ limit, noun, done }): Excess[] => {
    const { setting, variable } = limited[limit];
    const maximum = settings[setting];
    const count = spent[limit];
    if (count <= maximum) return [];
    const reason = `\`${verbOf({ command })}\` would stop before it ends: ${counted(count, noun)} would be ${done}; \`anthropic:${setting}\` allows ${maximum} in one run. If this is intended, raise the limit for one run: ${variable}=${count} ${command}`;
    return [{ limit, count, maximum, from: "setting", reason }];
  });
}
