import { describe, expect, test } from "vitest";
import type { Fault } from "../../../../emulator/index.ts";
import { kept } from "../../../../provider/kernel/managed.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { create, destroy, onlyDefault, refresh, refusal, up } from "../../session.ts";
import { collection, lostAfter, lostBefore, office, one } from "./setup.ts";

describe("deleting a workspace", () => {
  test("archives it", async () => {
    const { made, process, cache, requests } = await office();
    const held = await made({ name: "Lab" });
    await destroy(process(), held);
    expect(cache(held.id).archived_at).not.toBeNull();
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /api_keys",
      "GET /api_keys",
      `POST /workspaces/${held.id}/archive`,
    ]);
  });

  test("leaves it when only the second list of keys has an active one", async () => {
    const { made, process, emulator, byHand, cache } = await office();
    const held = await made({ name: "Lab" });
    byHand.createApiKey({ name: "Key", workspaceId: held.id });
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: { data: [], has_more: false, first_id: null, last_id: null },
    });
    expect(await refusal(destroy(process(), held))).toContain("1 active API key is inside");
    expect(cache(held.id).archived_at).toBeNull();
  });

  test("leaves it when that was asked for, and says so", async () => {
    const { made, process, requests, said } = await office();
    const held = await made({ name: "Lab", onDelete: "retain" });
    await destroy(process(), held);
    expect(requests()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${held.id}) is left unchanged, since \`onDelete\` is "retain".`,
    ]);
  });

  test("archives one that was taken over only when that was asked for", async () => {
    const { process, byHand, cache } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab" });
    const held = await create(process(), Workspace, { name: "Lab", adopt: id, onDelete: "archive" });
    await destroy(process(), held);
    expect(cache(id).archived_at).not.toBeNull();
  });

  test("leaves one of which the state does not say that this stack made it", async () => {
    const { made, process, writes, said } = await office();
    const held = await made({ name: "Lab" });
    const { adopted: _, ...outputs } = held.outputs;
    await destroy(process(), { ...held, outputs });
    expect(writes()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${held.id}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
  });

  test("is done already when it is archived, or not there any more", async () => {
    const { made, process, byHand, writes, emulator } = await office();
    const held = await made({ name: "Lab" });
    byHand.archiveWorkspace(held.id);
    await destroy(process(), held);
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: collection,
      body: onlyDefault(emulator),
    });
    emulator.faults.add({ kind: "status", status: 404, path: one });
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test("looks freshly", async () => {
    const { made, process, byHand, writes } = await office();
    const held = await made({ name: "Lab" });
    const session = process();
    await session.cache.workspaces(0);
    byHand.archiveWorkspace(held.id);
    await destroy(session, held);
    expect(writes()).toEqual([]);
  });

  describe("with active keys inside", () => {
    test("is refused, with their names, by a list asked for just now", async () => {
      const { made, process, byHand, cache, writes } = await office();
      const held = await made({ name: "Lab" });
      const session = process();
      await session.cache.apiKeys(0);
      const key = byHand.createApiKey({ name: 'prod "1"', workspaceId: held.id });
      expect(await refusal(destroy(session, held))).toBe(
        `cannot archive workspace "Lab" (${held.id}): 1 active API key is inside, which archiving would end for good: "prod \\"1\\"" (${key.id}). ` +
          "Deactivate them in the Console, or set `forceDestroy: true` and run `up` once before deleting (delete sees what the last `up` stored).",
      );
      expect(cache(held.id).archived_at).toBeNull();
      expect(writes()).toEqual([]);
    });

    test("names at most ten of them", async () => {
      const { made, process, byHand } = await office();
      const held = await made({ name: "Lab" });
      for (let n = 1; n <= 12; n += 1) byHand.createApiKey({ name: `key ${n}`, workspaceId: held.id });
      const message = await refusal(destroy(process(), held));
      expect(message).toContain("12 active API keys are inside");
      expect(message).toMatch(/\) and 2 more\. /);
    });

    test("is done when that was asked for before", async () => {
      const { made, process, byHand, cache, state } = await office();
      const held = await made({ name: "Lab", forceDestroy: true });
      byHand.createApiKey({ name: "prod", workspaceId: held.id });
      await destroy(process(), held);
      expect(cache(held.id).archived_at).not.toBeNull();
      expect(state().api_keys.map(({ status }) => status)).toEqual(["archived"]);
    });

    test("does not heed keys that do not work, or are elsewhere", async () => {
      const { made, process, byHand, cache } = await office();
      const held = await made({ name: "Lab" });
      for (const status of ["inactive", "archived", "expired"] as const) {
        byHand.createApiKey({ name: status, workspaceId: held.id, status });
      }
      byHand.createApiKey({ name: "elsewhere", workspaceId: byHand.createWorkspace({ name: "Other" }).id });
      byHand.createApiKey({ name: "of everything", personal: true });
      byHand.createApiKey({ name: "default" });
      await destroy(process(), held);
      expect(cache(held.id).archived_at).not.toBeNull();
    });

    test.each<[string, Omit<Fault, "path">]>([
      ["500", { kind: "status", status: 500, times: 10 }],
      ["403", { kind: "status", status: 403 }],
      ["a proxy's page", { kind: "html", status: 200, times: 10 }],
      ["half of a list", { kind: "cutJson", times: 10 }],
      [
        "a list without scopes",
        {
          kind: "status",
          status: 200,
          body: {
            data: [
              {
                id: "apikey_1",
                type: "api_key",
                name: "x",
                status: "active",
                created_at: "2026-10-30T23:58:27Z",
              },
            ],
            has_more: false,
          },
        },
      ],
      ["a list that goes on nowhere", { kind: "status", status: 200, body: { data: [], has_more: true } }],
    ])("archives nothing when asking for the keys brings %s", async (_, fault) => {
      const { made, process, emulator, writes } = await office();
      const held = await made({ name: "Lab" });
      emulator.faults.add({ path: "/v1/organizations/api_keys", ...fault });
      expect(await refusal(destroy(process(), held))).toMatch(/^cannot list the API keys/);
      expect(writes()).toEqual([]);
    });
  });

  test("says what the API could not detach when storage was attached during the archive", async () => {
    const { process, emulator, made, cache, said } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      errorCode: "storage_attached_during_archive",
      method: "POST",
      path: `${one}/archive`,
    });
    await destroy(process(), held);
    expect(cache(held.id).archived_at).not.toBeNull();
    expect(said.join("\n")).toMatch(
      /it: Workspace "Lab" \(wrkspc_\w+\) is archived, and its storage is not detached\. .*409 storage_attached_during_archive: .*org:external-storage:use/,
    );
  });

  test.each([...lostAfter, ...lostBefore])("is done once for all when there came %s", async (_, fault) => {
    for (const archiveTwice of ["keep", 400] as const) {
      const { made, process, emulator, cache } = await office({ assumptions: { archiveTwice } });
      const held = await made({ name: "Lab" });
      emulator.faults.add({ method: "POST", path: `${one}/archive`, ...fault });
      await destroy(process(), held);
      expect(cache(held.id).archived_at).not.toBeNull();
    }
  });

  test("counts as done when it is archived, whatever the answer was", async () => {
    const { made, process, emulator, cache } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 500,
      method: "POST",
      path: `${one}/archive`,
      times: 10,
    });
    await destroy(process(), held);
    expect(cache(held.id).archived_at).not.toBeNull();
  });

  test("fails when it is not archived", async () => {
    const { made, process, emulator, cache } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "status", status: 403, method: "POST", path: `${one}/archive` });
    expect(await refusal(destroy(process(), held))).toMatch(
      new RegExp(`^cannot archive workspace "Lab" \\(${held.id}\\): the API refused it \\(403`),
    );
    expect(cache(held.id).archived_at).toBeNull();
  });

  test("names the workspace as it is called now", async () => {
    const { made, process, byHand } = await office();
    const held = await made({ name: "Lab" });
    byHand.updateWorkspace(held.id, { name: "Renamed" });
    byHand.createApiKey({ name: "prod", workspaceId: held.id });
    expect(await refusal(destroy(process(), held))).toMatch(/^cannot archive workspace "Renamed"/);
  });

  test("is refused after three in one run, with the variable that raises it", async () => {
    const { made, process, names } = await office();
    const all = [];
    for (const name of ["A", "B", "C", "D"]) all.push(await made({ name }));
    const session = process();
    const outcomes = await Promise.allSettled(all.map((held) => destroy(session, held)));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(names()).toHaveLength(1);
    const rest = all.find((held) => names().includes(String(held.outputs["name"])));
    if (rest === undefined) throw new Error("nothing is left");
    expect(await refusal(destroy(session, rest))).toContain("ANTHROPIC_MAX_ARCHIVES=10 pulumi ...");
    await destroy(process({}, { ANTHROPIC_MAX_ARCHIVES: "1" }), rest);
    expect(names()).toEqual([]);
  });

  test("does not count what is not archived", async () => {
    const { made, process, byHand } = await office();
    const session = process({ maxArchives: "1" });
    const [full, gone, last] = [
      await made({ name: "A" }),
      await made({ name: "B" }),
      await made({ name: "C" }),
    ];
    byHand.createApiKey({ name: "prod", workspaceId: full.id });
    byHand.archiveWorkspace(gone.id);
    await refusal(destroy(session, full));
    await destroy(session, gone);
    await destroy(session, last);
  });

  test("writes nothing when another resource of the program declares it now", async () => {
    const { made, process, writes, said } = await office();
    const held = await made({ name: "Lab" });
    const session = process();
    const taken = await create(session, Workspace, { name: "Lab", adopt: held.id });
    expect(taken.id).toBe(held.id);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(said.join()).toContain(`Workspace ${held.id} is declared by another resource of this program now`);
  });

  test("writes nothing while another resource has it, though only its state says so", async () => {
    const { made, process, writes } = await office();
    const origin = (name: string) => ({ [kept.origin]: `acme/dev::${name}` });
    const held = await made({ name: "Lab", ...origin("old") });
    const taken = await create(process(), Workspace, { name: "Lab", adopt: held.id, ...origin("new") });
    // That run was killed before it gave up the old one, and `import` has left the program since.
    const session = process();
    await up(session, taken, { name: "Lab", ...origin("new") });
    await destroy(session, held);
    expect(writes()).toEqual([]);
    // A refresh asks about all of them, also about the one that is to go.
    const later = process();
    await refresh(later, held);
    await destroy(later, held);
    expect(writes()).toHaveLength(1);
  });

  test("does not touch another organization", async () => {
    const { made, process, cache } = await office();
    const held = await made({ name: "Lab" });
    const foreign = {
      ...held,
      outputs: { ...held.outputs, __organization: "11111111-2222-3333-4444-555555555555" },
    };
    await expect(destroy(process(), foreign)).rejects.toThrow(/^The key in use is of organization /);
    expect(cache(held.id).archived_at).toBeNull();
  });

  test("tells once, in full, that the key was refused", async () => {
    const { made, process, emulator } = await office();
    const held = await made({ name: "Lab" });
    emulator.faults.add({ kind: "status", status: 401, times: 100 });
    const session = process();
    expect(await refusal(destroy(session, held))).toContain("The key came from ANTHROPIC_ADMIN_KEY");
    expect(await refusal(destroy(session, held))).toMatch(
      /^cannot [^:]+: the API refused the key from ANTHROPIC_ADMIN_KEY earlier in this run\.$/,
    );
    expect(emulator.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  });
});
