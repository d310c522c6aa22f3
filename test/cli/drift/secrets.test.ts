import { describe, expect, it } from "vitest";
import type { Report } from "../../../cli/drift/report.ts";
import { type OutputOptions, runDrift } from "../../../cli/drift/runDrift.ts";
import { importOrganization } from "../../../cli/import/importOrganization.ts";
import { objectKinds } from "../../../cli/import/selection.ts";
import { isRecord } from "../../../provider/kernel/values.ts";
import { decrypted, encrypted } from "../states/stored.ts";
import { stateOf } from "../workdir.ts";
import { driftOptions, type ManagedOrganization, managedOrganization } from "./managedOrganization.ts";

type Wrap = (value: unknown) => unknown;

/** Makes every property of every resource a secret: the whole value, or each string in it. */
async function withSecrets(
  managed: ManagedOrganization,
  wrap: Wrap,
  depth: "whole" | "inside",
): Promise<void> {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    if (!isRecord(value)) return wrap(value);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]));
  };
  const secrets = (properties: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => {
        if (name.startsWith("__")) return [name, value];
        return [name, depth === "whole" ? wrap(value) : inside(value)];
      }),
    );
  const state = JSON.parse(await managed.file("state.json"));
  for (const resource of state.deployment.resources.slice(1)) {
    resource.inputs = secrets(resource.inputs);
    resource.outputs = secrets(resource.outputs);
  }
  await managed.write("state.json", state);
}

const rows = ({ findings }: Report) =>
  findings.map(({ category, kind, id, declarations }) => [category, kind, id, declarations]);

function changeInConsole({ emulator }: ManagedOrganization): void {
  const { console: admin } = emulator.organization();
  admin.updateWorkspace("Research", { name: "Zephyr", tags: { changed: "true" } });
  admin.archiveWorkspace("Customer Support");
  admin.setUserRole("kenji.mori@example.com", "user");
  admin.removeUser("priya.nair@example.com");
  admin.acceptInvite("hana.sato@example.com");
}

const styles = ["each", "list"] as const;
const depths = ["whole", "inside"] as const;
const cases = styles.flatMap((style) => depths.map((depth) => ({ style, depth })));

describe.each(cases)("a state in which every property is secret ($style, $depth)", ({ style, depth }) => {
  it("a state full of secrets is compared like a plaintext state when they are decrypted", async () => {
    const managed = await managedOrganization("sample", { style, kinds: "all" });
    changeInConsole(managed);
    const plain = await managed.drift();
    expect(plain.findings.length).toBeGreaterThan(3);
    await withSecrets(managed, decrypted, depth);
    const report = await managed.drift();
    const sorted = (each: Report) =>
      rows(each)
        .map((row) => JSON.stringify(row))
        .sort();
    expect(sorted(report)).toEqual(sorted(plain));
    expect(report.notes).toEqual(plain.notes);
    // The new name is the actual value of a secret property.
    const declared = report.findings.filter(({ declarations }) => declarations.length > 0);
    expect(JSON.stringify(declared)).toContain("[secret]");
    expect(JSON.stringify(declared)).not.toMatch(/Zephyr|developer/);
  });

  it("reports no drift for properties that cannot be decrypted, and lists what was not compared", async () => {
    const managed = await managedOrganization("sample", { style, kinds: "all" });
    await withSecrets(managed, () => encrypted, depth);
    const { findings, notes, drift } = await managed.drift();
    expect(findings.filter(({ category }) => category !== "pending" && category !== "expiring")).toEqual([]);
    expect(drift).toBe(false);
    expect(notes.join("\n")).toMatch(
      /Not compared in state\.json, because they are encrypted: .*`name` of Workspace/,
    );
    changeInConsole(managed);
    const changed = await managed.drift();
    expect(changed.findings.map(({ category }) => category)).toContain("removed");
  });

  it("a state full of secrets is not imported again by `import`", async () => {
    const managed = await managedOrganization("sample", { style, kinds: "all" });
    await withSecrets(managed, () => encrypted, depth);
    await importOrganization(managed.io, {
      state: ["state.json"],
      kinds: objectKinds,
      style,
      program: "more.ts",
      importFile: "more.json",
    });
    expect(managed.printed[0]).toMatch(/^Nothing to import from organization/);
  });
});

describe("secrets in a report", () => {
  it("secrets are not printed in any output format, while other properties are", async () => {
    const managed = await managedOrganization("sample");
    const state = JSON.parse(await managed.file("state.json"));
    const ofKind = (kind: string) =>
      state.deployment.resources.filter(({ type }: { type: string }) => type.endsWith(`:${kind}`));
    for (const { outputs, inputs } of ofKind("Workspace")) {
      outputs.name = decrypted(outputs.name);
      inputs.name = decrypted(inputs.name);
    }
    for (const { outputs, inputs } of ofKind("Member")) {
      outputs.email = decrypted(outputs.email);
      inputs.email = decrypted(inputs.email);
    }
    await managed.write("state.json", state);
    const { console: admin } = managed.emulator.organization();
    admin.updateWorkspace("Research", { name: "Zephyr" });
    admin.setUserRole("kenji.mori@example.com", "user");
    const files: OutputOptions = { json: "drift.json", markdown: "drift.md", html: "drift.html" };
    await runDrift(managed.io, { ...driftOptions, ...files });
    const text = managed.printed.join("\n");
    const forms = [text, await managed.file("drift.md"), await managed.file("drift.html")];
    for (const form of forms) expect(form).not.toMatch(/Zephyr|Research/);
    expect(text).toMatch(
      /Workspace +"\[secret\]" \(wrkspc_\w+\)\n +name: declared \[secret\], actual \[secret\]/,
    );
    expect(text).toMatch(/Member +user_\w+\n +role: declared developer, actual user/);
  });

  it("secrets are not printed for an object that two resources declare", async () => {
    const managed = await managedOrganization("sample");
    const state = JSON.parse(await managed.file("state.json"));
    const [workspace] = state.deployment.resources.filter(({ type }: { type: string }) =>
      type.endsWith(":Workspace"),
    );
    const again = structuredClone(workspace);
    again.urn += "-again";
    again.inputs.name = decrypted("Codename");
    again.outputs.name = decrypted("Codename");
    workspace.inputs.name = decrypted(workspace.inputs.name);
    state.deployment.resources.push(again);
    await managed.write("state.json", state);
    const { findings } = await managed.drift();
    const twice = findings.find(({ category }) => category === "declared-twice");
    expect(twice?.detail).toMatch(/: name \[secret\]\) and by .*: name \[secret\]\)/);
    expect(JSON.stringify(findings)).not.toContain("Codename");
  });

  it("secrets of an invitation are decrypted and compared", async () => {
    const managed = await managedOrganization("sample");
    const invite = managed.emulator.organization().console.invite("secret.one@example.com", "user");
    const organization = managed.emulator.organization().state().organization.id;
    const properties = { email: decrypted("secret.one@example.com"), role: "user" };
    const outputs = { ...properties, status: "pending", __managed: ["email", "role"], __schema: 1 };
    await managed.write(
      "state.json",
      stateOf([
        {
          kind: "Invite",
          name: "one",
          id: invite.id,
          inputs: properties,
          outputs: { ...outputs, __organization: organization },
        },
      ]),
    );
    const findings = (await managed.drift()).findings.filter(({ id }) => id === invite.id);
    expect(findings.map(({ category, name }) => [category, name])).toEqual([["pending", "[secret]"]]);
  });
});
