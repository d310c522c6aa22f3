import { describe, expect, test } from "vitest";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { organization } from "../harness/index.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function offline(
  settings: Record<string, string> = {},
  env: Record<string, string> = {},
): { session: Session; notices: string[] } {
  const notices: string[] = [];
  const session = new Session(
    (key) => settings[key],
    env,
    (notice) => notices.push(noticeLine(notice)),
  );
  return { session, notices };
}

describe("session", () => {
  test("accepts invalid settings at construction and reports them when they are used", () => {
    const { session } = offline({ "anthropic:maxArchives": "many" });
    for (const look of [
      () => session.settings,
      () => session.client,
      () => session.cache,
      () => session.limits,
    ]) {
      expect(look).toThrow('anthropic:maxArchives must be an integer of at least 0, not "many"');
    }
  });

  test("constructs one client, one cache and one set of limits per run", async () => {
    const { process } = await organization();
    const session = process();
    expect(session.client).toBe(session.client);
    expect(session.cache).toBe(session.cache);
    expect(session.limits).toBe(session.limits);
  });

  test("treats a setting with an unknown value as not configured", () => {
    expect(offline({ "anthropic:ownerTag": unknown }).session.settings.ownerTag).toBeUndefined();
  });
});

test("an invalid configuration is not reported for a missing credential, which previews do not need", () => {
  expect(offline().session.invalid()).toEqual([]);
  expect(offline({ "anthropic:adminKeyVariable": "ANTHROPIC_ACME_KEY" }).session.invalid()).toEqual([]);
});

test.each([
  ["a setting", { "anthropic:invite": "maybe" }, {}, /^anthropic:invite must be/],
  [
    "the kind of key",
    {},
    { ANTHROPIC_ADMIN_KEY: "sk-ant-api03-verysecret" },
    /^The key in ANTHROPIC_ADMIN_KEY is an ordinary/,
  ],
  [
    "two keys",
    {},
    { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-a", ANTHROPIC_ADMIN_API_KEY: "sk-ant-admin01-b" },
    /are set to different keys/,
  ],
  ["a plain address", { "anthropic:baseUrl": "http://example.com" }, {}, /https/],
  [
    "an address on this machine in the stack",
    { "anthropic:baseUrl": "http://127.0.0.1:1" },
    {},
    /127\.0\.0\.1/,
  ],
  [
    "a variable of another service in the stack",
    { "anthropic:adminKeyVariable": "AWS_SECRET_ACCESS_KEY" },
    { AWS_SECRET_ACCESS_KEY: "verysecret" },
    /^(?!.*verysecret).*`adminKeyVariable` cannot be AWS_SECRET_ACCESS_KEY/,
  ],
  [
    "a value that is no key",
    { "anthropic:adminKeyVariable": "ANTHROPIC_NOTES" },
    { ANTHROPIC_NOTES: "verysecret" },
    /^(?!.*verysecret).*not an Anthropic key/,
  ],
  [
    "an audit log outside of the project",
    { "anthropic:auditLog": "../audit.jsonl" },
    {},
    /^`anthropic:auditLog` names "\.\.\/audit\.jsonl", which is not in the project's folder /,
  ],
  [
    "a foreign address in the stack",
    { "anthropic:baseUrl": "https://evil.example" },
    {},
    /ANTHROPIC_ADMIN_BASE_URL/,
  ],
])("an invalid configuration is reported for %s in full once", (_, settings, env, reason) => {
  const { session } = offline(settings, env);
  expect(session.invalid()).toEqual([{ property: "", reason: expect.stringMatching(reason) }]);
  expect(session.invalid()).toEqual([{ property: "", reason: "Not validated; see the first error." }]);
});
