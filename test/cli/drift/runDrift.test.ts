import { describe, expect, it } from "vitest";
import { Report } from "../../../cli/drift/report.ts";
import { type OutputOptions, runDrift } from "../../../cli/drift/runDrift.ts";
import { driftedOrganization, driftOptions, managedOrganization } from "./managedOrganization.ts";

const files: OutputOptions = { json: "drift.json", markdown: "drift.md", html: "drift.html" };

const options = { ...driftOptions, since: "before.json", maxKeyAge: 100 };

describe("runDrift", { timeout: 30_000 }, () => {
  it("writes the same findings as JSON, Markdown, HTML and text, escaped and without secrets", async () => {
    const managed = await driftedOrganization();
    expect(await runDrift(managed.io, { ...options, ...files })).toBe(true);
    const report = Report.parse(JSON.parse(await managed.file("drift.json")));
    const [markdown, html, text] = [
      await managed.file("drift.md"),
      await managed.file("drift.html"),
      managed.printed.join("\n"),
    ];
    for (const finding of report.findings) {
      const about = finding.user?.email ?? finding.id;
      for (const form of [markdown, html, text]) expect(form).toContain(about);
      expect(text).toContain(`\n${finding.category} (`);
    }
    expect(text).toMatch(
      /^Organization [\w-]+ compared with the stack state.json and the snapshot before.json:\nDrift: \d+ changed/,
    );
    for (const form of [markdown, html]) expect(form).not.toMatch(/<script>alert/);
    expect(markdown).not.toContain(" @acme");
    for (const form of [markdown, html, text]) expect(form).not.toContain("\u001b");
    for (const form of [markdown, html, text, JSON.stringify(report)]) {
      expect(form).not.toContain("sk-ant-api03");
      expect(form).not.toContain(managed.emulator.adminKey);
    }
  });

  it("prints one format instead of the text, and rejects a second one or a file that cannot be written", async () => {
    const managed = await driftedOrganization();
    await runDrift(managed.io, { ...options, json: "-" });
    expect(Report.parse(JSON.parse(managed.printed.join("\n"))).version).toBe(1);
    await expect(runDrift(managed.io, { ...options, json: "-", html: "-" })).rejects.toThrow(
      "cannot write the report: only one format can go to standard output",
    );
    await expect(runDrift(managed.io, { ...options, json: "no/such/folder.json" })).rejects.toThrow(
      /^cannot write no\/such\/folder.json: ENOENT/,
    );
  });

  it("limits the rows of Markdown and text, but not of JSON", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    for (let number = 0; number < 300; number++)
      admin.addUser({ email: `p${number}@example.com`, role: "user" });
    await runDrift(managed.io, { ...driftOptions, ...files });
    expect(await managed.file("drift.md")).toContain("... and 100 more.");
    expect(managed.printed.join("\n")).toContain("... and 200 more (--json FILE has them all)");
    expect(Report.parse(JSON.parse(await managed.file("drift.json"))).findings.length).toBeGreaterThan(300);
  });
});
