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

  it("reports rate limits that no resource declares, of new groups and of declared ones", async () => {
    const limits = [{ type: "requests_per_minute", value: 10 }];
    const managed = await managedOrganization({
      version: 1,
      workspaces: [{ name: "Research", id: "wrkspc_1" }],
      workspace_rate_limits: [{ workspace_id: "wrkspc_1", rate_limit_id: "batch", limits }],
    });
    expect((await managed.drift()).findings).toEqual([]);
    const { console: admin, state } = managed.emulator.organization();
    admin.setWorkspaceRateLimits("Research", "batch", { requests_per_minute: 20, tokens_per_day: 5 });
    admin.setWorkspaceRateLimits("Research", "claude-opus-5", { output_tokens_per_minute: 7 });
    const idOf = (index: number) => `wrkspc_1/${state().rate_limits[index]?.group.id}`;
    const { findings, drift } = await managed.drift();
    expect(drift).toBe(true);
    const workspace = { id: "wrkspc_1", name: "Research" };
    const kind = "WorkspaceRateLimit";
    expect(findings).toMatchObject([
      {
        category: "changed",
        kind,
        id: idOf(4),
        name: "batch",
        workspace,
        detail: "limits.requests_per_minute: declared 10, actual 20",
      },
      {
        category: "unmanaged",
        kind,
        id: idOf(4),
        name: "batch",
        workspace,
        detail: "tokens_per_day 5, which the organization does not limit",
      },
      {
        category: "unmanaged",
        kind,
        id: idOf(0),
        name: "Claude Opus 5.x",
        workspace,
        differences: [{ property: "limits.output_tokens_per_minute", actual: 7 }],
        detail: "output_tokens_per_minute 7 instead of the organization's 400000",
      },
    ]);
    admin.archiveWorkspace("Research");
    expect((await managed.drift()).findings.map(({ category, kind: of }) => `${category} ${of}`)).toEqual([
      "removed Workspace",
      "removed WorkspaceRateLimit",
    ]);
  });

  it("compares no unmanaged rate limits if the key cannot read them", async () => {
    const managed = await managedOrganization("sample");
    managed.emulator
      .organization()
      .console.setWorkspaceRateLimits("Research", "batch", { tokens_per_day: 5 });
    managed.emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/rate_limits" });
    expect((await managed.drift()).drift).toBe(false);
    expect(managed.progress.join("\n")).toContain("The rate limits are left out: ");
  });
});
