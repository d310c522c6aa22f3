import { describe, expect, test } from "vitest";
import { startEmulator } from "../../../../emulator/index.ts";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  destroy,
  organization,
  paths,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
  updatePartially,
  writeFaults,
} from "../../harness/index.ts";

describe("Workspace update", () => {
  test("removes a tag whose key JavaScript objects inherit", async () => {
    const { existing, process, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab", tags: { constructor: "ann", toString: "b" } });
    await up(process(), resource, { name: "Lab", tags: {} });
    expect(workspaceById(resource.id)).toMatchObject({ tags: {} });
    expect(Object.keys(workspaceById(resource.id).tags)).toEqual([]);
  });

  test("sends only the differences from the stored outputs of a workspace", async () => {
    const { existing, process, writes, workspaceById } = await organization();
    const resource = await existing(Workspace, {
      name: "Lab",
      displayColor: "#111111",
      tags: { a: "1", b: "2", c: "3" },
    });
    const path = `POST /workspaces/${resource.id}`;
    const renamed = await up(process(), resource, { ...resource.inputs, name: "Lab 2" });
    expect(writes()).toEqual([`${path} {"name":"Lab 2"}`]);
    const recoloured = await up(process(), renamed, { ...renamed.inputs, displayColor: "#abcdef" });
    expect(writes()).toEqual([`${path} {"display_color":"#ABCDEF"}`]);
    const tagged = await up(process(), recoloured, {
      ...recoloured.inputs,
      tags: { a: "1", b: "two", d: "4" },
    });
    expect(writes()).toEqual([`${path} {"tags":{"b":"two","d":"4","c":null}}`]);
    const cleared = await up(process(), tagged, { ...tagged.inputs, tags: {} });
    expect(writes()).toEqual([`${path} {"tags":{"a":null,"b":null,"d":null}}`]);
    expect(workspaceById(resource.id)).toMatchObject({ name: "Lab 2", display_color: "#ABCDEF", tags: {} });
    expect(cleared.outputs).toMatchObject({ name: "Lab 2", displayColor: "#ABCDEF", tags: {} });
    expect((await preview(process(), cleared, cleared.inputs)).action).toBe("nothing");
  });

  test("reports no change when only spelling or order differ", async () => {
    const { existing, process } = await organization();
    const resource = await existing(Workspace, {
      name: "Lab",
      displayColor: "#abcdef",
      dataResidency: { allowedInferenceGeos: ["us", "global"] },
    });
    const other = {
      name: " Lab\n",
      displayColor: "#ABCDEF",
      dataResidency: { allowedInferenceGeos: ["global", "us", "global"] },
    };
    expect((await preview(process(), resource, other)).action).toBe("nothing");
  });

  test("stops managing a removed argument and leaves its value unchanged", async () => {
    const { existing, process, requests, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab", displayColor: "#111111", tags: { a: "1" } });
    const less = await up(process(), resource, { name: "Lab" });
    expect(requests()).toEqual([]);
    expect(less.outputs).toMatchObject({ displayColor: "#111111", tags: { a: "1" }, __managed: ["name"] });
    expect(workspaceById(resource.id).tags).toEqual({ a: "1" });
    // It manages values that are as declared again without a request.
    const again = await up(process(), less, { name: "Lab", tags: { a: "1" } });
    expect(requests()).toEqual([]);
    expect(again.outputs["__managed"]).toEqual(["name", "tags"]);
  });

  test("manages each field of `dataResidency` separately", async () => {
    const { existing, process, console, writes, requests } = await organization();
    const resource = await existing(Workspace, { name: "Lab", dataResidency: { defaultInferenceGeo: "us" } });
    const path = `POST /workspaces/${resource.id}`;
    console.updateWorkspace(resource.id, { dataResidency: { allowed_inference_geos: ["us"] } });
    const seen = await refreshed(process(), resource);
    expect(seen.inputs["dataResidency"]).toEqual({ defaultInferenceGeo: "us" });
    expect((await preview(process(), seen, resource.inputs)).action).toBe("nothing");
    requests();
    const both = {
      name: "Lab",
      dataResidency: { defaultInferenceGeo: "global", allowedInferenceGeos: ["us", "global"] },
    };
    const wider = await up(process(), seen, both);
    expect(writes()).toEqual([
      `${path} {"data_residency":{"allowed_inference_geos":["global","us"],"default_inference_geo":"global"}}`,
    ]);
    const open = await up(process(), wider, {
      name: "Lab",
      dataResidency: { allowedInferenceGeos: "unrestricted" },
    });
    expect(writes()).toEqual([`${path} {"data_residency":{"allowed_inference_geos":"unrestricted"}}`]);
    expect(open.outputs).toMatchObject({
      dataResidency: { allowedInferenceGeos: "unrestricted", defaultInferenceGeo: "global" },
      __managed: ["name", "dataResidency.allowedInferenceGeos"],
    });
    const none = await up(process(), open, { name: "Lab" });
    expect(none.outputs["__managed"]).toEqual(["name"]);
    expect(writes()).toEqual([]);
  });

  test("records local arguments of a Workspace without a request or a credential", async () => {
    const { existing, process, requests } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const local = {
      forceDestroy: true,
      onDelete: "retain",
      onArchived: "recreate",
      allowDuplicateName: true,
    };
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    const recorded = await up(keyless, resource, { name: "Lab", ...local });
    expect(recorded.outputs).toMatchObject(local);
    const taken = await up(keyless, recorded, { name: "Lab" });
    for (const name of Object.keys(local)) expect(taken.outputs).not.toHaveProperty(name);
    expect(requests()).toEqual([]);
  });

  test("sends differences that the preview showed and leaves unseen changes", async () => {
    const { existing, process, console, writes, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab", tags: { team: "ml" } });
    console.updateWorkspace(resource.id, { tags: { team: "ml", by: "hand" }, displayColor: "#00ff00" });
    const renamed = await up(process(), resource, { name: "Lab 2", tags: { team: "ml" } });
    expect(writes()).toEqual([`POST /workspaces/${resource.id} {"name":"Lab 2"}`]);
    expect(renamed.outputs).toMatchObject({ tags: { team: "ml" }, displayColor: "#00FF00" });
    // A refresh shows the tag, and the next `up` removes it.
    const drifted = await refreshed(process(), renamed);
    expect(drifted.inputs["tags"]).toEqual({ team: "ml", by: "hand" });
    await up(process(), drifted, { name: "Lab 2", tags: { team: "ml" } });
    expect(workspaceById(resource.id).tags).toEqual({ team: "ml" });
  });

  test("swaps the names of two workspaces", async () => {
    const { existing, process, workspaceById } = await organization();
    const [first, second] = [
      await existing(Workspace, { name: "A" }),
      await existing(Workspace, { name: "B" }),
    ];
    const session = process();
    await Promise.all([up(session, first, { name: "B" }), up(session, second, { name: "A" })]);
    expect([workspaceById(first.id).name, workspaceById(second.id).name]).toEqual(["B", "A"]);
  });

  test.each([400, 409] as const)(
    "reports a name that is taken when the API rejects it with %s",
    async (duplicateWorkspaceName) => {
      const { existing, process, console } = await organization({ assumptions: { duplicateWorkspaceName } });
      const resource = await existing(Workspace, { name: "A" });
      console.createWorkspace({ name: "B" });
      expect(await refusal(up(process(), resource, { name: "B" }))).toMatch(
        new RegExp(
          `^cannot update workspace "A" \\(${resource.id}\\): the API rejected it \\(${duplicateWorkspaceName} .*already exists`,
        ),
      );
    },
  );

  describe("Workspace update of write-once fields", () => {
    const ekey = "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA";
    const other = "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwB";
    const seed = { version: 1 as const, external_keys: [{ id: ekey }, { id: other }] };

    test("sets a write-once field that has no value", async () => {
      const { existing, process, writes, workspaceById } = await organization({ seed });
      const resource = await existing(Workspace, { name: "Lab" });
      const set = await up(process(), resource, { name: "Lab", externalKeyId: ekey });
      expect(writes()).toEqual([`POST /workspaces/${resource.id} {"external_key_id":"${ekey}"}`]);
      expect(workspaceById(resource.id).external_key_id).toBe(ekey);
      expect(set.outputs["externalKeyId"]).toBe(ekey);
    });

    test("succeeds after a lost response although the workspace has values that the program does not declare", async () => {
      const { existing, process, console, emulator, workspaceById } = await organization({ seed });
      const resource = await existing(Workspace, { name: "Lab", displayColor: "#AABBCC" });
      console.updateWorkspace(resource.id, { externalKeyId: ekey, displayColor: "#000000" });
      emulator.faults.add({
        kind: "loseResponse",
        method: "POST",
        path: `/v1/organizations/workspaces/${resource.id}`,
        times: 20,
      });
      const renamed = await up(process(), resource, { name: "Labs", displayColor: "#AABBCC" });
      expect(renamed.outputs).toMatchObject({ name: "Labs" });
      expect(workspaceById(resource.id)).toMatchObject({ name: "Labs", external_key_id: ekey });
    });

    test("rejects another value of a write-once field without a write", async () => {
      const { existing, process, requests } = await organization({ seed });
      const resource = await existing(Workspace, { name: "Lab", externalKeyId: ekey });
      // The field is unmanaged, so check has no old input to compare.
      const unmanaged = await up(process(), resource, { name: "Lab" });
      requests();
      expect(await refusal(up(process(), unmanaged, { name: "Lab", externalKeyId: other }))).toBe(
        `cannot update workspace "Lab": it has another \`externalKeyId\` (${ekey}), and ${row("changeWriteOnce")}`,
      );
      expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
    });

    test.each([400, 409] as const)(
      "reports the API's rejection with %s when a write-once field was set outside of Pulumi",
      async (writeOnce) => {
        const { existing, process, console, workspaceById } = await organization({
          seed,
          assumptions: { writeOnce },
        });
        const resource = await existing(Workspace, { name: "Lab" });
        console.updateWorkspace(resource.id, { externalKeyId: other });
        expect(await refusal(up(process(), resource, { name: "Lab", externalKeyId: ekey }))).toMatch(
          new RegExp(
            `^cannot update workspace "Lab" .* the API rejected it \\(${writeOnce} .*cannot be changed once it is set`,
          ),
        );
        expect(workspaceById(resource.id).external_key_id).toBe(other);
      },
    );
  });

  test("repeats an update until its outcome is known", async () => {
    const { process, emulator, existing, workspaceById, posts } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const fault = {
      kind: "statusAfter",
      errorCode: "change_outcome_unknown",
      method: "POST",
      path: paths.workspace,
    } as const;
    emulator.faults.add({ ...fault, times: 2 });
    const renamed = await up(process(), resource, { name: "Labs" });
    expect(posts()).toHaveLength(3);
    expect(workspaceById(resource.id).name).toBe("Labs");

    emulator.faults.add({ ...fault, times: 9 });
    expect(await refusal(up(process(), renamed, { name: "Lab" }))).toContain(
      "The outcome of the change is unknown. Run `pulumi up` again; it sends the same change once more.",
    );
    emulator.faults.clear();
    await up(process(), renamed, { name: "Lab" });
    expect(workspaceById(resource.id).name).toBe("Lab");
  });

  test.each(writeFaults)("updates a workspace when $name", async ({ fault }) => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab", tags: { a: "1", b: "2" } });
    emulator.faults.add({ method: "POST", path: paths.workspace, times: 2, ...fault });
    const args = { name: "Lab 2", tags: { a: "one" }, dataResidency: { defaultInferenceGeo: "us" } };
    const changed = await up(process(), resource, args);
    expect(workspaceById(resource.id)).toMatchObject({
      name: "Lab 2",
      tags: { a: "one" },
      data_residency: { default_inference_geo: "us" },
    });
    expect(changed.outputs).toMatchObject(args);
  });

  test("succeeds when every response is a failure and the workspace is as declared afterwards", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "POST",
      path: paths.workspace,
      times: 4,
    });
    expect((await up(process(), resource, { name: "Lab 2" })).outputs).toMatchObject({ name: "Lab 2" });
    expect(workspaceById(resource.id).name).toBe("Lab 2");
  });

  test("fails when no attempt takes effect, and is sent again by the next run", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "status",
      status: 500,
      method: "POST",
      path: paths.workspace,
      times: 4,
    });
    expect(await refusal(up(process(), resource, { name: "Lab 2" }))).toMatch(
      /^cannot update workspace "Lab" \(wrkspc_\w+\): the API failed .*The outcome is unknown. Run again; it checks what exists before it writes\./,
    );
    await up(process(), resource, { name: "Lab 2" });
    expect(workspaceById(resource.id).name).toBe("Lab 2");
  });

  test("repeats an update of a workspace after a 429", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: paths.workspace, retryAfter: 0.05 });
    await up(process(), resource, { name: "Lab 2" });
    expect(workspaceById(resource.id).name).toBe("Lab 2");
  });

  test("partially updates a workspace when the response has other values, and the next run corrects them", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab", displayColor: "#111111" });
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: paths.workspace,
      body: workspaceById(resource.id),
    });
    const args = { name: "Lab 2", displayColor: "#222222" };
    const partial = await updatePartially(process(), resource, args);
    expect(partial.initError).toBe(
      `Workspace ${resource.id} was written, but the API returned different values: ` +
        '`name` is "Lab" instead of "Lab 2"; `displayColor` is "#111111" instead of "#222222". Run `pulumi up` again to complete it.',
    );
    expect(partial.outputs).toMatchObject({ name: "Lab", displayColor: "#111111" });
    // A refresh clears the error of the partial update; diff still reports the difference.
    const refreshedHalf = await refreshed(process(), partial);
    expect((await preview(process(), refreshedHalf, args)).action).toBe("update");
    const whole = await up(process(), partial, args);
    expect(whole.outputs).toMatchObject(args);
    expect(workspaceById(resource.id)).toMatchObject({ name: "Lab 2", display_color: "#222222" });
  });

  test("keeps the old state when the response has an unknown shape", async () => {
    const { existing, process, emulator } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    for (const body of [{}, [], null, { type: "workspace", id: resource.id, name: "Lab 2" }]) {
      emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.workspace, body });
      expect(await refusal(up(process(), resource, { name: "Lab 2" }))).toContain("The outcome is unknown.");
    }
  });

  test("never sends `tags: null`", async () => {
    for (const tagsNull of [400, "ignore", "clear"] as const) {
      const { existing, process, workspaceById } = await organization({ assumptions: { tagsNull } });
      const resource = await existing(Workspace, { name: "Lab", tags: { a: "1" } });
      await up(process(), resource, { name: "Lab", tags: {} });
      expect(workspaceById(resource.id).tags).toEqual({});
    }
  });

  test("does not update a workspace of another organization", async () => {
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
      await expect(up(session, resource, { name: "Lab 2" })).rejects.toThrow(
        /^The credential belongs to organization /,
      );
      expect(elsewhere.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });

  test("rejects a state that a newer version wrote", async () => {
    const { existing, process, requests } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const newer = { ...resource, outputs: { ...resource.outputs, __schema: 2 } };
    for (const doing of [
      () => preview(process(), newer, { name: "Lab" }),
      () => refresh(process(), newer),
      () => Workspace.update(process(), resource.id, newer.outputs, resource.inputs),
      () => destroy(process(), newer),
    ]) {
      await expect(doing()).rejects.toThrow(
        /was written by a newer pulumi-anthropic .*Nothing was requested or changed/,
      );
    }
    expect(requests()).toEqual([]);
  });

  test("keeps properties that a later version stored", async () => {
    const { existing, process } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const later = { ...resource, outputs: { ...resource.outputs, laterAddition: { x: 1 } } };
    const read = await refreshed(process(), later);
    expect(read.outputs["laterAddition"]).toEqual({ x: 1 });
    const changed = await up(process(), read, { name: "Lab 2" });
    expect(changed.outputs["laterAddition"]).toEqual({ x: 1 });
  });
});
