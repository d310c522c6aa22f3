import { describe, expect, it } from "vitest";
import { reportText } from "../../../cli/drift/text.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { managedOrganization } from "./managedOrganization.ts";

const kms_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const seed = {
  version: 1 as const,
  external_keys: [
    { id: "ekey_1", display_name: "Main", provider_config: { type: "aws" as const, kms_arn } },
    { id: "ekey_2", display_name: "Old" },
  ],
  workspaces: [{ name: "Research", external_key_id: "ekey_1" }],
  compliance_settings: { state: { type: "enabled" as const } },
};

describe("drift of external keys and Compliance Settings", () => {
  it("reports changed, deleted and unmanaged ones, with the reasons for another compliance state", async () => {
    const managed = await managedOrganization(seed);
    expect((await managed.drift()).findings).toEqual([]);
    await takeSnapshot(managed.io, { output: "before.json" });
    const { console: admin } = managed.emulator.organization();
    admin.updateExternalKey("ekey_1", { displayName: "Renamed" });
    admin.deleteExternalKey("ekey_2");
    const key_name = "projects/acme/locations/us/keyRings/claude/cryptoKeys/main";
    const added = admin.createExternalKey({ providerConfig: { type: "gcp", key_name } });
    admin.setComplianceState("disabled");
    expect((await managed.drift()).findings).toMatchObject([
      {
        category: "changed",
        kind: "ExternalKey",
        id: "ekey_1",
        name: "Main",
        differences: [{ property: "displayName", declared: "Main", actual: "Renamed" }],
      },
      {
        category: "changed",
        kind: "ComplianceSettings",
        name: "Compliance Settings",
        detail:
          "state: declared enabled, actual disabled: changed in the organization or its parent, or by Anthropic, which enables it with Access Transparency",
      },
      {
        category: "removed",
        id: "ekey_2",
        detail: "the external key was deleted; `pulumi up --refresh` creates it again",
      },
      {
        category: "unmanaged",
        kind: "ExternalKey",
        id: added.id,
        name: key_name,
        detail: expect.stringMatching(/^projects\/acme\/.*, created \d{4}-/),
      },
    ]);
    const reported = reportText(await managed.drift());
    expect(reported).toContain("or by Anthropic, which enables it with Access Transparency");
    const since = (await managed.drift({ since: "before.json" })).findings
      .filter(({ category }) => category === "since")
      .map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`);
    expect(since).toEqual([
      "ExternalKey Old: removed",
      `ExternalKey ${key_name}: added`,
      "ExternalKey Renamed: displayName: Main before, Renamed now",
      "ComplianceSettings Compliance Settings: state: enabled before, disabled now",
    ]);
  });

  it("reports enabled Compliance Settings that no stack manages, and no disabled ones", async () => {
    const managed = await managedOrganization({ version: 1, workspaces: [{ name: "Lab" }] });
    expect((await managed.drift()).findings).toEqual([]);
    managed.emulator.organization().console.provisionAccessTransparency();
    expect((await managed.drift()).findings).toMatchObject([
      { category: "unmanaged", kind: "ComplianceSettings", detail: "the Compliance API is enabled" },
    ]);
  });

  it.each([401, 403, 404] as const)(
    "goes on when the API responds with %s, and says so only if a stack declares them",
    async (complianceSettings) => {
      const managed = await managedOrganization(seed);
      managed.emulator.assumptions.complianceSettings = complianceSettings;
      managed.emulator.organization().console.updateExternalKey("ekey_1", { displayName: "Renamed" });
      const report = await managed.drift();
      expect(report).toMatchObject({ incomplete: true, unread: expect.any(Array) });
      expect(report.findings.map(({ category, kind }) => `${category} ${kind}`)).toEqual([
        "changed ExternalKey",
        "not-checked ComplianceSettings",
      ]);
      const undeclared = await managedOrganization({ version: 1, workspaces: [{ name: "Lab" }] });
      undeclared.emulator.assumptions.complianceSettings = complianceSettings;
      expect(await undeclared.drift()).toMatchObject({ drift: false, incomplete: false, findings: [] });
    },
  );
});
