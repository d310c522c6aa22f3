import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  create,
  destroy,
  listFaults,
  listOf,
  onlyDefault,
  organization,
  paths,
  refresh,
  refusal,
  up,
  writeFaults,
} from "../../harness/index.ts";

describe("Workspace delete", () => {
  test("archives a workspace that this stack created", async () => {
    const { existing, process, workspaceById, requests } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    await destroy(process(), resource);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /api_keys",
      "GET /api_keys",
      `POST /workspaces/${resource.id}/archive`,
    ]);
  });

  test("does not archive a workspace when only the second list of keys has an active one", async () => {
    const { existing, process, emulator, console, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    console.createApiKey({ name: "Key", workspaceId: resource.id });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: { data: [], has_more: false, first_id: null, last_id: null },
    });
    expect(await refusal(destroy(process(), resource))).toContain("it has 1 active API key");
    expect(workspaceById(resource.id).archived_at).toBeNull();
  });

  test('leaves a workspace unchanged and shows a notice when `onDelete` is "retain"', async () => {
    const { existing, process, requests, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab", onDelete: "retain" });
    await destroy(process(), resource);
    expect(requests()).toEqual([]);
    expect(notices).toEqual([
      `it: Workspace "Lab" (${resource.id}) is left unchanged, since \`onDelete\` is "retain".`,
    ]);
  });

  test('archives an adopted workspace only when `onDelete` is "archive"', async () => {
    const { process, console, workspaceById } = await organization();
    const { id } = console.createWorkspace({ name: "Lab" });
    const resource = await create(process(), Workspace, { name: "Lab", adopt: id, onDelete: "archive" });
    await destroy(process(), resource);
    expect(workspaceById(id).archived_at).not.toBeNull();
  });

  test("leaves a workspace unchanged when the state does not say who created it", async () => {
    const { existing, process, writes, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const { adopted: _, ...outputs } = resource.outputs;
    await destroy(process(), { ...resource, outputs });
    expect(writes()).toEqual([]);
    expect(notices).toEqual([
      `it: Workspace "Lab" (${resource.id}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
  });

  test("writes nothing when the workspace is archived or missing", async () => {
    const { existing, process, console, writes, emulator } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    console.archiveWorkspace(resource.id);
    await destroy(process(), resource);
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaces,
      body: onlyDefault(emulator),
    });
    emulator.faults.add({ kind: "status", status: 404, path: paths.workspace });
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("fails if the response shows that nothing was archived", async () => {
    const { process, emulator, existing, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const body = workspaceById(resource.id);
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.archive, body });
    await expect(destroy(process(), resource)).rejects.toThrow("the response does not show it as archived");
    expect(workspaceById(resource.id).archived_at).toBeNull();
  });

  test("requests the list of workspaces again before it archives one", async () => {
    const { existing, process, console, writes } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const session = process();
    await session.cache.workspaces(0);
    console.archiveWorkspace(resource.id);
    await destroy(session, resource);
    expect(writes()).toEqual([]);
  });

  describe("Workspace delete with active keys", () => {
    test("rejects an archive with the names of the active keys from a new list", async () => {
      const { existing, process, console, workspaceById, writes } = await organization();
      const resource = await existing(Workspace, { name: "Lab" });
      const session = process();
      await session.cache.apiKeys(0);
      const key = console.createApiKey({ name: 'prod "1"', workspaceId: resource.id });
      expect(await refusal(destroy(session, resource))).toBe(
        `cannot archive workspace "Lab" (${resource.id}): it has 1 active API key, which archiving would disable permanently: "prod \\"1\\"" (${key.id}). ` +
          "Deactivate each with `npx pulumi-anthropic keys deactivate`, or set `forceDestroy: true` and run `up` once before you delete the workspace.",
      );
      expect(workspaceById(resource.id).archived_at).toBeNull();
      expect(writes()).toEqual([]);
    });

    test("names at most ten active keys", async () => {
      const { existing, process, console } = await organization();
      const resource = await existing(Workspace, { name: "Lab" });
      for (let n = 1; n <= 12; n += 1) console.createApiKey({ name: `key ${n}`, workspaceId: resource.id });
      const message = await refusal(destroy(process(), resource));
      expect(message).toContain("it has 12 active API keys");
      expect(message).toMatch(/\) and 2 more\. /);
    });

    test("archives a workspace with active keys when `forceDestroy` is stored", async () => {
      const { existing, process, console, workspaceById, state } = await organization();
      const resource = await existing(Workspace, { name: "Lab", forceDestroy: true });
      console.createApiKey({ name: "prod", workspaceId: resource.id });
      await destroy(process(), resource);
      expect(workspaceById(resource.id).archived_at).not.toBeNull();
      expect(state().api_keys.map(({ status }) => status)).toEqual(["archived"]);
    });

    test("ignores unusable keys and keys of other workspaces", async () => {
      const { existing, process, console, workspaceById } = await organization();
      const resource = await existing(Workspace, { name: "Lab" });
      for (const status of ["inactive", "archived", "expired"] as const) {
        console.createApiKey({ name: status, workspaceId: resource.id, status });
      }
      console.createApiKey({ name: "elsewhere", workspaceId: console.createWorkspace({ name: "Other" }).id });
      console.createApiKey({ name: "of everything", personal: true });
      console.createApiKey({ name: "default" });
      await destroy(process(), resource);
      expect(workspaceById(resource.id).archived_at).not.toBeNull();
    });

    test.each([
      ...listFaults,
      {
        name: "an item has no scope",
        fault: {
          kind: "status",
          status: 200,
          body: listOf({
            id: "apikey_1",
            type: "api_key",
            name: "x",
            status: "active",
            created_at: "2026-10-30T23:58:27Z",
          }),
        } as const,
      },
    ])("archives nothing when $name in the list of API keys", async ({ fault }) => {
      const { existing, process, emulator, writes } = await organization();
      const resource = await existing(Workspace, { name: "Lab" });
      emulator.faults.add({ ...fault, path: paths.apiKeys, times: 10 });
      expect(await refusal(destroy(process(), resource))).toMatch(/^cannot list the API keys/);
      expect(writes()).toEqual([]);
    });
  });

  test("reports storage that was attached during the archive", async () => {
    const { process, emulator, existing, workspaceById, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "storage_attached_during_archive",
      method: "POST",
      path: `${paths.workspace}/archive`,
    });
    await destroy(process(), resource);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
    expect(notices.join("\n")).toMatch(
      /it: Workspace "Lab" \(wrkspc_\w+\) is archived, and its storage is not detached\. .*409 storage_attached_during_archive: .*org:external-storage:use/,
    );
  });

  test.each(writeFaults)("archives the workspace when $name", async ({ fault }) => {
    for (const archiveTwice of ["keep", 400] as const) {
      const { existing, process, emulator, workspaceById } = await organization({
        assumptions: { archiveTwice },
      });
      const resource = await existing(Workspace, { name: "Lab" });
      emulator.faults.add({ method: "POST", path: `${paths.workspace}/archive`, ...fault });
      await destroy(process(), resource);
      expect(workspaceById(resource.id).archived_at).not.toBeNull();
    }
  });

  test("succeeds when the workspace is archived although every response is an error", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "POST",
      path: `${paths.workspace}/archive`,
      times: 10,
    });
    await destroy(process(), resource);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
  });

  test("fails when the API rejects the archive", async () => {
    const { existing, process, emulator, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: `${paths.workspace}/archive` });
    expect(await refusal(destroy(process(), resource))).toMatch(
      new RegExp(`^cannot archive workspace "Lab" \\(${resource.id}\\): the API rejected it \\(403`),
    );
    expect(workspaceById(resource.id).archived_at).toBeNull();
  });

  test("uses the present name of the workspace in errors", async () => {
    const { existing, process, console } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    console.updateWorkspace(resource.id, { name: "Renamed" });
    console.createApiKey({ name: "prod", workspaceId: resource.id });
    expect(await refusal(destroy(process(), resource))).toMatch(/^cannot archive workspace "Renamed"/);
  });

  test("stops after three archives in one run and names the variable that raises the limit", async () => {
    const { existing, process, workspaceNames } = await organization();
    const all = [];
    for (const name of ["A", "B", "C", "D"]) all.push(await existing(Workspace, { name }));
    const session = process();
    const outcomes = await Promise.allSettled(all.map((resource) => destroy(session, resource)));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(workspaceNames()).toHaveLength(1);
    const rest = all.find((resource) => workspaceNames().includes(String(resource.outputs["name"])));
    if (rest === undefined) throw new Error("nothing is left");
    expect(await refusal(destroy(session, rest))).toContain("ANTHROPIC_MAX_ARCHIVES=10 pulumi ...");
    await destroy(process({}, { ANTHROPIC_MAX_ARCHIVES: "1" }), rest);
    expect(workspaceNames()).toEqual([]);
  });

  test("does not count deletes that archive nothing", async () => {
    const { existing, process, console } = await organization();
    const session = process({ maxArchives: "1" });
    const [full, gone, last] = [
      await existing(Workspace, { name: "A" }),
      await existing(Workspace, { name: "B" }),
      await existing(Workspace, { name: "C" }),
    ];
    console.createApiKey({ name: "prod", workspaceId: full.id });
    console.archiveWorkspace(gone.id);
    await refusal(destroy(session, full));
    await destroy(session, gone);
    await destroy(session, last);
  });

  test("leaves a workspace unchanged that is still declared by another resource", async () => {
    const { existing, process, writes, notices } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const session = process();
    const taken = await create(session, Workspace, { name: "Lab", adopt: resource.id });
    expect(taken.id).toBe(resource.id);
    await destroy(session, resource);
    expect(writes()).toEqual([]);
    expect(notices.join()).toContain(`Workspace ${resource.id} is still declared in this program`);
  });

  test("leaves a workspace unchanged that another resource has in state only", async () => {
    const { existing, process, writes } = await organization();
    const origin = (name: string) => ({ [kernelKeys.origin]: `acme/dev::${name}` });
    const resource = await existing(Workspace, { name: "Lab", ...origin("old") });
    const taken = await create(process(), Workspace, { name: "Lab", adopt: resource.id, ...origin("new") });
    // The run was killed before it deleted the old resource, and `import` was removed since.
    const session = process();
    await up(session, taken, { name: "Lab", ...origin("new") });
    await destroy(session, resource);
    expect(writes()).toEqual([]);
    // A refresh also reads the resource that is to be deleted.
    const later = process();
    await refresh(later, resource);
    await destroy(later, resource);
    expect(writes()).toHaveLength(1);
  });

  test("does not archive a workspace of another organization", async () => {
    const { existing, process, workspaceById } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    const foreign = {
      ...resource,
      outputs: { ...resource.outputs, __organization: "11111111-2222-3333-4444-555555555555" },
    };
    await expect(destroy(process(), foreign)).rejects.toThrow(/^The credential belongs to organization /);
    expect(workspaceById(resource.id).archived_at).toBeNull();
  });

  test("reports a rejected key in full once", async () => {
    const { existing, process, emulator } = await organization();
    const resource = await existing(Workspace, { name: "Lab" });
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const session = process();
    expect(await refusal(destroy(session, resource))).toContain("The key came from ANTHROPIC_ADMIN_KEY");
    expect(await refusal(destroy(session, resource))).toMatch(
      /^cannot [^:]+: the API rejected the key from ANTHROPIC_ADMIN_KEY earlier in this run\.$/,
    );
    expect(emulator.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  });
});
