import { describe, expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import { stateOf, workdirOf } from "../workdir.ts";
import { driftOptions, managedOrganization, resourcesOf, rows } from "./managedOrganization.ts";

describe("reportDrift", { timeout: 30_000 }, () => {
  it("reads each list once, writes nothing, and reports no drift without changes", async () => {
    const managed = await managedOrganization("sample", { kinds: "all" });
    const report = await managed.drift();
    expect(report).toMatchObject({ drift: false, counts: { changed: 0, unmanaged: 0, pending: 2 } });
    const requests = managed.emulator.requests.map(
      ({ method, path }) => `${method} ${path.replace(/wrkspc_\w+/, "ID")}`,
    );
    const open = 5;
    expect(requests.filter((request) => request.endsWith("/ID/members"))).toHaveLength(open);
    // No stack declares a rate limit.
    expect(requests.filter((request) => !request.endsWith("/ID/members")).sort()).toEqual([
      "GET /v1/organizations/api_keys",
      "GET /v1/organizations/compliance_settings",
      "GET /v1/organizations/external_keys",
      "GET /v1/organizations/invites",
      "GET /v1/organizations/spend_limits",
      "GET /v1/organizations/users",
      "GET /v1/organizations/workspaces",
    ]);
  });

  it("rejects an empty list of workspaces or users", async () => {
    const managed = await managedOrganization("sample");
    for (const what of ["workspaces", "users"]) {
      managed.emulator.faults.add({
        kind: "status",
        status: 200,
        body: { data: [], has_more: false, first_id: null, last_id: null },
        path: `/v1/organizations/${what}`,
      });
      await expect(managed.drift()).rejects.toThrow(
        /^cannot list .*: every organization has an? .*, and the list is empty, so the response cannot be right\. /,
      );
    }
  });

  it("rejects a key of another organization, and notes resources of another one", async () => {
    const managed = await managedOrganization("sample");
    const other = await workdirOf({ seed: "sample" });
    const resources = await resourcesOf(managed);
    await other.write("state.json", stateOf(resources));
    const elsewhere = { ...managed, io: { ...managed.io, env: other.io.env } };
    await expect(reportDrift(elsewhere.io, driftOptions)).rejects.toThrow(
      /^The credential belongs to organization .*, but the stacks manage .*\. Nothing was compared\./,
    );

    const foreign = resources.map((resource: { outputs: object }) => ({
      ...resource,
      outputs: { ...resource.outputs, __organization: "00000000-0000-0000-0000-000000000000" },
    }));
    await managed.write("foreign.json", stateOf(foreign));
    const report = await managed.drift({ state: ["state.json", "foreign.json"] });
    expect(report.drift).toBe(false);
    expect(report.notes).toEqual([
      `${foreign.length} resources of foreign.json belong to another organization and were not compared.`,
    ]);
  });

  it("ignores the owner tag of a stack whose settings are not read", async () => {
    const managed = await managedOrganization("sample");
    const workspace = managed.emulator
      .organization()
      .state()
      .workspaces?.find(({ name }) => name === "Production");
    managed.emulator
      .organization()
      .console.updateWorkspace(workspace?.id ?? "", { tags: { ...workspace?.tags, owner: "acme/dev" } });
    expect(rows(await managed.drift(), ["pending"])).toEqual([]);
    managed.emulator
      .organization()
      .console.updateWorkspace(workspace?.id ?? "", { tags: { ...workspace?.tags, owner: "acme/prod" } });
    const { findings } = await managed.drift();
    expect(findings.find(({ category }) => category === "changed")?.differences).toEqual([
      { property: "tags.owner", actual: "acme/prod" },
    ]);
  });

  it("compares with a snapshot alone, without a stack", async () => {
    const managed = await workdirOf({ seed: "sample" });
    await takeSnapshot(managed.io, { output: "before.json" });
    const { console: admin } = managed.emulator.organization();
    admin.setUserRole("mei.chen@example.com", "developer");
    admin.setUserEmail("ben.carter@example.com", "ben@example.com");
    const { report } = await reportDrift(managed.io, { ...driftOptions, state: [], since: "before.json" });
    expect(report).toMatchObject({
      drift: true,
      stacks: [],
      since: "before.json",
      counts: { since: 2, unmanaged: 0 },
    });
    expect(report.findings.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      "ben@example.com: email: ben.carter@example.com before, ben@example.com now",
      "mei.chen@example.com: role: user before, developer now",
    ]);
    const other = await workdirOf({ seed: "sample" });
    await other.write("before.json", await managed.file("before.json"));
    await expect(reportDrift(other.io, { ...driftOptions, state: [], since: "before.json" })).rejects.toThrow(
      /^The credential belongs to organization .*, but the snapshot is of /,
    );
  });
});
