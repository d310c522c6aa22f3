import { describe, expect, test } from "vitest";
import { UserError } from "../../../provider/errors.ts";
import { readSettings, type Settings, settingNames } from "../../../provider/settings/config.ts";

function settings(configured: Record<string, string> = {}, env: Record<string, string> = {}): Settings {
  const stack = new Map(Object.entries(configured).map(([name, value]) => [`anthropic:${name}`, value]));
  return readSettings((key) => stack.get(key), env);
}

const organization = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

describe("readSettings", () => {
  test("readSettings has a default for each setting that is not configured", () => {
    expect(settings()).toEqual({
      baseUrl: undefined,
      adminKey: undefined,
      adminKeyVariable: undefined,
      organizationId: undefined,
      requestsPerMinute: 80,
      maxArchives: 3,
      maxRemovals: 25,
      maxInvitations: 50,
      allowEmpty: false,
      ownerTag: undefined,
      invite: "send",
      emailDomains: undefined,
      auditLog: undefined,
    });
  });

  test("reads each setting by its documented name, and nothing else", () => {
    const keys: string[] = [];
    readSettings((key) => {
      keys.push(key);
      return undefined;
    }, {});
    expect(keys.toSorted()).toEqual(settingNames.map((name) => `anthropic:${name}`).toSorted());
  });

  test("parses the strings of the stack's configuration", () => {
    expect(
      settings({
        baseUrl: "https://eu.api.anthropic.com",
        adminKey: "sk-ant-admin01-x",
        adminKeyVariable: "ANTHROPIC_ACME_KEY",
        organizationId: organization.toUpperCase(),
        requestsPerMinute: "40",
        maxArchives: "0",
        maxRemovals: "1",
        maxInvitations: " 2 ",
        allowEmpty: "true",
        ownerTag: "owner",
        invite: "never",
        emailDomains: "Example.com, @example.org",
        auditLog: "audit.jsonl",
      }),
    ).toEqual({
      baseUrl: "https://eu.api.anthropic.com",
      adminKey: "sk-ant-admin01-x",
      adminKeyVariable: "ANTHROPIC_ACME_KEY",
      organizationId: organization,
      requestsPerMinute: 40,
      maxArchives: 0,
      maxRemovals: 1,
      maxInvitations: 2,
      allowEmpty: true,
      ownerTag: "owner",
      invite: "never",
      emailDomains: ["example.com", "example.org"],
      auditLog: "audit.jsonl",
    });
  });

  test("treats an empty setting as not configured", () => {
    const empty = Object.fromEntries(settingNames.map((name) => [name, " "]));
    expect(settings(empty, { ANTHROPIC_MAX_ARCHIVES: "" })).toEqual(settings());
  });

  test.each([
    ["ANTHROPIC_REQUESTS_PER_MINUTE", "requestsPerMinute", "20", 20],
    ["ANTHROPIC_MAX_ARCHIVES", "maxArchives", "60", 60],
    ["ANTHROPIC_MAX_REMOVALS", "maxRemovals", "60", 60],
    ["ANTHROPIC_MAX_INVITATIONS", "maxInvitations", "60", 60],
    ["ANTHROPIC_ALLOW_EMPTY", "allowEmpty", "true", true],
  ] as const)("lets %s override the configuration for one run", (variable, name, value, expected) => {
    const stack = {
      [name]: { number: "1", boolean: "false", string: "other" }[typeof expected as string] ?? "",
    };
    expect(settings(stack, { [variable]: value })[name]).toBe(expected);
  });

  test.each([
    ["maxArchives", "many"],
    ["maxRemovals", "-1"],
    ["maxInvitations", "1.5"],
    ["requestsPerMinute", "0"],
    ["requestsPerMinute", "Infinity"],
  ])("rejects %s with the value %j", (name, value) => {
    const minimum = name === "requestsPerMinute" ? 1 : 0;
    expect(() => settings({ [name]: value })).toThrow(
      new UserError(`anthropic:${name} must be an integer of at least ${minimum}, not "${value}".`),
    );
  });

  test("names the environment variable when its value is invalid", () => {
    expect(() => settings({}, { ANTHROPIC_MAX_ARCHIVES: "lots" })).toThrow(
      'ANTHROPIC_MAX_ARCHIVES must be an integer of at least 0, not "lots".',
    );
  });

  test.each([
    ["allowEmpty", "yes", "`true` or `false`"],
    ["invite", "sometimes", "`send` or `never`"],
    ["organizationId", "acme", "an organization ID, a UUID from the organization settings of the Console"],
    ["ownerTag", "Anthropic-owner", "a tag key that does not begin with `anthropic`, which is reserved"],
    ["emailDomains", "example", "a list of domains such as `example.com,example.org`"],
    ["emailDomains", "[]", "a list of domains such as `example.com,example.org`"],
    ["emailDomains", '["example.com"', "a list of domains such as `example.com,example.org`"],
    ["emailDomains", "*.example.com", "a list of domains such as `example.com,example.org`"],
  ])("rejects %s with the value %j, and says what is expected", (name, value, expected) => {
    expect(() => settings({ [name]: value })).toThrow(
      new UserError(`anthropic:${name} must be ${expected}, not ${JSON.stringify(value)}.`),
    );
  });

  test("accepts domains as a comma-separated list, a JSON array or a single domain", () => {
    const domains = (emailDomains: string) => settings({ emailDomains }).emailDomains;
    expect(domains('["example.com", "@Example.ORG"]')).toEqual(["example.com", "example.org"]);
    expect(domains("example.com")).toEqual(["example.com"]);
  });

  test("does not show a key that was set as another setting", () => {
    const attempt = () => settings({ organizationId: "sk-ant-admin01-verysecret" });
    expect(attempt).toThrow(/^anthropic:organizationId must be .*, not "\[secret\]"\.$/);
  });
});
