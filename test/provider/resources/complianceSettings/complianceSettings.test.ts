import { describe, expect, test } from "vitest";
import { complianceSettings as ComplianceSettings } from "../../../../provider/resources/complianceSettings/plan.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  create,
  createPartially,
  destroy,
  drift,
  failures,
  lookupFailures,
  organization,
  paths,
  preview,
  refreshed,
  refusal,
  up,
  updatePartially,
  writeFaults,
} from "../../harness/index.ts";

const enabled = { state: "enabled" };
const disabled = { state: "disabled" };
const warning =
  'it: `state: "disabled"` turns the Compliance API off. While the Compliance API is disabled, the activity of the organization is not captured, except Access Transparency events.';
const wasDisabled =
  "it: This disables the Compliance API. While the Compliance API is disabled, the activity of the organization is not captured, except Access Transparency events.";
const ofParent =
  "an organization with a parent organization has the state of its parent. Change it in the parent organization, or declare the state of the parent.";

describe("ComplianceSettings", () => {
  test("ComplianceSettings have the ID of the organization, are enabled, and disabled with a warning before and after", async () => {
    const { process, state, writes, notices, emulator } = await organization();
    const made = await create(process(), ComplianceSettings, enabled);
    expect(made.id).toBe(emulator.organization().id);
    expect(made.outputs).toMatchObject({ organizationId: made.id, adopted: false });
    expect(writes()).toEqual(['POST /compliance_settings {"state":{"type":"enabled"}}']);
    expect(await drift(process(), made)).toBe("nothing");
    expect(notices).toEqual([]);
    expect((await preview(process(), made, disabled)).action).toBe("update");
    expect(notices).toEqual([warning]);
    const off = await up(process(), made, disabled);
    expect(state().compliance_settings.state.type).toBe("disabled");
    expect(notices).toEqual([warning, warning, wasDisabled]);
    expect((await preview(process(), off, disabled)).action).toBe("nothing");
    expect(notices).toHaveLength(3);
  });

  test("ComplianceSettings are adopted without a write if they are as declared, and left unchanged by delete", async () => {
    const { process, console, requests, notices, writes, emulator } = await organization();
    console.setComplianceState("enabled");
    const made = await create(process(), ComplianceSettings, enabled);
    expect(made.outputs).toMatchObject({ adopted: true });
    expect(writes()).toEqual([]);
    await destroy(process(), made);
    expect(requests()).toEqual([]);
    expect(notices).toEqual([
      `it: The Compliance Settings of organization ${emulator.organization().id} are left unchanged (enabled): every organization has them, and deleting the resource changes nothing. Declare \`state: "disabled"\` and run \`pulumi up\` to turn the Compliance API off.`,
    ]);
  });

  test.each(["compliance_settings", undefined])(
    "ComplianceSettings are read and imported by the ID %s",
    async (given) => {
      const { process, console, emulator, writes } = await organization();
      console.setComplianceState("enabled");
      const organizationId = emulator.organization().id;
      const id = given ?? organizationId.toUpperCase();
      expect(await ComplianceSettings.read(process(), id, {})).toMatchObject({
        props: { state: "enabled", organizationId },
      });
      const adopted = await create(process(), ComplianceSettings, { ...enabled, adopt: id });
      expect(adopted).toMatchObject({ id: organizationId, outputs: { adopted: true } });
      expect((await preview(process(), adopted, { ...enabled, adopt: id })).action).toBe("nothing");
      expect(writes()).toEqual([]);
    },
  );

  test("ComplianceSettings are not read by another ID", async () => {
    const { process } = await organization();
    await expect(ComplianceSettings.read(process(), "settings", {})).rejects.toThrow(
      '"settings" is not the ID of ComplianceSettings. Use `compliance_settings`, or the ID of the organization, a UUID.',
    );
    const other = "11111111-2222-3333-4444-555555555555";
    await expect(ComplianceSettings.read(process(), other, {})).rejects.toThrow(
      `cannot read ComplianceSettings ${other}: the credential belongs to organization`,
    );
  });

  test("ComplianceSettings are declared by one resource of a program", async () => {
    const { process } = await organization();
    const session = process();
    expect(failures(session, ComplianceSettings, enabled)).toEqual([]);
    expect(failures(session, ComplianceSettings, { ...disabled, __origin: "acme/dev::other" })).toEqual([
      "ComplianceSettings of the organization is already declared by another resource of this program, `it`. Remove one of the two resources; the object is not changed.",
    ]);
  });

  test.each([
    ["the API rejects it", "on", "`state`: must be `enabled` or `disabled`."],
    ["it is a misspelling", "enable", "`state`: must be `enabled` or `disabled`. Did you mean `enabled`?"],
  ])("reject a state if %s", async (_, state, reason) => {
    const { process } = await organization();
    expect(failures(process(), ComplianceSettings, { state })).toEqual([reason]);
  });

  test("ComplianceSettings of an organization with a parent fail with the reason if the parent has another state", async () => {
    const { process, emulator, notices } = await organization({ pace: 0.001 });
    const { settings, console } = emulator.organization();
    settings.parent_organization = { compliance_state: "disabled" };
    const made = await createPartially(process(), ComplianceSettings, enabled);
    const message = `cannot set the Compliance Settings to enabled: the API accepted the change, but it still returns disabled, since ${ofParent}`;
    expect(made.initError).toBe(message);
    expect(made.outputs).toMatchObject({ state: "disabled" });
    const again = await updatePartially(process(), made, enabled);
    expect(again.initError).toBe(message);
    console.setParentComplianceState("enabled");
    const settled = await up(process(), await refreshed(process(), again), enabled);
    expect(settled.outputs).toMatchObject({ state: "enabled" });
    expect(notices.every((line) => !line.includes("undefined"))).toBe(true);
  });

  test("explain in a refresh why they are enabled again, and are disabled by the next run", async () => {
    const { process, console, notices, state } = await organization();
    const made = await create(process(), ComplianceSettings, disabled);
    console.provisionAccessTransparency();
    notices.length = 0;
    expect(await drift(process(), made)).toBe("update");
    const explained =
      "The Compliance API is enabled, and the program declares `disabled`. Somebody enabled it, or Anthropic enabled Access Transparency, which enables the Compliance API again, or this is the state of the parent organization. `up` disables it. While the Compliance API is disabled, the activity of the organization is not captured, except Access Transparency events.";
    expect(notices).toEqual([explained]);
    await up(process(), await refreshed(process(), made), disabled);
    expect(state().compliance_settings.state.type).toBe("disabled");
    expect(notices.at(-1)).toBe(wasDisabled);
  });

  test("explain in a refresh why they are disabled", async () => {
    const { process, console, notices } = await organization();
    const made = await create(process(), ComplianceSettings, enabled);
    console.setComplianceState("disabled");
    expect(await drift(process(), made)).toBe("update");
    expect(notices).toEqual([
      "The Compliance API is disabled, and the program declares `enabled`. Somebody disabled it, or this is the state of the parent organization. The activity since then was not captured. `up` enables it.",
    ]);
  });

  test.each(writeFaults)("ComplianceSettings have the declared state when $name", async ({ fault }) => {
    const { process, emulator, state } = await organization();
    emulator.faults.add({ ...fault, method: "POST", path: paths.compliance });
    await create(process(), ComplianceSettings, enabled);
    expect(state().compliance_settings.state.type).toBe("enabled");
  });

  test.each([401, 403, 404] as const)(
    "ComplianceSettings fail with one sentence, and leave other resources alone, when the API responds with %s",
    async (complianceSettings) => {
      const { process, emulator, workspaceNames } = await organization({
        assumptions: { complianceSettings },
      });
      const session = process();
      const [reason = ""] = await lookupFailures(session, ComplianceSettings, enabled);
      expect(reason).toMatch(
        new RegExp(
          `^cannot read the Compliance Settings: the API rejected it \\(${complianceSettings} \\w+: .*\\)\\. This credential or this organization has no access to them: use another credential, or remove the ComplianceSettings from the program\\. \\[req_\\w+\\]$`,
        ),
      );
      expect(await refusal(create(process(), ComplianceSettings, enabled))).toContain(
        "has no access to them",
      );
      // The credential is valid, so other requests are still sent.
      await create(session, Workspace, { name: "Lab" });
      expect(workspaceNames()).toEqual(["Lab"]);
      emulator.assumptions.complianceSettings = "allow";
      const made = await create(process(), ComplianceSettings, enabled);
      emulator.assumptions.complianceSettings = complianceSettings;
      await expect(refreshed(process(), made)).rejects.toThrow("has no access to them");
      await destroy(process(), made);
    },
  );

  test("report an invalid credential as such", async () => {
    const { process, emulator } = await organization();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-unknown" });
    expect(await refusal(create(session, ComplianceSettings, enabled))).toContain("the API rejected the key");
    expect(emulator.requests.filter(({ path }) => path.endsWith("compliance_settings"))).toEqual([]);
  });
});
