import { describe, expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { runDrift } from "../../../cli/drift/runDrift.ts";
import { takeSnapshot } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Seed } from "../../../emulator/index.ts";
import { driftOptions, managedOrganization } from "./managedOrganization.ts";

const seed: Seed = {
  version: 1,
  settings: {
    organization_type: "claude_enterprise",
    enterprise_users: [{ id: "user_else", email: "else@example.com" }],
  },
  users: [
    { email: "owner@example.com", role: "primary_owner" },
    { id: "user_ann", email: "ann@example.com" },
    { id: "user_bob", email: "bob@example.com" },
    { id: "user_eve", email: "eve@example.com" },
  ],
  rbac_groups: [
    { id: "rbac_group_eng", name: "Engineering" },
    { id: "rbac_group_lab", name: "Lab" },
  ],
  rbac_group_members: [
    { rbac_group_id: "Engineering", user_id: "ann@example.com" },
    { rbac_group_id: "Engineering", user_id: "bob@example.com" },
    { rbac_group_id: "Lab", user_id: "ann@example.com" },
  ],
};

describe("drift of RBAC groups", { timeout: 30_000 }, () => {
  it("reports each member, renamed and deleted groups, and unmanaged ones", async () => {
    const managed = await managedOrganization(seed);
    expect((await managed.drift()).findings).toEqual([]);
    const { console: admin } = managed.emulator.organization();
    admin.renameRbacGroup("Engineering", "Builders");
    admin.removeRbacGroupMember("Builders", "bob@example.com");
    admin.addRbacGroupMember("Builders", "eve@example.com");
    admin.addRbacGroupMember("Builders", "user_else");
    admin.setUserEmail("ann@example.com", "anna@example.com");
    admin.deleteRbacGroup("Lab");
    const { id } = admin.createRbacGroup({ name: "New" });
    admin.addRbacGroupMember("New", "bob@example.com");
    const synced = admin.createRbacGroup({ name: "Synced", source: "scim" }).id;
    admin.addRbacGroupMember("Synced", "bob@example.com");

    const { findings, drift, unread } = await managed.drift();
    expect({ drift, unread }).toEqual({ drift: true, unread: [] });
    const shown = findings
      .filter(({ kind }) => kind.startsWith("Rbac"))
      .map(({ category, kind, name, id: of, detail }) => `${category} ${kind} ${name} ${of}: ${detail}`);
    expect(shown.sort()).toEqual(
      [
        "changed RbacGroup Engineering rbac_group_eng: name: declared Engineering, actual Builders",
        "changed RbacGroupMembers anna@example.com rbac_group_eng: the email address changed: email: declared ann@example.com, actual anna@example.com",
        "changed RbacGroupMembers eve@example.com rbac_group_eng: is a member and not declared; the next `up` removes the membership",
        'removed RbacGroup Lab rbac_group_lab: the group was deleted outside of Pulumi; remove the resource from the program, or create a new group with `onRemoved: "recreate"`',
        "removed RbacGroupMembers bob@example.com rbac_group_eng: the membership was removed; `pulumi up --refresh` adds it again",
        "removed RbacGroupMembers rbac_group_lab rbac_group_lab: the group was deleted outside of Pulumi; remove the resource from the program",
        expect.stringMatching(
          new RegExp(`^unmanaged RbacGroup New ${id}: no stack manages this group, created \\d{4}-`),
        ),
        `unmanaged RbacGroup Synced ${synced}: the identity provider manages this group`,
        `unmanaged RbacGroupMembers bob@example.com ${id}: a member of the group New`,
      ].map((line) => line),
    );
  });

  it("compares two snapshots, and ignores roles that are unknown", async () => {
    const managed = await managedOrganization(seed);
    await takeSnapshot(managed.io, { output: "before.json" });
    const { console: admin } = managed.emulator.organization();
    managed.emulator.assumptions.rbacRoleIds = "unknown";
    const since = async () =>
      (await managed.drift({ since: "before.json" })).findings
        .filter(({ category }) => category === "since")
        .map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`);
    expect(await since()).toEqual([]);
    managed.emulator.assumptions.rbacRoleIds = "known";
    const role = admin.createRbacRole({ display_name: "Chat" });
    admin.setRbacGroupRoles("Lab", ["Chat"]);
    admin.addRbacGroupMember("Lab", "eve@example.com");
    expect(await since()).toEqual([
      expect.stringContaining(`RbacGroup Lab: roleIds`),
      "RbacGroupMembers eve@example.com: added",
    ]);
    expect((await since())[0]).toContain(role.id);
  });

  it("shows members and role names in the HTML report, and reads the roles only for it", async () => {
    const managed = await managedOrganization(seed);
    const { console: admin } = managed.emulator.organization();
    admin.createRbacRole({ display_name: "Chat & Code" });
    admin.setRbacGroupRoles("Lab", ["Chat & Code"]);
    admin.addRbacGroupMember("Lab", "eve@example.com");
    await runDrift(managed.io, { ...driftOptions, html: "drift.html" });
    const html = await managed.file("drift.html");
    expect(html).toContain("A Claude Enterprise organization has no workspaces.");
    expect(html).toContain("<span>Lab</span>");
    expect(html).toContain("<td>Chat &amp; Code</td>");
    expect(html).toMatch(/eve@example\.com<\/th><td>user<\/td><td><\/td><td class="cell mark changed"/);
    expect(html).toMatch(/<td>RbacGroupMembers<\/td>.*eve@example\.com/);
    expect(managed.emulator.requests.filter(({ path }) => path.includes("rbac_roles"))).toHaveLength(1);
    managed.emulator.clearRequests();
    await managed.drift();
    expect(managed.emulator.requests.filter(({ path }) => path.includes("rbac_roles"))).toEqual([]);
  });

  it("shows the IDs of roles that cannot be read, without a note", async () => {
    const managed = await managedOrganization(seed);
    const { console: admin } = managed.emulator.organization();
    const { id } = admin.createRbacRole({ display_name: "Chat" });
    admin.setRbacGroupRoles("Lab", ["Chat"]);
    managed.emulator.faults.add({ kind: "status", status: 403, path: "/v1/organizations/rbac_roles" });
    await runDrift(managed.io, { ...driftOptions, html: "drift.html", json: "drift.json" });
    expect(await managed.file("drift.html")).toContain(`<td>${id}</td>`);
    expect(JSON.parse(await managed.file("drift.json"))).toMatchObject({ incomplete: false, unread: [] });
  });

  it("does not take groups for removed when the key cannot read them", async () => {
    const managed = await managedOrganization(seed);
    const secret = "sk-ant-api01-members";
    managed.emulator.organization().credentials.add({ secret, kind: "scoped", scopes: ["read:members"] });
    const io = { ...managed.io, env: { ...managed.io.env, ANTHROPIC_ADMIN_KEY: secret } };
    const { findings, unread, incomplete } = (await reportDrift(io, driftOptions)).report;
    expect(findings.map(({ category, kind }) => `${category} ${kind}`)).toEqual(
      expect.arrayContaining(["not-checked RbacGroup", "not-checked RbacGroupMembers"]),
    );
    expect(findings.filter(({ category }) => category === "removed")).toEqual([]);
    expect(incomplete).toBe(true);
    expect(unread.find(({ family }) => family === "groups")?.reason).toContain(
      "This endpoint requires read:rbac_groups",
    );
  });
});
