import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../provider/apiLimitations.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import { findWorkspace, requireWorkspace } from "../../../provider/workspaces/findWorkspace.ts";
import { onlyDefault, organization, refusal } from "../harness/index.ts";

const ofDefault = "defaultWorkspaceMembers";

async function start() {
  const context = await organization();
  const workspace = context.console.createWorkspace({ name: "Research" }).id;
  return { ...context, workspace, now: operation(context.process(), {}) };
}

describe("workspace of a resource", () => {
  test("the workspace of a resource is open until it is archived", async () => {
    const { now, console, workspace } = await start();
    expect(await findWorkspace(now, workspace, now.began)).toMatchObject({
      open: true,
      wire: { id: workspace },
    });
    console.archiveWorkspace(workspace);
    expect(await findWorkspace(now, workspace, now.cache.now())).toMatchObject({
      open: false,
      wire: { id: workspace },
    });
  });

  test("the workspace of a resource is requested by ID before it is reported missing", async () => {
    const { now, emulator, workspace, requests } = await start();
    emulator.faults.add({ kind: "status", status: 200, method: "GET", body: onlyDefault(emulator) });
    expect((await findWorkspace(now, workspace, now.began)).open).toBe(true);
    expect(requests()).toEqual(["GET /workspaces", `GET /workspaces/${workspace}`]);
    expect(await findWorkspace(now, "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ", 0)).toEqual({
      wire: undefined,
      open: false,
      isDefault: false,
    });
  });

  test("the workspace of a resource is rejected if it is the default workspace, archived or missing", async () => {
    const { now, console, emulator, workspace } = await start();
    await requireWorkspace(now, workspace, now.began, "do it", ofDefault);
    const { id } = emulator.organization().state().default_workspace;
    expect(await refusal(requireWorkspace(now, id, now.began, "do it", ofDefault))).toBe(
      `cannot do it: ${row("defaultWorkspaceMembers")}`,
    );
    await requireWorkspace(now, id, now.began, "do it");
    const missing = "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ";
    expect(await refusal(requireWorkspace(now, missing, now.began, "do it"))).toBe(
      "cannot do it: the organization has no workspace with this ID. Use another workspace.",
    );
    console.archiveWorkspace(workspace);
    expect(await refusal(requireWorkspace(now, workspace, now.cache.now(), "do it", ofDefault))).toBe(
      "cannot do it: the workspace is archived, which is final. Use another workspace.",
    );
  });
});
