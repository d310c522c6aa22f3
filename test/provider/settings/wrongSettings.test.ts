import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { getOrganization } from "../../../provider/index.ts";
import { refuseWrongSettings } from "../../../provider/settings/wrongSettings.ts";
import { failure, reader } from "../functions/reader.ts";
import { program } from "../program.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({});
});

/** The program's process, with this configuration of its stack, of which these keys are secret. */
async function configured(config: Record<string, string>, secrets: readonly string[] = []) {
  const made = await program();
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(secrets));
  pulumi.runtime.setAllConfig(config);
  return made;
}

test("a setting that cannot be right is refused in one sentence that names the stack", async () => {
  await configured({ "anthropic:maxArchives": "lots" });
  expect(refuseWrongSettings).toThrow(pulumi.RunError);
  expect(refuseWrongSettings).toThrow(
    /^The settings of stack acme\/dev cannot be used: anthropic:maxArchives is "lots", but a whole number from 0 is expected\.$/,
  );
  await configured({ "anthropic:baseUrl": "http://example.com" });
  expect(refuseWrongSettings).toThrow(
    "The settings of stack acme/dev cannot be used: The base URL in `anthropic:baseUrl` is refused: example.com would get the key unencrypted.",
  );
  await configured({ "anthropic:auditLog": "/etc/profile" });
  expect(refuseWrongSettings).toThrow(
    'The settings of stack acme/dev cannot be used: `anthropic:auditLog` names "/etc/profile", which is not in the project\'s folder ',
  );
  await configured({});
  vi.stubEnv("ANTHROPIC_MAX_ARCHIVES", "lots");
  expect(refuseWrongSettings).toThrow('ANTHROPIC_MAX_ARCHIVES is "lots"');
});

test("what is right is let pass, and what belongs to others", async () => {
  await configured({
    "anthropic:maxArchives": "1",
    "anthropic:allowEmpty": "true",
    "acme:maxArchives": "lots",
  });
  expect(refuseWrongSettings()).toBeUndefined();
});

test("a secret is not read here", async () => {
  const config = { "anthropic:invite": "sesame" };
  await configured(config, ["anthropic:invite"]);
  expect(refuseWrongSettings()).toBeUndefined();
  // Nor what may be one.
  await configured(config);
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", undefined);
  expect(refuseWrongSettings()).toBeUndefined();
  await configured(config);
  expect(refuseWrongSettings).toThrow('anthropic:invite is "sesame"');
});

test("a program with a wrong setting makes and reads nothing", async () => {
  vi.resetModules();
  const { Member } = await import("../../../provider/resources/member/index.ts");
  const { registrations } = await configured({ "anthropic:invite": "maybe" });
  expect(() => new Member("alice", { email: "alice@example.com" })).toThrow(
    "The settings of stack acme/dev cannot be used: anthropic:invite is",
  );
  expect(registrations).toEqual([]);

  const { requests } = await reader({ config: { invite: "maybe" } });
  expect(await failure(getOrganization())).toContain("The settings of stack acme/dev cannot be used");
  expect(requests()).toEqual([]);
});
