import { describe, expect, test } from "vitest";
import { type Fault, startEmulator } from "../../../../emulator/index.ts";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  create,
  destroy,
  failures,
  listFaults,
  onlyDefault,
  organization,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("Workspace import", () => {
  test("adopts a workspace with `import` without a write, and does not archive it", async () => {
    const { process, console, writes, notices, workspaceById } = await organization();
    const { id } = console.createWorkspace({ name: "Lab", tags: { team: "ml" }, displayColor: "#abcdef" });
    const args = { name: "Lab", tags: { team: "ml" }, displayColor: "#ABCDEF", adopt: id };
    const resource = await create(process(), Workspace, args);
    expect(resource.id).toBe(id);
    expect(resource.outputs).toMatchObject({
      adopted: true,
      adopt: id,
      status: "active",
      createdAt: workspaceById(id).created_at,
    });
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    // The option can be removed after the adoption.
    const { adopt: _, ...rest } = args;
    const without = await up(
      process(),
      { ...resource, inputs: { ...resource.inputs, adopt: undefined } },
      rest,
    );
    await destroy(process(), without);
    expect(notices).toEqual([
      `it: Workspace ${id} was adopted. Nothing was written.`,
      `it: Workspace "Lab" (${id}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
    expect(writes()).toEqual([]);
  });

  test("adopts a workspace whose name has surrounding spaces", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.createWorkspace({ name: " Lab " });
    const args = { name: " Lab ", adopt: id };
    const resource = await create(process(), Workspace, args);
    expect((await preview(process(), await refreshed(process(), resource), args)).action).toBe("nothing");
    expect(writes()).toEqual([]);
  });

  test("rejects an import with the list of all differences and writes nothing", async () => {
    const { process, console, writes } = await organization();
    const { id } = console.createWorkspace({ name: "Lab", tags: { team: "ml", by: "hand" } });
    const args = {
      name: "lab",
      tags: { team: "ml" },
      dataResidency: { defaultInferenceGeo: "us", allowedInferenceGeos: "unrestricted" },
      externalKeyId: "ekey_1",
      adopt: id,
    };
    expect(await refusal(create(process(), Workspace, args))).toBe(
      `cannot adopt Workspace ${id}: it is not as declared: ` +
        '`name` is "Lab" in the organization, and "lab" in the program; ' +
        '`tags` is {"team":"ml","by":"hand"} in the organization, and {"team":"ml"} in the program; ' +
        '`dataResidency.defaultInferenceGeo` is "global" in the organization, and "us" in the program; ' +
        '`externalKeyId` is not set in the organization, and "ekey_1" in the program. ' +
        "Nothing was changed. Declare the current values, run `up`, and change them afterwards.",
    );
    expect(writes()).toEqual([]);
  });

  test("rejects an import of a missing workspace", async () => {
    const { process } = await organization();
    expect(
      await refusal(create(process(), Workspace, { name: "Lab", adopt: "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ" })),
    ).toBe(
      "cannot adopt Workspace wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ: the organization has no object with this ID. Correct the resource option `import`, or remove it to create the object.",
    );
  });

  test("rejects an import of an archived workspace", async () => {
    const { process, console } = await organization();
    const { id } = console.createWorkspace({ name: "Lab" });
    console.archiveWorkspace(id);
    expect(await refusal(create(process(), Workspace, { name: "Lab", adopt: id }))).toBe(
      `cannot adopt Workspace ${id}: it is archived, which is final. Remove \`import\` to create a new one.`,
    );
  });

  test("adopts the default workspace, manages its color, tags and residency, and does not archive it", async () => {
    const { process, state, writes, notices } = await organization();
    const { id } = state().default_workspace;
    const resource = await create(process(), Workspace, { name: "Default", adopt: id });
    const args = { name: "Default", adopt: id, displayColor: "#123456", tags: { a: "b" } };
    const changed = await up(process(), resource, { ...args, dataResidency: { defaultInferenceGeo: "us" } });
    expect(writes()).toEqual([
      `POST /workspaces/${id} {"display_color":"#123456","tags":{"a":"b"},"data_residency":{"default_inference_geo":"us"}}`,
    ]);
    expect(await refusal(up(process(), changed, { ...args, userProfileId: "uprof_1" }))).toContain(
      row("renameDefaultWorkspace"),
    );
    await destroy(process(), {
      ...changed,
      outputs: { ...changed.outputs, onDelete: "archive", forceDestroy: true },
    });
    expect(notices).toEqual([
      `it: Workspace ${id} was adopted. Nothing was written.`,
      `it: The default workspace (${id}) is left unchanged: the API can neither archive nor delete it.`,
    ]);
    expect(writes()).toEqual([]);
  });

  test("warns about an import of the workspace of Claude Code", async () => {
    const { process, console, notices } = await organization();
    const { id } = console.createWorkspace({ name: "Claude Code" });
    const resource = await create(process(), Workspace, {
      name: "Claude Code",
      adopt: id,
      onDelete: "archive",
    });
    await destroy(process(), resource);
    expect(notices).toEqual([
      "it: Claude Code created this workspace. Archiving it signs out all users of Claude Code on Console billing.",
      `it: Workspace ${id} was adopted. Nothing was written.`,
      "it: Claude Code created this workspace. Archiving it signs out all users of Claude Code on Console billing.",
      `it: Workspace "Claude Code" (${id}) was archived, which is final.`,
      expect.stringContaining("This run also removes objects that the stack adopted"),
    ]);
  });

  test("rejects an import of another workspace than the resource has", async () => {
    const { existing, process, console } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const { id } = console.createWorkspace({ name: "Other" });
    expect((await preview(process(), resource, { name: "Lab", adopt: id })).action).toBe("update");
    await expect(up(process(), resource, { name: "Lab", adopt: id })).rejects.toThrow(
      `The resource option \`import\` names ${id}, but this resource is already ${resource.id}. Nothing was changed. Remove \`import\`.`,
    );
    // The current value is no change.
    expect((await preview(process(), resource, { name: "Lab", adopt: resource.id })).action).toBe("nothing");
  });
});

describe("Workspace read", () => {
  test("reports no drift when nothing changed", async () => {
    const { existing, process, requests } = await organization();
    const resource = await existing(Workspace, { name: "Lab", tags: { a: "b" } });
    expect(await refreshed(process(), resource)).toEqual(resource);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("reads all workspaces with one list", async () => {
    const { existing, process, requests } = await organization();
    const [first, second] = [
      await existing(Workspace, { name: "One" }),
      await existing(Workspace, { name: "Two" }),
    ];
    const session = process();
    await Promise.all([refreshed(session, first), refreshed(session, second)]);
    await refreshed(session, first);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("reports changes outside of Pulumi as drift only for managed properties", async () => {
    const { existing, process, console } = await organization();
    const args = { name: "Lab", tags: { team: "ml" }, dataResidency: { defaultInferenceGeo: "global" } };
    const resource = await existing(Workspace, args);
    console.updateWorkspace(resource.id, {
      name: "Renamed",
      tags: { team: "ml", by: "hand" },
      displayColor: "#00ff00",
      dataResidency: { default_inference_geo: "us", allowed_inference_geos: ["us", "global"] },
    });
    const drifted = await refreshed(process(), resource);
    expect(drifted.inputs).toEqual({
      ...resource.inputs,
      name: "Renamed",
      tags: { team: "ml", by: "hand" },
      dataResidency: { defaultInferenceGeo: "us" },
    });
    expect(drifted.outputs).toMatchObject({
      displayColor: "#00FF00",
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["global", "us"],
        defaultInferenceGeo: "us",
      },
    });
    expect((await preview(process(), drifted, args)).action).toBe("update");
    // Unmanaged values cause no change.
    expect((await preview(process(), drifted, drifted.inputs)).action).toBe("nothing");
  });

  test("keeps an archived workspace in state as archived", async () => {
    const { existing, process, console, workspaceById, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    console.archiveWorkspace(resource.id);
    const archived = await refreshed(process(), resource);
    expect(archived.outputs).toMatchObject({
      status: "archived",
      archivedAt: workspaceById(resource.id).archived_at,
    });
    expect(archived.inputs).toEqual(resource.inputs);
    expect(notices).toEqual([]);
    expect((await preview(process(), archived, { name: "Lab" })).action).toBe("update");
    expect(notices).toEqual([
      `it: \`up\` will refuse to update workspace "Lab" (${resource.id}): it was archived outside of Pulumi, and ${row("restoreWorkspace")}`,
    ]);
    const recreated = { name: "Lab", onArchived: "recreate" };
    expect((await preview(process(), archived, recreated)).action).toBe("replace");
    expect(notices).toHaveLength(1);
  });

  test("keeps a workspace that the API no longer returns in state as removed", async () => {
    const { existing, process, emulator, requests, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator),
      times: 2,
    });
    emulator.faults.add({ kind: "status", status: 404, path: paths.workspace, times: 3 });
    const removed = await refreshed(process(), resource);
    const alone = `GET /workspaces/${resource.id}`;
    expect(requests()).toEqual(["GET /workspaces", alone, alone, alone, "GET /workspaces"]);
    expect(removed.outputs).toMatchObject({ name: "Lab", status: "removed" });
    // Not even `recreate` creates another: the API deletes no workspace, so the key may just not see it.
    for (const more of [{}, { onArchived: "recreate" }]) {
      expect((await preview(process(), removed, { name: "Lab", ...more })).action).toBe("update");
      expect(await refusal(up(process(), removed, { name: "Lab", ...more }))).toBe(
        `cannot update workspace "Lab" (${resource.id}): the API no longer returns it, although workspaces cannot be deleted. Check that the key can still read it and run \`pulumi refresh\`. If it no longer exists, remove it from the program.`,
      );
    }
    // The workspace is listed again, so delete archives it like any other.
    await destroy(process(), removed);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
  });

  test("trusts the GET of a workspace over a list that lacks it", async () => {
    const { existing, process, emulator } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator),
    });
    expect(await refreshed(process(), resource)).toEqual(resource);
  });

  test.each(listFaults)(
    "keeps a workspace in state when $name in the list of workspaces",
    async ({ fault }) => {
      const { existing, process, emulator } = await organization();
      const resource = await existing(Workspace, { name: "Lab" });
      emulator.faults.add({ ...fault, path: paths.workspaces, times: 10 });
      expect(await refusal(refresh(process(), resource))).toMatch(/^cannot list the workspaces: /);
    },
  );

  test.each<[string, Omit<Fault, "path">]>([
    ["403", { kind: "status", status: 403 }],
    ["500", { kind: "status", status: 500, times: 10 }],
    ["a proxy's page with 404", { kind: "html", status: 404, times: 10 }],
    ["another workspace", { kind: "status", status: 200, body: undefined }],
  ])("keeps a workspace in state when its GET returns %s", async (_, { body: _body, ...fault }) => {
    const { existing, process, emulator, workspaceById, console } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const other = console.createWorkspace({ name: "Other" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator),
    });
    emulator.faults.add({
      path: paths.workspace,
      ...fault,
      ...(fault.status === 200 ? { body: workspaceById(other.id) } : {}),
    });
    expect(await refusal(refresh(process(), resource))).toMatch(/^cannot look up the workspace wrkspc_/);
  });

  test("keeps a workspace in state when the credential is of another organization", async () => {
    const { existing, process } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const elsewhere = await startEmulator({
      adminKey: "sk-ant-admin01-elsewhere",
      requestsPerMinute: "unlimited",
    });
    try {
      const session = process(
        {},
        { ANTHROPIC_ADMIN_BASE_URL: elsewhere.url, ANTHROPIC_ADMIN_KEY: elsewhere.adminKey },
      );
      await expect(refresh(session, resource)).rejects.toThrow(
        new RegExp(
          `^The credential belongs to organization ${elsewhere.organization().id}, but this resource belongs to `,
        ),
      );
    } finally {
      await elsewhere.stop();
    }
  });

  test("reads a workspace with added, missing and null fields", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const wire = {
      ...workspaceById(resource.id),
      display_color: null,
      data_residency: null,
      compartment_id: undefined,
      tags: null,
      external_key_id: undefined,
      inference_data_retention: { days: 30 },
    };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator, wire),
    });
    const { outputs } = await refreshed(process(), resource);
    expect(outputs).toMatchObject({ name: "Lab", tags: {}, status: "active" });
    for (const gone of ["displayColor", "dataResidency", "compartmentId", "externalKeyId"]) {
      expect(outputs).not.toHaveProperty(gone);
    }
  });

  test("accepts data residency values that this version does not know", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const args = { name: "Lab", dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "us" } };
    const resource = await existing(Workspace, args);
    const residency = {
      workspace_geo: "eu",
      allowed_inference_geos: ["moon", "eu"],
      default_inference_geo: "moon",
    };
    const wire = { ...workspaceById(resource.id), data_residency: residency };
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator, wire),
    });
    const drifted = await refreshed(process(), resource);
    expect(drifted.inputs["dataResidency"]).toEqual({
      allowedInferenceGeos: ["eu", "moon"],
      defaultInferenceGeo: "moon",
    });
    // `ignoreChanges` passes present values as inputs, which check accepts.
    expect((await preview(process(), drifted, drifted.inputs)).action).toBe("nothing");
    expect((await preview(process(), drifted, args)).action).toBe("update");
  });

  test("reads an unmanaged workspace and manages nothing", async () => {
    const { process, console, state } = await organization();
    const { id } = console.createWorkspace({ name: "Lab" });
    for (const each of [id, ` ${id} `, state().default_workspace.id]) {
      const {
        id: found,
        props,
        inputs,
      } = await Workspace.read(process(), each, { __origin: "acme/dev::it" });
      expect(found).toBe(each.trim());
      expect(props).toMatchObject({ status: "active", __managed: [], __schema: 1 });
      expect(inputs).toEqual({ __origin: "acme/dev::it" });
    }
    await expect(Workspace.read(process(), "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ", {})).rejects.toThrow(
      "cannot read Workspace wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ: the organization has no object with this ID. Correct the ID.",
    );
    await expect(Workspace.read(process(), "user_1", {})).rejects.toThrow(
      '"user_1" is not the ID of a Workspace, which begins with `wrkspc_`.',
    );
  });
});

test("rejects two resources that import the same workspace, or one that another has in state", async () => {
  const { existing, process } = await organization();
  const resource = await existing(Workspace, { name: "Lab" });
  const two = { name: "Lab", adopt: resource.id, __origin: "acme/dev::two" };
  const reason = `Workspace ${resource.id} is already declared by another resource of this program, \`it\`. Remove one of the two resources; the object is not changed.`;
  const both = process();
  expect(failures(both, Workspace, { name: "Lab", adopt: resource.id })).toEqual([]);
  expect(failures(both, Workspace, two)).toEqual([reason]);
  const later = process();
  expect((await preview(later, resource, { name: "Lab" })).action).toBe("nothing");
  expect(failures(later, Workspace, two)).toEqual([reason]);
});
