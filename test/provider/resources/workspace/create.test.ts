import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { proxyOf } from "../../../emulator/proxy.ts";
import {
  create,
  createPartially,
  destroy,
  failures,
  lostAfterWrite,
  lostBeforeWrite,
  organization,
  paths,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

describe("Workspace create", () => {
  test("does not store a workspace with another name that the API responds with", async () => {
    const { process, emulator, console, workspaceNames } = await organization();
    const other = console.createWorkspace({ name: "Other" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.workspaces, body: other });
    const message = await refusal(create(process(), Workspace, { name: "Lab" }));
    expect(message).toContain(`the response is workspace ${other.id} of another name, so it may exist`);
    expect(workspaceNames()).toEqual(["Other"]);
  });

  test("does not repeat a create after a 409 of a proxy", async () => {
    const { process, workspaceNames, emulator } = await organization();
    const refused = { type: "conflict_error", message: "x", details: { error_code: "external_key_changed" } };
    const baseUrl = await proxyOf(emulator, (passing) => {
      if (passing.method !== "POST") return;
      delete passing.headers["request-id"];
      passing.status = 409;
      passing.body = { type: "error", error: refused };
    });
    const resource = await create(process({}, { ANTHROPIC_ADMIN_BASE_URL: baseUrl }), Workspace, {
      name: "Lab",
    });
    expect(resource.outputs).toMatchObject({ name: "Lab", adopted: true });
    expect(workspaceNames()).toEqual(["Lab"]);
  });

  test("sends the declared values and stores the response", async () => {
    const { process, writes, workspaceById, emulator, notices } = await organization();
    const resource = await create(process(), Workspace, { name: "Lab" });
    expect(writes()).toEqual(['POST /workspaces {"name":"Lab"}']);
    const wire = workspaceById(resource.id);
    expect(resource.outputs).toEqual({
      name: "Lab",
      displayColor: wire.display_color,
      tags: {},
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: "unrestricted",
        defaultInferenceGeo: "global",
      },
      createdAt: wire.created_at,
      compartmentId: wire.compartment_id,
      status: "active",
      adopted: false,
      __managed: ["name"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: resource.inputs[kernelKeys.pointer],
      __schema: 1,
    });
    expect(notices).toEqual([]);
    expect((await preview(process(), resource, { name: "Lab" })).action).toBe("nothing");
  });

  test("sends every argument of a Workspace under the name of the API", async () => {
    const { process, writes } = await organization({
      seed: {
        version: 1,
        settings: { user_profiles: [{ id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA" }] },
        external_keys: [
          { id: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA", user_profile_id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA" },
        ],
      },
    });
    const args = {
      name: "Lab",
      displayColor: "#abcdef",
      tags: { team: "ml", "cost center": "42" },
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["us", "global"],
        defaultInferenceGeo: "us",
      },
      externalKeyId: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      userProfileId: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      forceDestroy: true,
      onArchived: "refuse",
      onDelete: "archive",
      allowDuplicateName: true,
    };
    const resource = await create(process(), Workspace, args);
    expect(writes().map((line) => JSON.parse(line.replace("POST /workspaces ", "")))).toEqual([
      {
        name: "Lab",
        display_color: "#ABCDEF",
        tags: { team: "ml", "cost center": "42" },
        data_residency: {
          workspace_geo: "us",
          allowed_inference_geos: ["global", "us"],
          default_inference_geo: "us",
        },
        external_key_id: "ekey_01Hn3mVQ6pXb8Kd2sTzRfYwA",
        user_profile_id: "uprof_01Hn3mVQ6pXb8Kd2sTzRfYwA",
      },
    ]);
    expect(resource.outputs).toMatchObject({
      ...args,
      displayColor: "#ABCDEF",
      dataResidency: {
        workspaceGeo: "us",
        allowedInferenceGeos: ["global", "us"],
        defaultInferenceGeo: "us",
      },
    });
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    const again = await refreshed(process(), resource);
    expect(again).toEqual(resource);
  });

  test("rejects the name of the default workspace without a request", async () => {
    const { process, requests, existing } = await organization();
    const taken =
      "every organization has a default workspace of this name. To manage its color, tags and data residency, set the resource option `import` to its ID. Otherwise choose another name.";
    // The preview rejects it, also as a new name of another workspace.
    const resource = await existing(Workspace, { name: "Lab" });
    for (const olds of [{}, resource.inputs]) {
      expect(failures(process(), Workspace, { name: " Default" }, olds)).toEqual([
        `\`name\` must not be \`Default\`: ${taken}`,
      ]);
    }
    // A name that the preview does not know.
    const created = Workspace.create(process(), { name: "Default" });
    expect(await refusal(created)).toBe(`cannot create workspace "Default": ${taken}`);
    expect(requests()).toEqual([]);
  });

  describe("Workspace create with a name that is taken", () => {
    test("rejects a name that is taken with the ID of the workspace, and suggests `aliases` before `import`", async () => {
      const { process, console, writes } = await organization();
      const { id } = console.createWorkspace({ name: "Lab" });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toBe(
        `cannot create workspace "Lab": the organization has a workspace of that name, ${id}. ` +
          "If you renamed or moved this resource, add the resource option `aliases`. " +
          "If an interrupted run of this stack created it, run `npx pulumi-anthropic recover --stack dev --yes` and then `up` again. " +
          `To adopt it, add the resource option \`import: "${id}"\`.`,
      );
      expect(writes()).toEqual([]);
    });

    test("does not suggest an interrupted run when the existing workspace differs", async () => {
      const { process, console } = await organization();
      const { id } = console.createWorkspace({ name: "Lab", tags: { team: "ops" } });
      const message = await refusal(create(process(), Workspace, { name: "Lab", tags: { team: "ml" } }));
      expect(message).not.toContain("recover");
      expect(message).toContain(
        `To adopt it, add the resource option \`import: "${id}"\`. To create a second one, set \`allowDuplicateName: true\`.`,
      );
    });

    test("accepts the name of an archived workspace, and a name with different letter case", async () => {
      const { process, console, workspaceNames } = await organization();
      console.createWorkspace({ name: "Lab" });
      console.archiveWorkspace("Lab");
      console.createWorkspace({ name: "lab" });
      await create(process(), Workspace, { name: "Lab" });
      expect(workspaceNames()).toEqual(["lab", "Lab"]);
    });

    test("accepts a name that is taken when `allowDuplicateName` is set", async () => {
      const { process, console, workspaceNames, requests } = await organization();
      console.createWorkspace({ name: "Lab" });
      await create(process(), Workspace, { name: "Lab", allowDuplicateName: true });
      expect(workspaceNames()).toEqual(["Lab", "Lab"]);
      expect(requests()).toEqual(['POST /workspaces {"name":"Lab"}']);
    });

    test("requests the list of workspaces again before it rejects a name", async () => {
      const { process, console, workspaceNames } = await organization();
      const { id } = console.createWorkspace({ name: "Lab" });
      const session = process();
      await create(session, Workspace, { name: "Other" });
      console.updateWorkspace(id, { name: "Old lab" });
      await create(session, Workspace, { name: "Lab" });
      expect(workspaceNames()).toEqual(["Old lab", "Other", "Lab"]);
    });

    test("rejects the second of two concurrent creates with the same name", async () => {
      const { process, workspaceNames } = await organization();
      const session = process();
      const outcomes = await Promise.allSettled([
        create(session, Workspace, { name: "Lab" }),
        create(session, Workspace, { name: "Lab" }),
        create(session, Workspace, { name: "Other" }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(workspaceNames().toSorted()).toEqual(["Lab", "Other"]);
      const second = outcomes[1];
      expect(second?.status === "rejected" ? String(second.reason) : "").toContain(
        "another resource of this program is creating a workspace of that name",
      );
      // Later in the same process the workspace exists.
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "has a workspace of that name, wrkspc_",
      );
    });

    test("rejects the second create with the same name while the list does not show the first workspace", async () => {
      const { process, workspaceNames } = await organization({ assumptions: { staleLists: 60 } });
      const session = process();
      await create(session, Workspace, { name: "Lab" });
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "has a workspace of that name, wrkspc_",
      );
      expect(workspaceNames()).toEqual(["Lab"]);
    });

    test("names the other resource of the program that has the name", async () => {
      const { process, existing } = await organization();
      const named = (resource: string, name = "Lab") => ({
        name,
        [kernelKeys.origin]: `acme/dev::${resource}`,
      });
      const one = await existing(Workspace, named("one"));
      const { id } = one;
      // The other resource is about to rename its workspace.
      const session = process();
      await preview(session, one, named("one", "Renamed"));
      expect(await refusal(create(session, Workspace, named("two")))).toBe(
        `cannot create workspace "Lab": the resource \`one\` of this program has a workspace of that name (${id}). Give one of them another name, or set \`allowDuplicateName: true\`.`,
      );
    });

    test("reserves no name after a create failed", async () => {
      const { process, emulator, workspaceNames } = await organization();
      const session = process();
      emulator.faults.add({ kind: "status", status: 400, method: "POST", message: "Not today" });
      expect(await refusal(create(session, Workspace, { name: "Lab" }))).toContain(
        "400 invalid_request_error: Not today",
      );
      await create(session, Workspace, { name: "Lab" });
      expect(workspaceNames()).toEqual(["Lab"]);
    });

    test.each([400, 409] as const)(
      "reports that the API rejects a name that is taken with %s",
      async (duplicateWorkspaceName) => {
        const { process, console, workspaceNames } = await organization({
          assumptions: { duplicateWorkspaceName },
        });
        console.createWorkspace({ name: "Lab" });
        const message = await refusal(
          create(process(), Workspace, { name: "Lab", allowDuplicateName: true }),
        );
        expect(message).toMatch(
          new RegExp(
            `^cannot create workspace "Lab": the API rejected it \\(${duplicateWorkspaceName} .*already exists`,
          ),
        );
        expect(workspaceNames()).toEqual(["Lab"]);
      },
    );
  });

  test.each([400, 403, 409, 429] as const)(
    "reports the limit of workspaces when the API responds with %s",
    async (workspaceLimit) => {
      const { process, workspaceNames } = await organization({
        assumptions: { workspaceLimit },
        seed: { version: 1, settings: { workspace_limit: 1 } },
      });
      const session = process();
      await create(session, Workspace, { name: "One" });
      expect(await refusal(create(session, Workspace, { name: "Two" }))).toMatch(
        /^cannot create workspace "Two": .*The organization has reached its limit of 1 workspaces\)/,
      );
      expect(workspaceNames()).toEqual(["One"]);
    },
  );

  test.each(lostAfterWrite)("creates one workspace when $name", async ({ fault }) => {
    const { process, emulator, workspaceNames, posts, workspaceById } = await organization();
    emulator.faults.add({ method: "POST", path: paths.workspaces, ...fault });
    const args = {
      name: "Lab",
      displayColor: "#abcdef",
      tags: { a: "b" },
      dataResidency: { defaultInferenceGeo: "us" },
    };
    const resource = await create(process(), Workspace, args);
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(resource.outputs).toMatchObject({
      status: "active",
      createdAt: workspaceById(resource.id).created_at,
    });
    expect(posts()).toHaveLength(1);
  });

  test('does not archive a workspace that was found after a lost response unless `onDelete` is "archive"', async () => {
    const { process, emulator, console, posts, workspaceById, notices } = await organization();
    const args = { name: "Lab", tags: { team: "ml" } };
    emulator.faults.add({ kind: "refuse", method: "POST", path: paths.workspaces });
    const creating = create(process(), Workspace, args);
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    // A colleague creates an identical workspace at the same time; nothing in it shows who created it.
    const { id } = console.createWorkspace(args);
    const resource = await creating;
    expect(resource).toMatchObject({ id, outputs: { adopted: true } });
    expect(notices).toContain(
      `it: Workspace "Lab" (${id}) was found after the response to its create was lost. Another client may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
    );
    await destroy(process(), resource);
    expect(workspaceById(id).archived_at).toBeNull();
    expect(posts()).toHaveLength(1);

    const confirmed = await up(process(), resource, { ...args, onDelete: "archive" });
    await destroy(process(), confirmed);
    expect(workspaceById(id).archived_at).not.toBeNull();
  });

  test("archives a workspace that was found by its ownership tag after a lost response", async () => {
    const { process, emulator, workspaceById } = await organization();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.workspaces });
    const session = process({ ownerTag: "owner" });
    const resource = await create(session, Workspace, { name: "Lab" });
    expect(resource.outputs["adopted"]).toBe(false);
    await destroy(process({ ownerTag: "owner" }), resource);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
  });

  test("does not repeat a create after a 429 of a proxy", async () => {
    const { process, emulator, workspaceNames, posts } = await organization();
    emulator.faults.add({ kind: "htmlAfter", status: 429, method: "POST", path: paths.workspaces });
    await create(process(), Workspace, { name: "Lab" });
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test("stores a workspace that the API created incompletely, and the next `up` finishes it", async () => {
    const { process, emulator, workspaceNames, posts, workspaceById } = await organization();
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "workspace_created_incomplete",
      message: "Created, but the tags were not applied. Update the workspace.",
      method: "POST",
      path: paths.workspaces,
    });
    const partial = await createPartially(process(), Workspace, { name: "Lab", displayColor: "#ABCDEF" });
    const id = emulator.organization().state().workspaces?.[0]?.id ?? "";
    expect(partial.id).toBe(id);
    expect(partial.initError).toContain("Created, but the tags were not applied. Update the workspace");
    expect(partial.initError).toContain(
      `Workspace ${id} is partially created; creation resumes at the next \`pulumi up\`.`,
    );
    expect(partial.outputs).toMatchObject({ name: "Lab", displayColor: "#ABCDEF", adopted: false });
    expect(posts()).toHaveLength(1);
    await up(process(), partial, { name: "Lab", displayColor: "#ABCDEF" });
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(workspaceById(id).display_color).toBe("#ABCDEF");
  });

  test("sends all values again when an incompletely created workspace could not be read", async () => {
    const { process, emulator, workspaceNames } = await organization();
    const args = { name: "Lab", displayColor: "#ABCDEF", tags: { team: "ml" } };
    const path = paths.workspaces;
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "workspace_created_incomplete",
      method: "POST",
      path,
    });
    emulator.faults.add({
      kind: "status",
      status: 403,
      method: "GET",
      path: `${paths.workspaces}/*`,
      times: 9,
    });
    const partial = await createPartially(process(), Workspace, args);
    emulator.faults.clear();
    emulator.clearRequests();
    await up(process(), partial, args);
    expect(workspaceNames()).toEqual(["Lab"]);
    const [sent] = emulator.requests.filter(({ method }) => method === "POST");
    expect(sent?.body).toEqual({ name: "Lab", display_color: "#ABCDEF", tags: { team: "ml" } });
  });

  test("looks for an incompletely created workspace whose ID the API does not name", async () => {
    const { process, emulator, workspaceNames, posts } = await organization();
    const path = paths.workspaces;
    const details = { error_code: "workspace_created_incomplete", workspace_id: "../users" };
    const error = { type: "api_error", message: "Created.", details };
    emulator.faults.add({
      kind: "statusAfter",
      status: 503,
      method: "POST",
      path,
      body: { type: "error", error, request_id: "req_1" },
    });
    const resource = await create(process(), Workspace, { name: "Lab" });
    expect(resource.outputs["adopted"]).toBe(true);
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test.each(lostAfterWrite)(
    "finds the workspace although no list was requested before the create, when $name",
    async ({ fault }) => {
      const { process, emulator, workspaceNames, posts } = await organization();
      emulator.faults.add({ method: "POST", path: paths.workspaces, ...fault });
      await create(process(), Workspace, { name: "Lab", allowDuplicateName: true });
      expect(workspaceNames()).toEqual(["Lab"]);
      expect(posts()).toHaveLength(1);
    },
  );

  test.each(lostBeforeWrite)("does not repeat a create when $name", async ({ fault }) => {
    const { process, emulator, workspaceNames, posts } = await organization();
    emulator.faults.add({ method: "POST", path: paths.workspaces, ...fault });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
      /^cannot create workspace "Lab": .*, so it may exist, and no list shows it yet\. Check the Console before you run again\. If it exists, adopt it with `import: "wrkspc_\.\.\."`\./,
    );
    expect(posts()).toHaveLength(1);
    expect(workspaceNames()).toEqual([]);
    // The next run creates the workspace.
    await create(process(), Workspace, { name: "Lab" });
    expect(workspaceNames()).toEqual(["Lab"]);
  });

  test("waits for the list to show the created workspace", async () => {
    const { process, emulator, workspaceNames, posts } = await organization({
      assumptions: { staleLists: 0.02 },
    });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.workspaces });
    await create(process(), Workspace, { name: "Lab" });
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(posts()).toHaveLength(1);
  });

  test("says that the workspace may exist when the list cannot be read either", async () => {
    const { process, emulator } = await organization();
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: paths.workspaces });
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "GET",
      path: paths.workspaces,
      after: 1,
      times: 100,
    });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toContain(
      "so it may exist, and no list could be requested",
    );
  });

  test("does not adopt a workspace that another client created after a lost response", async () => {
    const { process, emulator, console } = await organization();
    emulator.faults.add({ kind: "refuse", method: "POST", path: paths.workspaces });
    const creating = refusal(create(process(), Workspace, { name: "Lab", tags: { team: "ml" } }));
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    const { id } = console.createWorkspace({ name: "Lab" });
    expect(await creating).toContain(
      `an object with the same name exists, which may be a different one (${id}). Check the Console before you run again. If it exists, adopt it with \`import: "${id}"\``,
    );
  });

  test("repeats a create after a 429 of the API", async () => {
    const { process, emulator, workspaceNames, posts } = await organization();
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: paths.workspaces, retryAfter: 0.05 });
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: paths.workspaces, times: 2 });
    await create(process(), Workspace, { name: "Lab" });
    expect(workspaceNames()).toEqual(["Lab"]);
    expect(posts().map(({ status }) => status)).toEqual([429, 429, 429, 200]);
  });

  test("says that the workspace may exist when the response has an unknown shape", async () => {
    const { process, emulator, posts } = await organization();
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: paths.workspaces,
      body: { id: "wrkspc_1", type: "project", name: "Lab" },
    });
    expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toContain("so it may exist");
    expect(posts()).toHaveLength(1);
  });

  test("stores values that differ from those sent, and the next `up` corrects them", async () => {
    const { process, emulator, workspaceById, console } = await organization();
    const { id } = console.createWorkspace({ name: "Made otherwise", tags: { team: "other" } });
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "POST",
      path: paths.workspaces,
      body: { ...workspaceById(id), name: "Lab", inference_data_retention: { days: 30 } },
    });
    const args = { name: "Lab", tags: { team: "ml" } };
    const partial = await createPartially(process(), Workspace, args);
    expect(partial.initError).toBe(
      `Workspace ${id} was written, but the API returned different values: \`tags\` is {"team":"other"} instead of {"team":"ml"}. Run \`pulumi up\` again to complete it.`,
    );
    expect(partial.outputs).toMatchObject({ name: "Lab", tags: { team: "other" }, adopted: false });
    const whole = await up(process(), partial, args);
    expect(whole.id).toBe(id);
    expect(workspaceById(id).tags).toEqual({ team: "ml" });
  });

  test("does not trust an incomplete list of workspaces", async () => {
    const { process, emulator, posts, console } = await organization();
    console.createWorkspace({ name: "Lab" });
    const shapes: unknown[] = [
      { data: [] },
      { data: [], has_more: true },
      {
        data: [{ id: "wrkspc_1", type: "workspace", name: "Lab", created_at: "2026-10-30T23:58:27Z" }],
        has_more: false,
      },
      { data: {}, has_more: false },
      [],
      "ok",
    ];
    for (const body of shapes) {
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.workspaces, body });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
        /^cannot list the workspaces: .*Nothing was changed/,
      );
    }
    for (const kind of ["html", "cutJson"] as const) {
      emulator.faults.add({ kind, status: 200, method: "GET", path: paths.workspaces, times: 10 });
      expect(await refusal(create(process(), Workspace, { name: "Lab" }))).toMatch(
        /^cannot list the workspaces: /,
      );
      emulator.faults.clear();
    }
    expect(posts()).toEqual([]);
  });

  test("fails without a credential", async () => {
    const { process, requests } = await organization();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    await expect(create(session, Workspace, { name: "Lab" })).rejects.toThrow(
      /^There is no key for the Admin API\./,
    );
    expect(requests()).toEqual([]);
  });
});
