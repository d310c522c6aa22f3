import { describe, expect, it } from "vitest";
import { managedOrganization } from "./managedOrganization.ts";

describe("unmanaged", { timeout: 30_000 }, () => {
  it("identifies users by ID, so a new user with the email of a managed one is unmanaged", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    admin.setUserEmail("kenji.mori@example.com", "kenji@example.org");
    admin.addUser({ email: "kenji.mori@example.com", role: "developer" });
    admin.addMember("Research", "kenji.mori@example.com", "workspace_admin");
    admin.removeUser("aisha.bello@example.com");
    admin.invite("aisha.bello@example.com", "developer");
    const there = (await managed.drift()).findings.filter(({ category }) => category === "unmanaged");
    expect(there.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "WorkspaceMember kenji.mori@example.com",
      "Member kenji.mori@example.com",
      "Invite aisha.bello@example.com",
    ]);
  });

  it("reports a workspace that has the name of the default one", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    const { id } = admin.createWorkspace({ name: "Default" });
    admin.addMember(id, "kenji.mori@example.com", "workspace_admin");
    admin.removeMember("Research", "kenji.mori@example.com");
    admin.updateWorkspace("Research", { name: "Default" });
    const { findings } = await managed.drift();
    expect(
      findings
        .filter(({ category }) => category !== "pending")
        .map(({ category, kind, name }) => `${category} ${kind} ${name}`),
    ).toEqual([
      "changed Workspace Research",
      "removed WorkspaceMember kenji.mori@example.com",
      "unmanaged Workspace Default",
      "unmanaged WorkspaceMember kenji.mori@example.com",
    ]);
  });
});
