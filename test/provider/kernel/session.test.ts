import { describe, expect, test } from "vitest";
import { UserError } from "../../../provider/errors.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { organization } from "../harness/index.ts";

const foreign = "11111111-2222-3333-4444-555555555555";
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

describe("a session", () => {
  test("is made whatever the settings are, and tells what is wrong with them when they are needed", () => {
    const { session } = offline({ "anthropic:maxArchives": "many" });
    for (const look of [
      () => session.settings,
      () => session.client,
      () => session.cache,
      () => session.budget,
    ]) {
      expect(look).toThrow('anthropic:maxArchives must be an integer of at least 0, not "many"');
    }
  });

  test("has one client, one view and one budget", async () => {
    const { process } = await organization();
    const session = process();
    expect(session.client).toBe(session.client);
    expect(session.cache).toBe(session.cache);
    expect(session.budget).toBe(session.budget);
  });

  test("takes a setting that is not known yet as not given", () => {
    expect(offline({ "anthropic:ownerTag": unknown }).session.settings.ownerTag).toBeUndefined();
  });

  test("knows what the program declares by what it says and by what the organization told", () => {
    const { session } = offline();
    session.declared.add("Member alice@example.com");
    session.learned.add("Member user_1");
    expect(
      ["Member alice@example.com", "Member user_1", "Member user_2", "Invite user_1"].map((name) =>
        session.declares(name),
      ),
    ).toEqual([true, true, false, false]);
  });
});

describe("what is wrong with the configuration", () => {
  test("is nothing when there is no key: previews need none", () => {
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
      /both set, to different keys/,
    ],
    ["a plain address", { "anthropic:baseUrl": "http://example.com" }, {}, /https/],
    [
      "an address on this machine in the stack",
      { "anthropic:baseUrl": "http://127.0.0.1:1" },
      {},
      /127\.0\.0\.1/,
    ],
    [
      "a variable of somebody else's in the stack",
      { "anthropic:adminKeyVariable": "AWS_SECRET_ACCESS_KEY" },
      { AWS_SECRET_ACCESS_KEY: "verysecret" },
      /^(?!.*verysecret).*AWS_SECRET_ACCESS_KEY for its key, which is not allowed/,
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
  ])("is told of %s, in full once", (_, settings, env, reason) => {
    const { session } = offline(settings, env);
    expect(session.invalid()).toEqual([{ property: "", reason: expect.stringMatching(reason) }]);
    expect(session.invalid()).toEqual([{ property: "", reason: "Not validated; see the first error." }]);
  });
});

describe("the organization", () => {
  test("is the key's, asked for once", async () => {
    const { process, emulator, requests } = await organization();
    const session = process();
    const ids = await Promise.all([session.organization(), session.organization()]);
    expect(ids).toEqual([emulator.organization().id, emulator.organization().id]);
    expect(requests()).toEqual(["GET /me"]);
  });

  test("costs no request once any answer has told it", async () => {
    const { process, requests } = await organization();
    const session = process();
    await session.cache.users(0);
    requests();
    await session.organization();
    expect(requests()).toEqual([]);
  });

  test("must be the configured one", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    await expect(process({ organizationId: foreign }).organization()).rejects.toThrow(
      `The key in use is of organization ${id}, but this stack belongs to ${foreign}. Nothing was changed, since objects cannot move between organizations`,
    );
  });

  test("must be the one that the resource has", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    expect(await process().organization(id)).toBe(id);
    await expect(process().organization(foreign)).rejects.toThrow(
      new RegExp(`^The key in use is of organization ${id}, but this resource belongs to ${foreign}\\.`),
    );
  });

  test("must be the one that an earlier resource of the stack has, for what has none yet", async () => {
    const { process } = await organization();
    const session = process();
    expect(session.expectsOrganization).toBe(false);
    session.seen(undefined);
    expect(session.expectsOrganization).toBe(false);
    session.seen(foreign);
    expect(session.expectsOrganization).toBe(true);
    await expect(session.organization()).rejects.toThrow(UserError);
  });

  test("of a resource is compared with the configured one without asking anybody", () => {
    const { session } = offline({ "anthropic:organizationId": foreign });
    expect(session.expectsOrganization).toBe(true);
    session.seen(foreign);
    expect(() => session.seen("99999999-2222-3333-4444-555555555555")).toThrow(
      `This resource belongs to organization 99999999-2222-3333-4444-555555555555, but \`anthropic:organizationId\` says ${foreign}.`,
    );
  });

  test("is asked for again after it could not be found out", async () => {
    const { process, emulator } = await organization({ pace: 0.01 });
    emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/me" });
    const session = process();
    await expect(session.organization()).rejects.toThrow(/^cannot find out which organization/);
    expect(await session.organization()).toBe(emulator.organization().id);
  });
});
