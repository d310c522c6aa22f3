import * as pulumi from "@pulumi/pulumi";
import { noticeLine } from "../kernel/notices.ts";
import { Session } from "../kernel/session.ts";
import { settingNames } from "../settings/config.ts";
import { currentRun, programEnvironment } from "../settings/programRun.ts";
import { validateStackSettings } from "../settings/stackSettings.ts";

type Settings = Readonly<Record<string, string | undefined>>;
type Sessions = Map<string, Session>;

const minuteMs = 60_000;

/** The sessions of each run of a program and of its environment variables. */
const ofRuns = new WeakMap<object, WeakMap<object, Sessions>>();
/** Stands for a run while functions are called outside of a program. */
let outside: { readonly startedAt: number } | undefined;

/**
 * The session of an organization in the current run of the program. The settings are those of a Provider, or the stack's settings if
 * undefined. All functions of the run that read the same organization share its throttle and its lists.
 */
export function sessionOf(provider: Settings | undefined): Session {
  const settings = provider ?? stackSettings();
  const key = JSON.stringify(settingNames.map((name) => settings[name] ?? null));
  const sessions = sessionsOfRun();
  const existing = sessions.get(key);
  if (existing !== undefined) return existing;
  const session = new ReadSession(
    (name) => settings[name.replace(/^anthropic:/, "")],
    programEnvironment(),
    (notice) => void pulumi.log.info(noticeLine(notice)),
  );
  sessions.set(key, session);
  return session;
}

/** Outside of a program, a failed request does not affect later calls. In a program, a run ends after a failure. */
export function failed(): void {
  if (currentRun() === undefined) outside = undefined;
}

function sessionsOfRun(): Sessions {
  const ofRun = created(ofRuns, currentRun() ?? outsideOfPrograms(), () => new WeakMap<object, Sessions>());
  return created(ofRun, programEnvironment(), () => new Map());
}

/** Replaced every minute, so that an application that calls functions outside of a program reads current lists. */
function outsideOfPrograms(): object {
  const now = performance.now();
  if (outside === undefined || now - outside.startedAt >= minuteMs) outside = { startedAt: now };
  return outside;
}

function created<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, create: () => Value): Value {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const value = create();
  map.set(key, value);
  return value;
}

/** A session that never writes, so it needs no audit log. In an inline program, the log is not in the current folder. */
class ReadSession extends Session {
  protected override auditFile(): undefined {
    return undefined;
  }
}

function stackSettings(): Settings {
  validateStackSettings();
  // `pulumi.Config` would return secrets as outputs.
  return Object.fromEntries(
    settingNames.map((name) => [name, pulumi.runtime.getConfig(`anthropic:${name}`)]),
  );
}
