import * as pulumi from "@pulumi/pulumi";
import { noticeLine } from "../kernel/notices.ts";
import { Session } from "../kernel/session.ts";
import { settingNames } from "../settings/config.ts";
import { validateStackSettings } from "../settings/stackSettings.ts";

type Settings = Readonly<Record<string, string | undefined>>;

const sessions = new Map<string, Session>();

/**
 * The session of one organization in the program's own process, by the settings of a Provider, else by the stack's. All
 * reads of an organization share its throttle and its lists.
 */
export function sessionOf(provider: Settings | undefined): Session {
  const settings = provider ?? ofStack();
  const key = JSON.stringify(settingNames.map((name) => settings[name] ?? null));
  const present = sessions.get(key);
  if (present !== undefined) return present;
  const session = new Session(
    (name) => settings[name.replace(/^anthropic:/, "")],
    process.env,
    (notice) => void pulumi.log.info(noticeLine(notice)),
  );
  sessions.set(key, session);
  return session;
}

function ofStack(): Settings {
  validateStackSettings();
  // Not `pulumi.Config`, which gives secrets as outputs only: this one goes nowhere but to the API.
  return Object.fromEntries(
    settingNames.map((name) => [name, pulumi.runtime.getConfig(`anthropic:${name}`)]),
  );
}
