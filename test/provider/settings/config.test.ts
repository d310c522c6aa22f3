import { describe, expect, test } from "vitest";
import { UserError } from "../../../provider/errors.ts";
import { readSettings, type Settings, settingNames } from "../../../provider/settings/config.ts";

function settings(configured: Record<string, string> = {}, env: Record<string, string> = {}): Settings {
  const stack = new Map(Object.entries(configured).map(([name, value]) => [`anthropic:${name}`, value]));
  return readSettings((key) => stack.get(key), env);
}

const organization = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

describe("settings", () => {
  test("are all optional", () => {
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

  test("are read by the names that the README lists, and by no others", () => {
    const asked: string[] = [];
    readSettings((key) => {
      asked.push(key);
      return undefined;
    }, {});
    expect(asked.toSorted()).toEqual(settingNames.map((name) => `anthropic:${name}`).toSorted());
  });

  test("come from the stack's configuration, which is texts", () => {
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

  test("that are empty are as if they were not there", () => {
    const empty = Object.fromEntries(settingNames.map((name) => [name, " "]));
    expect(settings(empty, { ANTHROPIC_MAX_ARCHIVES: "" })).toEqual(settings());
  });

  test.each([
    ["ANTHROPIC_REQUESTS_PER_MINUTE", "requestsPerMinute", "20", 20],
    ["ANTHROPIC_MAX_ARCHIVES", "maxArchives", "60", 60],
    ["ANTHROPIC_MAX_REMOVALS", "maxRemovals", "60", 60],
    ["ANTHROPIC_MAX_INVITATIONS", "maxInvitations", "60", 60],
    ["ANTHROPIC_ALLOW_EMPTY", "allowEmpty", "true", true],
  ] as const)("can be given for one run by %s, which wins", (variable, name, value, expected) => {
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
  ])("%s cannot be %j", (name, value) => {
    const least = name === "requestsPerMinute" ? 1 : 0;
    expect(() => settings({ [name]: value })).toThrow(
      new UserError(`anthropic:${name} is "${value}", but a whole number from ${least} is expected.`),
    );
  });

  test("name the variable when it is that which is wrong", () => {
    expect(() => settings({}, { ANTHROPIC_MAX_ARCHIVES: "lots" })).toThrow(
      'ANTHROPIC_MAX_ARCHIVES is "lots", but a whole number from 0 is expected.',
    );
  });

  test.each([
    ["allowEmpty", "yes", "`true` or `false` is expected"],
    ["invite", "sometimes", "one of `send`, `never` is expected"],
    [
      "organizationId",
      "acme",
      "an organization's id is a UUID, as the Console's organization settings show it",
    ],
    ["ownerTag", "Anthropic-owner", "tag keys that begin with `anthropic` are Anthropic's own"],
    ["emailDomains", "example", "a list of domains such as `example.com,example.org` is expected"],
    ["emailDomains", "[]", "a list of domains such as `example.com,example.org` is expected"],
    ["emailDomains", '["example.com"', "a list of domains such as `example.com,example.org` is expected"],
    ["emailDomains", "*.example.com", "a list of domains such as `example.com,example.org` is expected"],
  ])("%s cannot be %j", (name, value, expected) => {
    expect(() => settings({ [name]: value })).toThrow(
      new UserError(`anthropic:${name} is ${JSON.stringify(value)}, but ${expected}.`),
    );
  });

  test("take domains as a list, a JSON list or one alone", () => {
    const domains = (emailDomains: string) => settings({ emailDomains }).emailDomains;
    expect(domains('["example.com", "@Example.ORG"]')).toEqual(["example.com", "example.org"]);
    expect(domains("example.com")).toEqual(["example.com"]);
  });

  test("show no key that was put into the wrong one", () => {
    const attempt = () => settings({ organizationId: "sk-ant-admin01-verysecret" });
    expect(attempt).toThrow(/^anthropic:organizationId is "\[secret\]", but /);
  });
});
