import { describe, expect, it } from "vitest";
import { emulate, part, send } from "../setup.ts";

describe("OrganizationState", () => {
  it("returns a snapshot that later changes do not affect", async () => {
    const emulator = await emulate();
    const { state, settings } = emulator.organization();
    const before = state();
    const copy = structuredClone(before);
    await send(emulator, "POST /v1/organizations/workspaces", { body: { name: "Robots" } });
    settings.member_limit = 3;
    expect(before).toEqual(copy);
    expect(state()).toMatchObject({ workspaces: [{ name: "Robots" }], settings: { member_limit: 3 } });
  });

  it("accepts an invitation at the time at which the user joins", async () => {
    const emulator = await emulate();
    const { console: actions } = emulator.organization();
    const { id } = actions.invite("ann@example.com", "developer");
    const user = actions.acceptInvite(id);
    const invite = await send(emulator, `GET /v1/organizations/invites/${id}`);
    expect(part(invite.body, "accepted_at")).toBe(user.added_at);
  });

  it("archives the keys of an archived workspace and the personal keys of a removed user", async () => {
    const emulator = await emulate();
    const { console: actions, state } = emulator.organization();
    actions.createWorkspace({ name: "Robots" });
    actions.addUser({ email: "ann@example.com" });
    const createdBy = "ann@example.com";
    actions.createApiKey({ name: "workspace", workspaceId: "Robots", createdBy });
    actions.createApiKey({ name: "personal", personal: true, createdBy });
    actions.createApiKey({ name: "default", createdBy });
    const statuses = () => state().api_keys.map(({ name, status }) => `${name} ${status}`);
    actions.removeUser("ann@example.com");
    expect(statuses()).toEqual(["workspace active", "personal archived", "default active"]);
    actions.archiveWorkspace("Robots");
    expect(statuses()).toEqual(["workspace archived", "personal archived", "default active"]);
  });
});
