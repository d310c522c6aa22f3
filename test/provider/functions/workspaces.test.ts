import { describe, expect, test } from "vitest";
import {
  getWorkspace,
  getWorkspaceOutput,
  getWorkspaces,
  getWorkspacesOutput,
} from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

describe("getWorkspaces", () => {
  test("lists active workspaces, and archived ones and the default one only if requested", async () => {
    const { console: consoleActions, requests } = await reader();
    consoleActions.createWorkspace({ name: "Research" });
    consoleActions.archiveWorkspace(consoleActions.createWorkspace({ name: "Old" }).id);
    const names = async (args = {}) => (await getWorkspaces(args)).map(({ name }) => name).toSorted();
    expect(await names()).toEqual(["Research"]);
    expect(await names({ includeArchived: true })).toEqual(["Old", "Research"]);
    expect(await names({ includeDefault: true })).toEqual(["Default", "Research"]);
    expect(await settled(getWorkspacesOutput())).toEqual(await getWorkspaces());
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("lists another workspace with the name of the default one", async () => {
    const { console: consoleActions } = await reader();
    const { id } = consoleActions.createWorkspace({ name: "Default" });
    expect(await getWorkspaces()).toMatchObject([{ id, name: "Default" }]);
    expect(await getWorkspaces({ includeDefault: true })).toHaveLength(2);
  });

  test("returns every property of a workspace", async () => {
    const { console: consoleActions } = await reader({
      seed: { version: 1, external_keys: [{ id: "ekey_01a" }] },
    });
    const workspace = consoleActions.createWorkspace({
      name: "Research",
      tags: { team: "ml" },
      displayColor: "#a1b2c3",
      externalKeyId: "ekey_01a",
      dataResidency: { allowed_inference_geos: ["us", "global"], default_inference_geo: "us" },
    });
    const bare = consoleActions.createWorkspace({ name: "Bare" });
    const archived = consoleActions.archiveWorkspace(bare.id);
    const workspaces = await getWorkspaces({ includeArchived: true });
    expect(workspaces.find(({ id }) => id === workspace.id)).toEqual({
      id: workspace.id,
      name: "Research",
      status: "active",
      displayColor: "#A1B2C3",
      tags: { team: "ml" },
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["global", "us"],
        defaultInferenceGeo: "us",
      },
      externalKeyId: "ekey_01a",
      userProfileId: undefined,
      compartmentId: workspace.compartment_id ?? undefined,
      createdAt: workspace.created_at,
      archivedAt: undefined,
    });
    expect(workspaces.find(({ id }) => id === bare.id)).toMatchObject({
      status: "archived",
      archivedAt: archived.archived_at,
    });
  });
});

describe("getWorkspace", () => {
  test("finds a workspace by its name, including the default one", async () => {
    const { console: consoleActions, emulator } = await reader();
    const { id } = consoleActions.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(await settled(getWorkspaceOutput({ name: "Research" }))).toMatchObject({ id });
    const { default_workspace } = emulator.organization().state();
    expect((await getWorkspace({ name: "Default" })).id).toBe(default_workspace.id);
    expect(await failure(getWorkspace({ name: "research" }))).toBe(
      'cannot look up workspace "research": no active workspace has this name. Correct the name.',
    );
  });

  test("finds an archived workspace only with includeArchived", async () => {
    const { console: consoleActions } = await reader();
    const old = consoleActions.archiveWorkspace(consoleActions.createWorkspace({ name: "Research" }).id);
    expect(await failure(getWorkspace({ name: "Research" }))).toContain("no active workspace has");
    expect(await getWorkspace({ name: "Research", includeArchived: true })).toMatchObject({ id: old.id });
    const { id } = consoleActions.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(await failure(getWorkspace({ name: "Robots", includeArchived: true }))).toContain(
      "no workspace has",
    );
  });

  test("fails for a name that several workspaces have, and lists their IDs", async () => {
    const { console: consoleActions } = await reader();
    const [one, two] = ["Research", "Research"].map((name) => consoleActions.createWorkspace({ name }).id);
    const message = await failure(getWorkspace({ name: "Research" }));
    expect(message).toContain('cannot look up workspace "Research": 2 workspaces have this name');
    expect(message).toContain(one);
    expect(message).toContain(two);
  });

  test("requests a fresh list before it fails for a name with no match or several matches", async () => {
    const { console: consoleActions, requests } = await reader();
    await getWorkspaces();
    const { id } = consoleActions.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    const twin = consoleActions.createWorkspace({ name: "Research" });
    await failure(getWorkspace({ name: "Robots" }));
    consoleActions.archiveWorkspace(twin.id);
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(requests()).toHaveLength(4);
  });
});
