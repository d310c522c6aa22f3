import { describe, expect, it } from "vitest";
import { Report } from "../../../cli/drift/report.ts";
import { type OutputOptions, runDrift } from "../../../cli/drift/runDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { driftedOrganization, driftOptions, managedOrganization } from "./managedOrganization.ts";

const files: OutputOptions = { json: "drift.json", markdown: "drift.md", html: "drift.html" };

describe("a redacted report", { timeout: 30_000 }, () => {
  it("contains no email, name or resource name of a user", async () => {
    const managed = await driftedOrganization();
    await runDrift(managed.io, { ...driftOptions, ...files, since: "before.json", redact: true });
    const forms = [
      await managed.file("drift.md"),
      await managed.file("drift.html"),
      await managed.file("drift.json"),
    ];
    const { users = [] } = managed.emulator.organization().state();
    const program = await managed.file("organization.ts");
    const resources = [...program.matchAll(/Member\(\s*"([\w.-]+)"/g)].map(([, name]) => name ?? "");
    expect(resources.length).toBeGreaterThan(10);
    for (const form of [...forms, managed.printed.join("\n")]) {
      expect(form.match(/[\w.+-]+@[\w-]+\.\w+/)).toBeNull();
      for (const { name = "-", email } of users) {
        expect(form).not.toContain(name);
        expect(form).not.toMatch(new RegExp(`\\b${email.split("@")[0]}\\b`));
      }
      for (const resource of resources) expect(form).not.toContain(resource);
    }
    const report = Report.parse(JSON.parse(forms[2] ?? ""));
    expect(report.redacted).toBe(true);
    const eve = users.find(({ email }) => email === "eve@example.com");
    expect(report.findings.filter(({ user }) => user?.userId === eve?.id).length).toBeGreaterThan(1);
  });

  it("redacts names that changed or begin alike, and emails with an apostrophe", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    admin.addUser({ email: "o'brien@example.com", role: "developer" });
    await takeSnapshot(managed.io, { output: "before.json" });
    const before = await managed.file("before.json");
    await managed.write("before.json", before.replace('"Aisha Bello"', '"Aisha Former"'));
    const declared = await managed.file("state.json");
    await managed.write("other.json", declared.replaceAll("aisha-bello", "aisha-bello-abroad"));
    const state = ["state.json", "other.json"];
    await runDrift(managed.io, { ...driftOptions, ...files, state, since: "before.json", redact: true });
    const forms = [
      await managed.file("drift.md"),
      await managed.file("drift.html"),
      await managed.file("drift.json"),
    ];
    for (const form of [...forms, managed.printed.join("\n")]) {
      expect(form).toContain("declared by");
      expect(form).not.toMatch(/aisha|former|abroad|\bo('|&#39;)|brien/i);
    }
  });
});
