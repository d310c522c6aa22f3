import { describe, expect, it } from "vitest";
import { ConsoleError } from "../../../emulator/index.ts";
import { startConsole } from "./setup.ts";

describe("the Console", () => {
  it("reports objects that do not exist", async () => {
    const { admin } = await startConsole();
    const failures = [
      [() => admin.archiveWorkspace("Nowhere"), 'There is no workspace "Nowhere".'],
      [() => admin.removeUser("eva@example.com"), 'There is no user "eva@example.com".'],
      [() => admin.acceptInvite("eva@example.com"), 'There is no invitation "eva@example.com".'],
      [() => admin.renameApiKey("apikey_01none", "x"), 'There is no API key "apikey_01none".'],
    ] as const;
    for (const [act, message] of failures) expect(act).toThrow(new ConsoleError(message));
  });

  it("the Console needs an ID for a workspace whose name is not unique", async () => {
    const { admin } = await startConsole();
    const { id } = admin.createWorkspace({ name: "Staging" });
    expect(() => admin.updateWorkspace("Staging", {})).toThrow(
      'More than one workspace has the name "Staging". Pass an ID.',
    );
    expect(admin.updateWorkspace(id, { name: "Staging 2" }).name).toBe("Staging 2");
    expect(admin.updateWorkspace("Staging", {}).id).not.toBe(id);
  });

  it("names the status of an invitation that is not pending", async () => {
    const { admin } = await startConsole();
    admin.deleteInvite("hana.sato@example.com");
    expect(() => admin.acceptInvite("rafael.costa@example.com")).toThrow(/is expired, not pending/);
    expect(() => admin.acceptInvite("hana.sato@example.com")).toThrow(/is deleted, not pending/);
  });
});
