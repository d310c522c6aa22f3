import * as pulumi from "@pulumi/pulumi";
import { noticeLine } from "../kernel/notices.ts";
import { Session } from "../kernel/session.ts";
import { settingNames } from "../settings/config.ts";
import { validateStackSettings } from "../settings/stackSettings.ts";

type Settings = Readonly<Record<string, string | undefined>>;

const sessions = new Map<string, Session>();

/**
 * The session of an organization in the program's process. The settings are those of a Provider, or the stack's settings if
 * undefined. All functions that read the same organization share its throttle and its lists.
 */
export function sessionOf(provider: Settings | undefined): Session {
  const settings = provider ?? stackSettings();
  const key = JSON.stringify(settingNames.map((name) => settings[name] ?? null));
  const existing = sessions.get(key);
  if (existing !== undefined) return existing;
  const session = new Session(
    (name) => settings[name.replace(/^anthropic:/, "")],
    process.env,
    (notice) => void pulumi.log.info(noticeLine(notice)),
  );
  sessions.set(key, session);
  return session;
}

function stackSettings(): Settings {
  validateStackSettings();
  // `pulumi.Config` would return secrets as outputs.
  return Object.fromEntries(
    settingNames.map((name) => [name, pulumi.runtime.getConfig(`anthropic:${name}`)]),
  );
}
