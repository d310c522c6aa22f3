import { describe, expect, test } from "vitest";
import {
  getWorkspace,
  getWorkspaceOutput,
  getWorkspaces,
  getWorkspacesOutput,
} from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

describe("getWorkspaces", () => {
  test("lists the live ones, and others when asked", async () => {
    const { console: people, requests } = await reader();
    people.createWorkspace({ name: "Research" });
    people.archiveWorkspace(people.createWorkspace({ name: "Old" }).id);
    const names = async (args = {}) => (await getWorkspaces(args)).map(({ name }) => name).toSorted();
    expect(await names()).toEqual(["Research"]);
    expect(await names({ includeArchived: true })).toEqual(["Old", "Research"]);
    expect(await names({ includeDefault: true })).toEqual(["Default", "Research"]);
    expect(await settled(getWorkspacesOutput())).toEqual(await getWorkspaces());
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("tells everything about each", async () => {
    const { console: people } = await reader({
      seed: { version: 1, settings: { external_keys: [{ id: "ekey_01a" }] } },
    });
    const made = people.createWorkspace({
      name: "Research",
      tags: { team: "ml" },
      displayColor: "#a1b2c3",
      externalKeyId: "ekey_01a",
      dataResidency: { allowed_inference_geos: ["us", "global"], default_inference_geo: "us" },
    });
    const bare = people.createWorkspace({ name: "Bare" });
    const archived = people.archiveWorkspace(bare.id);
    const workspaces = await getWorkspaces({ includeArchived: true });
    expect(workspaces.find(({ id }) => id === made.id)).toEqual({
      id: made.id,
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
      compartmentId: made.compartment_id ?? undefined,
      createdAt: made.created_at,
      archivedAt: undefined,
    });
    expect(workspaces.find(({ id }) => id === bare.id)).toMatchObject({
      status: "archived",
      archivedAt: archived.archived_at,
    });
  });
});

describe("getWorkspace", () => {
  test("finds a workspace by its name, the default one too", async () => {
    const { console: people, emulator } = await reader();
    const { id } = people.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(await settled(getWorkspaceOutput({ name: "Research" }))).toMatchObject({ id });
    const { default_workspace } = emulator.organization().state();
    expect((await getWorkspace({ name: "Default" })).id).toBe(default_workspace.id);
    expect(await failure(getWorkspace({ name: "research" }))).toBe(
      'cannot find the workspace "research": no workspace that is not archived has this name. Correct the name.',
    );
  });

  test("leaves archived ones out unless asked for them", async () => {
    const { console: people } = await reader();
    const old = people.archiveWorkspace(people.createWorkspace({ name: "Research" }).id);
    expect(await failure(getWorkspace({ name: "Research" }))).toContain("no workspace that is not archived");
    expect(await getWorkspace({ name: "Research", includeArchived: true })).toMatchObject({ id: old.id });
    const { id } = people.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(await failure(getWorkspace({ name: "Robots", includeArchived: true }))).toContain(
      "no workspace has",
    );
  });

  test("refuses a name that several have, and lists them", async () => {
    const { console: people } = await reader();
    const [one, two] = ["Research", "Research"].map((name) => people.createWorkspace({ name }).id);
    const message = await failure(getWorkspace({ name: "Research" }));
    expect(message).toContain('cannot find the workspace "Research": 2 have this name');
    expect(message).toContain(one);
    expect(message).toContain(two);
  });

  test("looks again before it says that there is none, or more than one", async () => {
    const { console: people, requests } = await reader();
    await getWorkspaces();
    const { id } = people.createWorkspace({ name: "Research" });
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    const twin = people.createWorkspace({ name: "Research" });
    await failure(getWorkspace({ name: "Robots" }));
    people.archiveWorkspace(twin.id);
    expect((await getWorkspace({ name: "Research" })).id).toBe(id);
    expect(requests()).toHaveLength(4);
  });
});
