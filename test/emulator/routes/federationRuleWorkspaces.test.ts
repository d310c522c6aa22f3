import { describe, expect, it } from "vitest";
import { column, errorOf, part } from "../setup.ts";
import { newRule, rules, startFederation } from "./federation.ts";

async function start() {
  const started = await startFederation();
  const { body } = await started.call(`POST ${rules}`, newRule);
  const id = String(part(body, "id"));
  return { ...started, id, one: `${rules}/${id}`, path: `${rules}/${id}/workspaces` };
}

describe("the workspaces of a federation rule", () => {
  it("the workspaces of a federation rule are added and removed any number of times, and listed on one page", async () => {
    const { emulator, call, id, path } = await start();
    const workspace_id = "wrkspc_lab";
    const added = (await call(`POST ${path}`, { workspace_id })).body;
    expect(added).toEqual({
      type: "federation_rule_workspace",
      federation_rule_id: id,
      workspace_id,
      workspace_name: null,
      created_at: expect.any(String),
      created_by_actor_id: null,
    });
    emulator.clock.advance({ minutes: 1 });
    expect((await call(`POST ${path}`, { workspace_id })).body).toEqual(added);
    const list = await call(`GET ${path}?limit=1`);
    expect(column(list, "workspace_name")).toEqual(["Robots", "Lab"]);
    expect(part(list.body, "next_page")).toBeNull();
    const removed = { type: "federation_rule_workspace_deleted", federation_rule_id: id, workspace_id };
    expect((await call(`DELETE ${path}/${workspace_id}`)).body).toEqual(removed);
    expect((await call(`DELETE ${path}/${workspace_id}`)).body).toEqual(removed);
    expect(column(await call(`GET ${path}`), "workspace_id")).toEqual(["wrkspc_robots"]);
  });

  it("the workspaces of a federation rule must exist and be unarchived, as the rule", async () => {
    const { call, one, path } = await start();
    for (const workspace_id of ["wrkspc_none", "wrkspc_old"]) {
      expect((await call(`POST ${path}`, { workspace_id })).status).toBe(400);
    }
    expect((await call(`GET ${rules}/fdrl_none/workspaces`)).status).toBe(404);
    await call(`POST ${one}/archive`);
    expect(errorOf(await call(`POST ${path}`, { workspace_id: "wrkspc_lab" })).status).toBe(400);
    expect((await call(`DELETE ${path}/wrkspc_robots`)).status).toBe(200);
    expect(column(await call(`GET ${path}`), "workspace_id")).toEqual([]);
  });

  it("keep the last one with `lastFederationRuleWorkspace`", async () => {
    const { emulator, call, path } = await start();
    emulator.assumptions.lastFederationRuleWorkspace = 400;
    expect((await call(`DELETE ${path}/wrkspc_robots`)).status).toBe(400);
    await call(`POST ${path}`, { workspace_id: "wrkspc_lab" });
    expect((await call(`DELETE ${path}/wrkspc_robots`)).status).toBe(200);
    emulator.assumptions.lastFederationRuleWorkspace = "allow";
    expect((await call(`DELETE ${path}/wrkspc_lab`)).status).toBe(200);
  });
});
