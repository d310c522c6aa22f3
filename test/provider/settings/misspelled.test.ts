import * as pulumi from "@pulumi/pulumi";
import { afterEach, expect, test, vi } from "vitest";
import { getOrganization } from "../../../provider/index.ts";
import { settingNames } from "../../../provider/settings/config.ts";
import { refuseMisspelled } from "../../../provider/settings/misspelled.ts";
import { failure, reader } from "../functions/reader.ts";
import { program } from "../program.ts";

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

/** The program's process of a project, with this configuration of its stack. */
async function configured(config: Record<string, string>, project = "acme"): Promise<void> {
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: () => ({ id: "1", state: {} }) },
    project,
    "dev",
  );
  pulumi.runtime.setAllConfig(config);
}

test("a setting that there is not is refused, with the one that may be meant", async () => {
  await configured({ "anthropic:maxArchive": "1" });
  expect(refuseMisspelled).toThrow(
    "`anthropic:maxArchive` in the stack's configuration is not a known setting. Did you mean `anthropic:maxArchives`? Correct or remove it (pulumi config rm anthropic:maxArchive).",
  );
  await configured({ "anthropic:colour": "1" });
  expect(refuseMisspelled).toThrow("There are `adminKey`, `adminKeyVariable`, ");
});

test("every setting is let pass, and what belongs to others", async () => {
  const ours = settingNames.map((name) => [`anthropic:${name}`, "1"]);
  await configured({ ...Object.fromEntries(ours), "acme:maxArchive": "1", "anthropic-ish:maxArchive": "1" });
  expect(refuseMisspelled()).toBeUndefined();
  // Here the namespace is the project's own.
  await configured({ "anthropic:domain": "example.com" }, "anthropic");
  expect(refuseMisspelled()).toBeUndefined();
});

test("a program with a misspelled setting makes and reads nothing", async () => {
  vi.resetModules();
  const { Member } = await import("../../../provider/resources/member/index.ts");
  const { registrations } = await program();
  pulumi.runtime.setAllConfig({ "anthropic:organisationId": "1" });
  expect(() => new Member("alice", { email: "alice@example.com" })).toThrow(
    "Did you mean `anthropic:organizationId`?",
  );
  expect(registrations).toEqual([]);

  const { requests } = await reader({ config: { organisationId: "1" } });
  expect(await failure(getOrganization())).toContain("Did you mean `anthropic:organizationId`?");
  expect(requests()).toEqual([]);
});
