import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { getOrganization, Workspace, withEnvVars } from "../../../provider/index.ts";
import { settingNames } from "../../../provider/settings/config.ts";
import { validateStackSettings } from "../../../provider/settings/stackSettings.ts";
import { failure, reader } from "../functions/reader.ts";
import { inlineRun } from "../inline.ts";
import { program } from "../program.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({}, []);
});

/** The program of a stack with this configuration, of which `secrets` are the secret keys. */
async function configured(config: Record<string, string>, secrets: readonly string[] = []) {
  const started = await program();
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(secrets));
  pulumi.runtime.setAllConfig(config);
  return started;
}

describe("validateStackSettings", () => {
  test("accepts valid settings, and those of other namespaces", async () => {
    await configured({
      "anthropic:maxArchives": "1",
      "anthropic:allowEmpty": "true",
      "acme:maxArchive": "lots",
      "anthropic-ish:maxArchive": "lots",
    });
    expect(validateStackSettings()).toBeUndefined();
  });

  test("knows every setting", async () => {
    const all = settingNames.map((name) => [`anthropic:${name}`, "1"]);
    await configured(Object.fromEntries(all));
    // Their values are validated where the secret ones are known.
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", undefined);
    expect(validateStackSettings()).toBeUndefined();
  });

  test("rejects an unknown setting and suggests the nearest name, else lists all", async () => {
    await configured({ "anthropic:maxArchive": "1" });
    expect(validateStackSettings).toThrow(
      "`anthropic:maxArchive` in the stack's configuration is not a known setting. Did you mean `anthropic:maxArchives`? Correct or remove it (pulumi config rm anthropic:maxArchive).",
    );
    await configured({ "anthropic:colour": "1" });
    expect(validateStackSettings).toThrow("The settings are `adminKey`, `adminKeyVariable`, ");
  });

  test("accepts unknown settings in a project that is named `anthropic`", async () => {
    const mocks = { call: () => ({}), newResource: () => ({ id: "1", state: {} }) };
    await pulumi.runtime.setMocks(mocks, "anthropic", "dev");
    pulumi.runtime.setAllConfig({ "anthropic:domain": "example.com" });
    expect(validateStackSettings()).toBeUndefined();
  });

  test("rejects an invalid value in an error that names the stack", async () => {
    await configured({ "anthropic:maxArchives": "lots" });
    expect(validateStackSettings).toThrow(pulumi.RunError);
    expect(validateStackSettings).toThrow(
      /^The settings of stack acme\/dev are invalid: anthropic:maxArchives must be an integer of at least 0, not "lots"\.$/,
    );
    await configured({ "anthropic:baseUrl": "http://example.com" });
    expect(validateStackSettings).toThrow(
      "The settings of stack acme/dev are invalid: cannot use the base URL in `anthropic:baseUrl`: it would send the key to example.com unencrypted.",
    );
    await configured({ "anthropic:auditLog": "/etc/profile" });
    expect(validateStackSettings).toThrow(
      'The settings of stack acme/dev are invalid: `anthropic:auditLog` names "/etc/profile", which is not in the project\'s folder ',
    );
    await configured({});
    vi.stubEnv("ANTHROPIC_MAX_ARCHIVES", "lots");
    expect(validateStackSettings).toThrow("ANTHROPIC_MAX_ARCHIVES must be an integer");
  });

  test("does not read a secret setting, nor one that may be secret", async () => {
    const config = { "anthropic:invite": "sesame" };
    await configured(config, ["anthropic:invite"]);
    expect(validateStackSettings()).toBeUndefined();
    await configured(config);
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", undefined);
    expect(validateStackSettings()).toBeUndefined();
    await configured(config);
    expect(validateStackSettings).toThrow('anthropic:invite must be `send` or `never`, not "sesame"');
  });

  test("rejects a key in plain text without showing it", async () => {
    const adminKey = "sk-ant-admin01-plain";
    await configured({ "anthropic:adminKey": adminKey }, ["acme:other"]);
    expect(validateStackSettings).toThrow(
      "`anthropic:adminKey` is in the stack's configuration in plain text. Remove it (pulumi config rm anthropic:adminKey), revoke that key",
    );
    expect(validateStackSettings).not.toThrow(adminKey);
  });
});

describe("a program with wrong settings", () => {
  test.each([
    ["an unknown setting", { organisationId: "1" }, "Did you mean `anthropic:organizationId`?"],
    ["an invalid value", { invite: "maybe" }, "The settings of stack acme/dev are invalid: anthropic:invite"],
    ["a key in plain text", { adminKey: "sk-ant-admin01-plain" }, "`anthropic:adminKey` is in the stack's"],
  ])("registers no resource and sends no request with %s", async (_, config, message) => {
    vi.resetModules();
    const { Member } = await import("../../../provider/resources/member/index.ts");
    const { registrations } = await configured(
      Object.fromEntries(Object.entries(config).map(([name, value]) => [`anthropic:${name}`, value])),
    );
    expect(() => new Member("alice", { email: "alice@example.com" })).toThrow(message);
    expect(registrations).toEqual([]);

    const { requests } = await reader({ config, env: { PULUMI_CONFIG_SECRET_KEYS: "[]" } });
    expect(await failure(getOrganization())).toContain(message);
    expect(requests()).toEqual([]);
  });
});

describe("an inline program with wrong settings", () => {
  const lab = async () => void new Workspace("lab", { name: "Lab" });

  test.each([
    ["an unknown setting", { maxArchive: "1" }, "Did you mean `anthropic:maxArchives`?"],
    [
      "an invalid value",
      { invite: "maybe" },
      "The settings of stack acme/second are invalid: anthropic:invite",
    ],
    ["a key in plain text", { adminKey: "sk-ant-admin01-plain" }, "`anthropic:adminKey` is in the stack's"],
  ])("fails with %s, also after the program of another stack", async (_, config, message) => {
    expect(await inlineRun(lab, { stack: "first" })).toHaveLength(1);
    const wrong = Object.fromEntries(
      Object.entries(config).map(([name, value]) => [`anthropic:${name}`, value]),
    );
    await expect(inlineRun(lab, { stack: "second", config: wrong })).rejects.toThrow(message);
    expect(await inlineRun(lab, { stack: "second" })).toHaveLength(1);
  });

  test("accepts a key that is a secret, and does not read a setting that is one", async () => {
    const config = { "anthropic:adminKey": "sk-ant-admin01-secret", "anthropic:invite": "sesame" };
    const secretKeys = Object.keys(config);
    expect(await inlineRun(lab, { config, secretKeys })).toHaveLength(1);
  });

  test("validates the variables that the program has", async () => {
    const program = withEnvVars({ ANTHROPIC_MAX_ARCHIVES: "lots" }, lab);
    await expect(inlineRun(program)).rejects.toThrow("ANTHROPIC_MAX_ARCHIVES must be an integer");
  });

  test("leaves an audit log to the provider process, which runs in the folder of the project", async () => {
    const config = { "anthropic:auditLog": "/nowhere/audit.jsonl" };
    expect(await inlineRun(lab, { config })).toHaveLength(1);
  });
});
