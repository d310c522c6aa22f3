import { describe, expect, it } from "vitest";
import { runDrift } from "../../../cli/drift/runDrift.ts";
import type { Seed } from "../../../emulator/index.ts";
import { stateOf } from "../workdir.ts";
import { driftOptions, managedOrganization, resourcesOf, rows } from "./managedOrganization.ts";

describe("declaredFindings", { timeout: 30_000 }, () => {
  it("requests an object that no list has once, however many resources are about it", async () => {
    const managed = await managedOrganization("sample");
    managed.emulator.organization().console.removeUser("aisha.bello@example.com");
    const { counts } = await managed.drift();
    expect(counts).toMatchObject({ removed: 1, "not-invited": 2 });
    const requests = managed.emulator.requests.filter(({ path }) => /\/users\/user_/.test(path));
    expect(requests).toHaveLength(1);
  });

  it("tells pending, expiring and expired invitations apart", async () => {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const seed: Seed = {
      version: 1,
      users: [{ email: "ada@example.com", role: "admin" }],
      invites: [
        { email: "early@example.com", role: "user", invited_at: ago(2) },
        { email: "late@example.com", role: "user", invited_at: ago(19) },
      ],
    };
    const managed = await managedOrganization(seed);
    expect(rows(await managed.drift())).toEqual([
      "expiring Member late@example.com",
      "pending Member early@example.com",
    ]);
    expect(rows(await managed.drift({ expiringWithin: 30 }))).toEqual([
      "expiring Member early@example.com",
      "expiring Member late@example.com",
    ]);
    managed.emulator.clock.advance({ days: 4 });
    const report = await managed.drift();
    expect(rows(report)).toContain("not-invited Member late@example.com");
    expect(report.drift).toBe(false);
  });

  it("names the role of a pending invitation and the declared one, also on the page", async () => {
    const managed = await managedOrganization({
      version: 1,
      users: [{ email: "ada@example.com", role: "admin" }],
      workspaces: [{ name: "Lab" }],
      invites: [{ email: "emma@example.com", role: "user" }],
    });
    const declare = async (role: string) => {
      const resources = await resourcesOf(managed);
      for (const { kind, inputs, outputs } of resources) {
        if (kind !== "Member") continue;
        inputs.role = role;
        outputs.role = role;
      }
      await managed.write("state.json", stateOf(resources));
    };
    const pageRow = async () => {
      await runDrift(managed.io, { ...driftOptions, html: "drift.html" });
      return /<td>(invited as .*?)<\/td>/.exec(await managed.file("drift.html"))?.[1];
    };
    expect(await pageRow()).toBe("invited as user");
    await declare("developer");
    const { findings, drift } = await managed.drift();
    expect(drift).toBe(false);
    expect(findings).toMatchObject([
      {
        category: "pending",
        differences: [{ property: "role", declared: "developer", actual: "user" }],
        detail: expect.stringMatching(
          /^invited as user until \d{4}-\d\d-\d\d; the program declares developer, and the first `up` after acceptance changes the role to developer$/,
        ),
      },
    ]);
    expect(await pageRow()).toBe("invited as user <small>declared developer</small>");
  });

  it("names the probable user when an invited user accepted and has another email address", async () => {
    const managed = await managedOrganization({
      version: 1,
      users: [{ email: "ada@example.com", role: "admin", added_at: "2025-01-01T00:00:00Z" }],
      invites: [{ email: "emma@example.com", role: "user" }],
    });
    const { console: admin } = managed.emulator.organization();
    const { id } = admin.acceptInvite("emma@example.com");
    admin.setUserEmail(id, "emma.new@example.com");
    const { findings } = await managed.drift();
    expect(
      findings.filter(({ kind, category }) => kind === "Member" && category !== "unmanaged"),
    ).toMatchObject([
      {
        category: "changed",
        differences: [],
        detail: `the invitation was accepted, but no user has the email address now. The user is probably emma.new@example.com (${id}), who joined at the same time. Use the new email address in the program`,
      },
    ]);
  });

  it("ignores what the resource option `ignoreChanges` covers, in each of its forms", async () => {
    const managed = await managedOrganization("sample");
    const workspace = managed.emulator
      .organization()
      .state()
      .workspaces?.find(({ name }) => name === "Production");
    const { id = "", tags = {} } = workspace ?? {};
    managed.emulator.organization().console.updateWorkspace(id, { tags: { ...tags, team: "another" } });
    const state = await managed.file("state.json");
    const changed = async (...ignoreChanges: string[]) => {
      const { deployment, ...rest } = JSON.parse(state);
      for (const resource of deployment.resources)
        if (resource.id === id) resource.ignoreChanges = ignoreChanges;
      await managed.write("state.json", { ...rest, deployment });
      return (await managed.drift()).counts.changed;
    };
    expect(await changed()).toBe(1);
    expect(await changed("name", 'tags["tea"]', "tag", "tags.team.x")).toBe(1);
    for (const path of ["tags", "tags.team", 'tags["team"]', '["tags"].team', "tags[*]", "*"]) {
      expect(await changed(path)).toBe(0);
    }
  });
});
