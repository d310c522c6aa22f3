import { describe, expect, it } from "vitest";
import { part } from "../setup.ts";
import { problem, startControl } from "./setup.ts";

describe("the control routes of the Console", () => {
  it("carry out every action", async () => {
    const { emulator, ask, organization } = await startControl();
    const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
    const user = "eva@example.com";
    await act("createWorkspace", {
      name: "Robots",
      tags: { a: "b" },
      dataResidency: { default_inference_geo: "us" },
    });
    expect(await act("updateWorkspace", { workspace: "Robots", displayColor: "#000000" })).toMatchObject({
      display_color: "#000000",
      tags: { a: "b" },
      data_residency: { default_inference_geo: "us", workspace_geo: "us" },
    });
    await act("invite", { email: user, role: "admin" });
    expect(await act("acceptInvite", { invite: user })).toMatchObject({ role: "admin" });
    await act("setUserRole", { user, role: "user" });
    await act("addMember", { workspace: "Robots", user, role: "workspace_user" });
    expect(await act("setMemberRole", { workspace: "Robots", user, role: "workspace_admin" })).toMatchObject({
      workspace_role: "workspace_admin",
    });
    expect(await act("removeMember", { workspace: "Robots", user })).toEqual({ done: true });
    await act("setUserEmail", { user, email: "eve@example.com" });
    await act("removeUser", { user: "eve@example.com" });
    await act("addUser", { email: user, name: "Eva", role: "developer" });
    expect(await act("deleteInvite", { invite: "hana.sato@example.com" })).toMatchObject({
      status: "deleted",
    });
    const key = await act("createApiKey", { name: "k", createdBy: user, expiresAt: "2090-01-01T00:00:00Z" });
    const id = part(key, "id");
    expect(await act("renameApiKey", { id, name: "kk" })).toMatchObject({ name: "kk" });
    expect(await act("setApiKeyStatus", { id, status: "inactive" })).toMatchObject({ status: "inactive" });
    await act("setRateLimits", { group: "batch", limits: { requests_per_minute: 60 } });
    const limited = await act("setWorkspaceRateLimits", {
      workspace: "Robots",
      group: "batch",
      limits: { requests_per_minute: 50, tokens_per_minute: null },
    });
    expect(part(limited, "limits")).toMatchObject([{ value: 50, org_limit: 60 }]);
    expect(await act("archiveWorkspace", { workspace: "Robots" })).toMatchObject({
      archived_at: expect.any(String),
    });
    expect(organization.state().users.at(-1)).toMatchObject({ name: "Eva", role: "developer" });
    expect(
      await problem(emulator, "POST /_emulator/console/removeUser", { user: "nobody@example.com" }),
    ).toEqual([400, 'There is no user "nobody@example.com".']);
    expect(await problem(emulator, "POST /_emulator/console/removeUser", {})).toEqual([
      400,
      "user: Field required",
    ]);
  });
});
