import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

describe("workspaceActions", () => {
  it("creates, updates and archives workspaces by ID or name", async () => {
    const { organization, admin } = await startConsole();
    const robots = admin.createWorkspace({
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
    const updated = admin.updateWorkspace("Robots", { name: "Arms", tags: {}, displayColor: "#000000" });
    expect(updated).toEqual({ ...robots, name: "Arms", tags: {}, display_color: "#000000" });
    const archived = admin.archiveWorkspace(robots.id);
    expect(archived).toEqual({ ...updated, archived_at: expect.any(String) });
    expect(admin.archiveWorkspace(robots.id)).toEqual(archived);
    expect(organization.state().workspaces).toContainEqual(archived);
  });

  it("workspaceActions neither renames nor archives the default workspace", async () => {
    const { admin } = await startConsole();
    expect(() => admin.updateWorkspace("Default", { name: "x" })).toThrow(
      "The default workspace cannot be renamed.",
    );
    expect(() => admin.archiveWorkspace("Default")).toThrow("The default workspace cannot be archived.");
  });
});
