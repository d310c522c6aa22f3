import { describe, expect, it } from "vitest";
import { Report } from "../../../cli/drift/report.ts";
import { type OutputOptions, runDrift } from "../../../cli/drift/runDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { driftOptions, type TakenOver, takenOver } from "./takenOver.ts";

const files: OutputOptions = { json: "drift.json", markdown: "drift.md", html: "drift.html" };

/** A bit of everything, with names that mean harm. */
async function troubled(): Promise<TakenOver> {
  const made = await takenOver("sample", { kinds: "all" });
  await takeSnapshot(made.io, { output: "before.json" });
  const { console: hand, ...organization } = made.emulator.organization();
  hand.updateWorkspace("Research", { name: "<script>alert(1)</script> | @acme/all \u001b[2J" });
  hand.createWorkspace({ name: "of mallory@example.net `x`" });
  hand.archiveWorkspace("Customer Support");
  hand.setUserRole("kenji.mori@example.com", "user");
  hand.setUserEmail("lucia.romero@example.com", "lucia@example.org");
  hand.removeUser("priya.nair@example.com");
  hand.acceptInvite("hana.sato@example.com");
  hand.addUser({ email: "eve@example.com", name: "Eve Eavesdropper", role: "developer" });
  hand.addMember("Production", "eve@example.com", "workspace_admin");
  hand.invite("later@example.com", "developer");
  hand.createApiKey({ name: "sk-ant-api03-pasted-by-mistake", createdBy: "eve@example.com" });
  hand.createWorkspace({ name: "sk-ant-api03-pasted-here" });
  expect(organization.state().users?.length).toBeGreaterThan(5);
  return made;
}

const options = { ...driftOptions, since: "before.json", maxKeyAge: 100 };

describe("the forms of a report", { timeout: 30_000 }, () => {
  it("say the same: JSON as documented, a summary, a page, and text for the terminal", async () => {
    const made = await troubled();
    expect(await runDrift(made.io, { ...options, ...files })).toBe(true);
    const report = Report.parse(JSON.parse(await made.file("drift.json")));
    const [markdown, html, text] = [
      await made.file("drift.md"),
      await made.file("drift.html"),
      made.printed.join("\n"),
    ];
    for (const finding of report.findings) {
      const about = finding.user?.email ?? finding.id;
      for (const form of [markdown, html, text]) expect(form).toContain(about);
      expect(form(text, finding.category)).toBe(true);
    }
    expect(text).toMatch(
      /^Organization [\w-]+ compared with the stack state.json and the snapshot before.json:\nDrift: \d+ changed/,
    );
    for (const form of [markdown, html]) expect(form).not.toMatch(/<script>alert/);
    expect(markdown).not.toContain(" @acme");
    for (const form of [markdown, html, text]) expect(form).not.toContain("\u001b");
    for (const form of [markdown, html, text, JSON.stringify(report)]) {
      expect(form).not.toContain("sk-ant-api03");
      expect(form).not.toContain(made.emulator.adminKey);
    }
  });

  it("name nobody when they are redacted", async () => {
    const made = await troubled();
    await runDrift(made.io, { ...options, ...files, redact: true });
    const forms = [await made.file("drift.md"), await made.file("drift.html"), await made.file("drift.json")];
    const { users = [] } = made.emulator.organization().state();
    const program = await made.file("organization.ts");
    const resources = [...program.matchAll(/Member\(\s*"([\w.-]+)"/g)].map(([, name]) => name ?? "");
    expect(resources.length).toBeGreaterThan(10);
    for (const form of [...forms, made.printed.join("\n")]) {
      // What people call themselves, where they are written to, and what their resources are called after them.
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

  it("name nobody either where names differ, begin alike, or hold an apostrophe", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    hand.addUser({ email: "o'brien@example.com", role: "developer" });
    await takeSnapshot(made.io, { output: "before.json" });
    const before = await made.file("before.json");
    await made.write("before.json", before.replace('"Aisha Bello"', '"Aisha Former"'));
    const declared = await made.file("state.json");
    await made.write("other.json", declared.replaceAll("aisha-bello", "aisha-bello-abroad"));
    const state = ["state.json", "other.json"];
    await runDrift(made.io, { ...driftOptions, ...files, state, since: "before.json", redact: true });
    const forms = [await made.file("drift.md"), await made.file("drift.html"), await made.file("drift.json")];
    for (const form of [...forms, made.printed.join("\n")]) {
      expect(form).toContain("declared by");
      expect(form).not.toMatch(/aisha|former|abroad|\bo('|&#39;)|brien/i);
    }
  });

  it("go to standard output when they are asked for there, one of them", async () => {
    const made = await troubled();
    await runDrift(made.io, { ...options, json: "-" });
    expect(Report.parse(JSON.parse(made.printed.join("\n"))).version).toBe(1);
    await expect(runDrift(made.io, { ...options, json: "-", html: "-" })).rejects.toThrow(
      "cannot write the report: only one format can go to standard output",
    );
    await expect(runDrift(made.io, { ...options, json: "no/such/folder.json" })).rejects.toThrow(
      /^cannot write no\/such\/folder.json: ENOENT/,
    );
  });

  it("fit in a job summary and a terminal however much there is to say", async () => {
    const made = await takenOver("sample");
    const { console: hand } = made.emulator.organization();
    for (let number = 0; number < 300; number++)
      hand.addUser({ email: `p${number}@example.com`, role: "user" });
    await runDrift(made.io, { ...driftOptions, ...files });
    expect(await made.file("drift.md")).toContain("... and 100 more.");
    expect(made.printed.join("\n")).toContain("... and 200 more (--json FILE has them all)");
    expect(Report.parse(JSON.parse(await made.file("drift.json"))).findings.length).toBeGreaterThan(300);
  });
});

function form(text: string, category: string): boolean {
  return text.includes(`\n${category} (`);
}
