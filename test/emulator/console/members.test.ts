import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("memberActions", () => {
  it("adds, changes and removes members of a workspace", async () => {
    const { organization, admin } = await startConsole();
    const member = admin.addMember("Research", "ben.carter@example.com", "workspace_user");
    expect(organization.state().members).toContainEqual(member);
    expect(admin.setMemberRole("Research", member.user_id, "workspace_admin")).toEqual({
      ...member,
      workspace_role: "workspace_admin",
    });
    admin.removeMember(member.workspace_id, member.user_id);
    const notMember = 'ben.carter@example.com is not a member of workspace "Research".';
    expect(() => admin.removeMember("Research", member.user_id)).toThrow(notMember);
    expect(() => admin.setMemberRole("Research", member.user_id, "workspace_user")).toThrow(notMember);
  });

  it("raises only the inherited role of a billing member", async () => {
    const { admin } = await startConsole();
    expect(() => admin.addMember("Research", "ines.falk@example.com", "workspace_user")).toThrow(
      "ines.falk@example.com has the organization role admin, which determines the role in every workspace.",
    );
    expect(admin.setMemberRole("Research", "greta.lindqvist@example.com", "workspace_admin")).toMatchObject({
      workspace_role: "workspace_admin",
    });
  });

  it("adds nobody twice, to the default workspace or to an archived one", async () => {
    const { admin } = await startConsole();
    const add = (workspace: string) => () =>
      admin.addMember(workspace, "mei.chen@example.com", "workspace_user");
    expect(add("Research")).toThrow('mei.chen@example.com is a member of workspace "Research".');
    expect(add("Default")).toThrow("The default workspace has no explicit members.");
    const { id } = admin.archiveWorkspace("Staging");
    expect(add(id)).toThrow(`The workspace "${id}" is archived.`);
  });
});
