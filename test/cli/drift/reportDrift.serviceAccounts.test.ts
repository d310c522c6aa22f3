import { describe, expect, it } from "vitest";
import { reportHtml } from "../../../cli/drift/html.ts";
import { matrixOf } from "../../../cli/drift/matrix.ts";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { stateOf } from "../workdir.ts";
import { driftOptions, managedOrganization, resourcesOf } from "./managedOrganization.ts";

const seed = {
  version: 1 as const,
  workspaces: [{ name: "Research", id: "wrkspc_1" }],
  service_accounts: [
    { id: "svac_1", name: "deploy" },
    { id: "svac_2", name: "evals" },
  ],
  service_account_members: [
    {
      workspace_id: "Research",
      service_account_id: "deploy",
      workspace_role: "workspace_developer" as const,
    },
  ],
};
const managed = () => managedOrganization(seed, { kinds: "all", token: "interactiveOauth" });
const lines = (report: Awaited<ReturnType<Awaited<ReturnType<typeof managed>>["drift"]>>) =>
  report.findings.map(({ category, kind, id, detail }) => `${category} ${kind} ${id}: ${detail}`);

describe("drift of service accounts", () => {
  it("reports nothing without changes, with one list of accounts and of each workspace or account", async () => {
    const { drift, emulator } = await managed();
    const report = await drift();
    expect(report).toMatchObject({ drift: false, unread: [{ family: "spendLimits" }], findings: [] });
    const sent = emulator.requests
      .map(({ path }) => path)
      .filter((path) => path.includes("service_accounts"));
    expect(sent).toHaveLength(1 + 2);
  });

  it("reports changed, removed and unmanaged service accounts and memberships", async () => {
    const { drift, emulator } = await managed();
    const { console: admin, state } = emulator.organization();
    admin.updateServiceAccount("deploy", { role: "admin" });
    admin.removeServiceAccountMember("Research", "deploy");
    admin.archiveServiceAccount("evals");
    admin.createServiceAccount({ name: "shadow" });
    admin.setServiceAccountMember("Research", "shadow", "workspace_admin");
    const { id: shadow, created_at: at } = state().service_accounts.at(-1) ?? { id: "", created_at: "" };
    expect(lines(await drift())).toEqual([
      "changed ServiceAccount svac_1: organizationRole: declared developer, actual admin",
      'removed ServiceAccount svac_2: it was archived outside of Pulumi, which is final; remove the resource from the program, or create a new service account with `onArchived: "recreate"`',
      "removed WorkspaceServiceAccount wrkspc_1/svac_1: the membership was removed; `pulumi up --refresh` adds it again",
      `unmanaged ServiceAccount ${shadow}: developer, created ${at.slice(0, 10)}`,
      `unmanaged WorkspaceServiceAccount wrkspc_1/${shadow}: workspace_admin`,
    ]);
    admin.setServiceAccountMember("Research", "deploy", "workspace_user");
    expect(lines(await drift())).toContain(
      "changed WorkspaceServiceAccount wrkspc_1/svac_1: role: declared workspace_developer, actual workspace_user",
    );
  });

  it("never reports the implicit membership of the default workspace", async () => {
    const { drift } = await managed();
    expect((await drift()).counts.unmanaged).toBe(0);
  });

  it("reports service accounts that two stacks declare", async () => {
    const organization = await managed();
    await organization.write("other.json", stateOf(await resourcesOf(organization)));
    const report = await organization.drift({ state: ["state.json", "other.json"] });
    expect(report.findings.map(({ category, kind }) => `${category} ${kind}`)).toEqual([
      "declared-twice Workspace",
      "declared-twice ServiceAccount",
      "declared-twice ServiceAccount",
      "declared-twice WorkspaceServiceAccount",
    ]);
  });

  it("reports changes of service accounts since a snapshot", async () => {
    const { drift, io, emulator } = await managed();
    await takeSnapshot(io, { output: "before.json" });
    const { console: admin } = emulator.organization();
    admin.updateServiceAccount("evals", { description: "Changed" });
    admin.setServiceAccountMember("Research", "deploy", "workspace_admin");
    admin.archiveServiceAccount("deploy");
    const report = await drift({ state: [], since: "before.json" });
    expect(lines(report)).toEqual([
      "since ServiceAccount svac_1: status: active before, archived now",
      'since ServiceAccount svac_2: description: "" before, Changed now',
      "since WorkspaceServiceAccount wrkspc_1/svac_1: removed (workspace_developer)",
    ]);
  });

  it("shows service accounts in the access matrix, with the default workspace only if one has a role there", async () => {
    const { io, emulator } = await managed();
    const { console: admin, state } = emulator.organization();
    admin.setServiceAccountMember("Research", "evals", "workspace_admin");
    const matrix = async () => {
      const { report, context } = await reportDrift(io, driftOptions);
      return { report, matrix: matrixOf(context, report, undefined) };
    };
    const { report, matrix: before } = await matrix();
    expect(before.columns.map(({ name }) => name)).toEqual(["Research"]);
    const accounts = before.rows.filter(({ isServiceAccount }) => isServiceAccount);
    expect(accounts).toMatchObject([
      { user: "deploy", userId: "svac_1", role: "developer", cells: [{ role: "workspace_developer" }] },
      {
        user: "evals",
        cells: [{ role: "workspace_admin", highlight: { category: "unmanaged" } }],
      },
    ]);
    const html = reportHtml(report, { workspaces: before, groups: undefined });
    expect(html).toContain("deploy <small>service account</small>");
    admin.setServiceAccountMember(state().default_workspace.id, "evals", "workspace_user");
    expect((await matrix()).matrix.columns.map(({ name }) => name)).toEqual(["Default", "Research"]);
  });

  it("does not check service accounts with an Admin API key, and says once what is needed", async () => {
    const organization = await managed();
    const { emulator, io } = organization;
    const env = { ...io.env, ANTHROPIC_ADMIN_KEY: emulator.adminKey, ANTHROPIC_AUTH_TOKEN: undefined };
    emulator.organization().console.archiveWorkspace("Research");
    emulator.clearRequests();
    const { report } = await reportDrift({ ...io, env }, driftOptions);
    expect(lines(report)).toEqual([
      expect.stringMatching(/^removed Workspace /),
      ...["svac_1", "svac_2"].map(
        (id) =>
          `not-checked ServiceAccount ${id}: not compared, because the credential from ANTHROPIC_ADMIN_KEY is an Admin API key`,
      ),
      "not-checked WorkspaceServiceAccount wrkspc_1/svac_1: not compared, because the credential from ANTHROPIC_ADMIN_KEY is an Admin API key",
    ]);
    expect(report).toMatchObject({ drift: true, incomplete: true });
    expect(report.unread.filter(({ family }) => family === "serviceAccounts")).toMatchObject([
      {
        family: "serviceAccounts",
        remedy: expect.stringMatching(/^Unset ANTHROPIC_ADMIN_KEY and use federation/),
      },
    ]);
    expect(emulator.requests.filter(({ path }) => path.includes("service_accounts"))).toEqual([]);
  });
});
