import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("serviceAccountActions", () => {
  it("create, change and archive service accounts, and set their roles in workspaces", async () => {
    const { organization, admin } = await startConsole();
    const { id } = admin.createServiceAccount({ name: "deploy" });
    expect(() => admin.createServiceAccount({ name: "deploy" })).toThrow(
      'A service account has the name "deploy".',
    );
    expect(admin.updateServiceAccount("deploy", { role: "admin" })).toMatchObject({
      id,
      description: null,
      organization_role: "admin",
    });
    expect(admin.updateServiceAccount(id, { description: "Deploys" })).toMatchObject({
      description: "Deploys",
      organization_role: "admin",
    });
    admin.setServiceAccountMember("Research", "deploy", "workspace_user");
    admin.setServiceAccountMember("Research", id, "workspace_developer");
    expect(organization.state().service_account_members).toMatchObject([
      { service_account_id: id, workspace_role: "workspace_developer" },
    ]);
    admin.removeServiceAccountMember("Research", "deploy");
    expect(() => admin.removeServiceAccountMember("Research", "deploy")).toThrow(
      'The service account "deploy" is not a member of workspace "Research".',
    );
    const archived = admin.archiveServiceAccount("deploy");
    expect(admin.archiveServiceAccount("deploy")).toEqual(archived);
    expect(() => admin.updateServiceAccount("deploy", {})).toThrow(
      'The service account "deploy" is archived.',
    );
    expect(() => admin.setServiceAccountMember("Research", "deploy", "workspace_user")).toThrow(
      'The service account "deploy" is archived.',
    );
    admin.archiveWorkspace("Research");
    expect(() => admin.archiveServiceAccount("nobody")).toThrow('There is no service account "nobody".');
  });
});
