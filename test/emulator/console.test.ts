import { describe, expect, it } from "vitest";
import { ConsoleError, type Seed } from "../../emulator/index.ts";
import { emulate } from "./setup.ts";

async function start(seed: Seed | "sample" = "sample") {
  const emulator = await emulate({ seed });
  const organization = emulator.organization();
  return { emulator, organization, people: organization.console };
}

describe("a person in the Console", () => {
  it("makes, changes and archives workspaces, by ID or name", async () => {
    const { organization, people } = await start();
    const robots = people.createWorkspace({
      name: "Robots",
      tags: { team: "robots" },
      displayColor: "#010203",
      dataResidency: { default_inference_geo: "us" },
      externalKeyId: "ekey_01a",
    });
    expect(robots).toMatchObject({
      display_color: "#010203",
      external_key_id: "ekey_01a",
      data_residency: { default_inference_geo: "us", workspace_geo: "us" },
    });
    const changed = people.updateWorkspace("Robots", { name: "Arms", tags: {}, displayColor: "#000000" });
    expect(changed).toEqual({ ...robots, name: "Arms", tags: {}, display_color: "#000000" });
    const archived = people.archiveWorkspace(robots.id);
    expect(archived).toEqual({ ...changed, archived_at: expect.any(String) });
    expect(people.archiveWorkspace(robots.id)).toEqual(archived);
    expect(organization.state().workspaces).toContainEqual(archived);
  });

  it("moves people about, admins included", async () => {
    const { organization, people } = await start();
    const eva = people.addUser({ email: "Eva@example.com", name: "Eva E", role: "admin" });
    expect(people.setUserRole("eva@example.com", "user")).toEqual({ ...eva, role: "user" });
    expect(people.setUserRole(eva.id, "admin").role).toBe("admin");
    expect(people.setUserEmail(eva.id, "eva.e@example.com")).toEqual({ ...eva, email: "eva.e@example.com" });
    expect(() => people.setUserRole("eva@example.com", "user")).toThrow(
      "There is no member eva@example.com.",
    );
    people.removeUser("eva.e@example.com");
    expect(organization.state().users).toHaveLength(12);
  });

  it("invites, accepts for the invited and withdraws", async () => {
    const { emulator, people } = await start();
    const invite = people.invite("eva@example.com", "admin");
    expect(emulator.sentInvitations).toMatchObject([{ to: "eva@example.com", inviteId: invite.id }]);
    expect(people.acceptInvite("EVA@example.com", "Eva E")).toMatchObject({ name: "Eva E", role: "admin" });
    expect(people.deleteInvite("hana.sato@example.com").status).toBe("deleted");
    expect(() => people.acceptInvite("rafael.costa@example.com")).toThrow(/is expired, not pending/);
    expect(() => people.acceptInvite("hana.sato@example.com")).toThrow(/is deleted, not pending/);
    expect(() => people.acceptInvite("nobody@example.com")).toThrow(
      "There is no invitation nobody@example.com.",
    );
    const race = people.invite("fay@example.com", "user");
    people.addUser({ email: "fay@example.com" });
    expect(() => people.acceptInvite(race.id)).toThrow("is a member already");
  });

  it("gives, changes and takes roles in workspaces", async () => {
    const { organization, people } = await start();
    const member = people.addMember("Research", "ben.carter@example.com", "workspace_user");
    expect(organization.state().members).toContainEqual(member);
    expect(people.setMemberRole("Research", member.user_id, "workspace_admin")).toEqual({
      ...member,
      workspace_role: "workspace_admin",
    });
    people.removeMember(member.workspace_id, member.user_id);
    expect(() => people.removeMember("Research", member.user_id)).toThrow("no member of Research");
    expect(() => people.setMemberRole("Research", member.user_id, "workspace_user")).toThrow(
      "no member of Research",
    );
    expect(() => people.addMember("Research", "ines.falk@example.com", "workspace_user")).toThrow(
      "role admin",
    );
    expect(people.setMemberRole("Research", "greta.lindqvist@example.com", "workspace_admin")).toMatchObject({
      workspace_role: "workspace_admin",
    });
  });

  it("makes keys of every kind and switches them", async () => {
    const { organization, people } = await start();
    const [admin] = organization.state().users;
    const plain = people.createApiKey({ name: "plain" });
    expect(plain).toMatchObject({
      scope: { type: "workspace", workspace_id: organization.state().default_workspace.id },
      created_by: { id: admin?.id, type: "user" },
      principal: null,
      status: "active",
      expires_at: null,
      partial_key_hint: expect.stringMatching(/^sk-ant-api03-\w{3}\.\.\.\w{4}$/),
    });
    const own = people.createApiKey({
      name: "own",
      personal: true,
      createdBy: "mei.chen@example.com",
      expiresAt: new Date("2040-01-01T00:00:00Z"),
    });
    expect(own).toMatchObject({
      scope: { type: "organization" },
      principal: { type: "user_actor", user_id: own.created_by?.id },
      expires_at: "2040-01-01T00:00:00.000000Z",
    });
    expect(people.createApiKey({ name: "x", workspaceId: "Staging", status: "inactive" }).status).toBe(
      "inactive",
    );
    expect(people.renameApiKey(own.id, "mine").name).toBe("mine");
    expect(people.setApiKeyStatus(own.id, "archived").status).toBe("archived");
    expect(() => people.setApiKeyStatus(own.id, "active")).toThrow("archived for good");
  });

  it("is told in one sentence what cannot be done", async () => {
    const { people } = await start();
    people.createWorkspace({ name: "Staging" });
    const impossible = [
      () => people.updateWorkspace("Staging", { name: "x" }),
      () => people.updateWorkspace("Default", { name: "x" }),
      () => people.archiveWorkspace("Default"),
      () => people.archiveWorkspace("Nowhere"),
      () => people.addUser({ email: "mei.chen@example.com" }),
      () => people.invite("mei.chen@example.com", "user"),
      () => people.invite("hana.sato@example.com", "user"),
      () => people.setUserEmail("mei.chen@example.com", "ben.carter@example.com"),
      () => people.addMember("Default", "mei.chen@example.com", "workspace_user"),
      () => people.addMember("Research", "mei.chen@example.com", "workspace_user"),
      () => people.renameApiKey("apikey_01none", "x"),
    ];
    for (const act of impossible) expect(act).toThrow(ConsoleError);
  });

  it("acts without requests", async () => {
    const { emulator, people } = await start();
    people.createWorkspace({ name: "Robots" });
    expect(emulator.requests).toEqual([]);
  });
});
