import { describe, expect, it } from "vitest";
import { type ManagedOrganization, managedOrganization } from "./managedOrganization.ts";

/** An organization with one rate limit of a workspace, for Message Batches. */
const limitedBatch = {
  version: 1 as const,
  workspaces: [{ name: "Research", id: "wrkspc_1" }],
  workspace_rate_limits: [
    {
      workspace_id: "wrkspc_1",
      rate_limit_id: "batch",
      limits: [{ type: "requests_per_minute" as const, value: 10 }],
    },
  ],
};

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
      "Member kenji.mori@example.com",
      "Invite aisha.bello@example.com",
      "WorkspaceMember kenji.mori@example.com",
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
    const managed = await managedOrganization(limitedBatch);
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

  it("requests no rate limits if no stack declares one, and checks none that cannot be read", async () => {
    const refuse = (managed: ManagedOrganization) =>
      managed.emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/rate_limits" });
    const without = await managedOrganization("sample");
    without.emulator
      .organization()
      .console.setWorkspaceRateLimits("Research", "batch", { tokens_per_day: 5 });
    refuse(without);
    expect((await without.drift()).drift).toBe(false);
    const managed = await managedOrganization(limitedBatch);
    refuse(managed);
    expect(await managed.drift()).toMatchObject({
      drift: true,
      incomplete: true,
      unread: expect.arrayContaining([
        expect.objectContaining({ family: "rateLimits", because: "credential" }),
      ]),
      findings: [
        {
          category: "not-checked",
          kind: "WorkspaceRateLimit",
          detail: expect.stringMatching(/^not compared, because the API responded 403 /),
        },
      ],
    });
    expect(await managed.drift({ failOn: ["changed"] })).toMatchObject({ drift: false });
  });

  it("reports spend limits that no resource declares, and changed, deleted and archived ones", async () => {
    const managed = await managedOrganization({
      version: 1,
      settings: { spend_limits_early_access: true },
      workspaces: ["Research", "Labs", "Old"].map((name) => ({ name, id: `wrkspc_${name}` })),
      spend_limits: [
        { id: "spl_tier", scope: { type: "usage_tier" }, amount: "900000" },
        ...["Research", "Labs", "Old"].map((name) => ({
          id: `spl_${name}`,
          scope: { type: "workspace" as const, workspace_id: name },
          amount: "50000",
        })),
      ],
    });
    expect((await managed.drift()).findings).toEqual([]);
    const { console: admin } = managed.emulator.organization();
    admin.setSpendLimit({ type: "organization" }, "200000");
    admin.setSpendLimit({ type: "workspace", workspace_id: "Research" }, "60050");
    admin.deleteSpendLimit("spl_Labs");
    admin.archiveWorkspace("Old");
    const { findings } = await managed.drift();
    const kind = "SpendLimit";
    expect(findings.filter((finding) => finding.kind === kind)).toMatchObject([
      {
        category: "changed",
        id: "spl_Research",
        name: "monthly limit",
        workspace: { name: "Research" },
        differences: [{ property: "amount", declared: "500", actual: "600.5" }],
      },
      {
        category: "removed",
        workspace: { name: "Labs" },
        detail: "the limit was deleted; `pulumi up --refresh` sets it again",
      },
      {
        category: "removed",
        workspace: { name: "Old" },
        detail: "the workspace was archived, which is final and ended its spend limit",
      },
      {
        category: "unmanaged",
        name: "monthly limit of the organization",
        detail: expect.stringMatching(/^monthly limit of 2000 USD, set \d{4}-/),
        differences: [{ property: "amount", actual: "2000" }],
      },
    ]);
  });

  it("reports spend limits of users, and those of users who left as not invited", async () => {
    const managed = await managedOrganization({
      version: 1,
      settings: { organization_type: "claude_enterprise" },
      users: [{ email: "admin@example.com", role: "owner" }, { email: "ann@example.com" }],
      spend_limits: [{ scope: { type: "user", user_id: "ann@example.com" }, amount: "500" }],
    });
    expect((await managed.drift()).findings).toEqual([]);
    const { console: admin } = managed.emulator.organization();
    admin.setSpendLimit({ type: "user", user_id: "ann@example.com" }, null, "weekly");
    expect((await managed.drift()).findings).toMatchObject([
      {
        category: "unmanaged",
        kind: "SpendLimit",
        name: "ann@example.com",
        user: { email: "ann@example.com" },
        detail: expect.stringContaining("weekly limit of unlimited USD"),
      },
    ]);
    admin.removeUser("ann@example.com");
    const { findings } = await managed.drift();
    expect(findings.filter(({ kind }) => kind === "SpendLimit")).toMatchObject([
      {
        category: "not-invited",
        detail: "the spend limit is pending, and the user is neither in the organization nor invited",
      },
    ]);
  });

  it("sends one request to an organization without early access, and reports that declared limits were not checked", async () => {
    const managed = await managedOrganization("sample");
    expect(await managed.drift()).toMatchObject({
      drift: false,
      incomplete: false,
      unread: expect.arrayContaining([
        expect.objectContaining({ family: "spendLimits", because: "organization" }),
      ]),
    });
    const asked = () => managed.emulator.requests.filter(({ path }) => path.includes("spend_limits"));
    expect(asked()).toHaveLength(1);

    const limited = await managedOrganization({
      version: 1,
      settings: { spend_limits_early_access: true },
      spend_limits: [{ scope: { type: "organization" }, amount: "500" }],
    });
    limited.emulator.organization().settings.spend_limits_early_access = false;
    expect(await limited.drift()).toMatchObject({
      drift: true,
      incomplete: true,
      findings: [
        {
          category: "not-checked",
          kind: "SpendLimit",
          detail: expect.stringContaining("this organization has no access to the Spend Limits API"),
        },
      ],
    });
  });
});
