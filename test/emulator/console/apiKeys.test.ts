import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("apiKeyActions", () => {
  it("creates keys of workspaces and personal keys", async () => {
    const { organization, admin } = await startConsole();
    const [firstAdmin] = organization.state().users;
    const plain = admin.createApiKey({ name: "plain" });
    expect(plain).toMatchObject({
      scope: { type: "workspace", workspace_id: organization.state().default_workspace.id },
      created_by: { id: firstAdmin?.id, type: "user" },
      principal: null,
      status: "active",
      expires_at: null,
      partial_key_hint: expect.stringMatching(/^sk-ant-api03-\w{3}\.\.\.\w{4}$/),
    });
    const personal = admin.createApiKey({
      name: "personal",
      personal: true,
      createdBy: "mei.chen@example.com",
      expiresAt: new Date("2040-01-01T00:00:00Z"),
    });
    expect(personal).toMatchObject({
      scope: { type: "organization" },
      principal: { type: "user_actor", user_id: personal.created_by?.id },
      expires_at: "2040-01-01T00:00:00.000000Z",
    });
    expect(admin.createApiKey({ name: "x", workspaceId: "Staging", status: "inactive" }).status).toBe(
      "inactive",
    );
  });

  it("renames and archives keys, and never unarchives one", async () => {
    const { admin } = await startConsole();
    const { id } = admin.createApiKey({ name: "ci" });
    expect(admin.renameApiKey(id, "ci-main").name).toBe("ci-main");
    expect(admin.setApiKeyStatus(id, "archived").status).toBe("archived");
    expect(() => admin.setApiKeyStatus(id, "active")).toThrow(
      `The API key "${id}" is archived, which cannot be undone.`,
    );
  });

  it("archives an expired key and does not activate it", async () => {
    const { emulator, admin } = await startConsole();
    const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
    const { id } = admin.createApiKey({ name: "ci", expiresAt });
    emulator.clock.advance({ days: 1 });
    expect(() => admin.setApiKeyStatus(id, "active")).toThrow(
      `The API key "${id}" is expired, which cannot be undone.`,
    );
    expect(admin.setApiKeyStatus(id, "archived").status).toBe("archived");
  });
});
