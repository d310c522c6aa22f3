import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { destroy, organization, preview, refreshed, refusal, up } from "../../harness/index.ts";

describe("Workspace that was archived outside of Pulumi", () => {
  async function archived(args: Properties = {}) {
    const context = await organization();
    const resource = await context.existing(Workspace, { name: "Lab", ...args });
    context.console.archiveWorkspace(resource.id);
    const seen = await refreshed(context.process(), resource);
    context.requests();
    return { ...context, resource: seen };
  }

  test("shows an archived workspace as an update that fails and says what to do", async () => {
    const { process, resource, requests } = await archived();
    expect((await preview(process(), resource, { name: "Lab" })).action).toBe("update");
    for (const args of [{ name: "Lab" }, { name: "Lab 2" }, { name: "Lab", onArchived: "refuse" }]) {
      expect(await refusal(up(process(), resource, args))).toBe(
        `cannot update workspace "Lab" (${resource.id}): it was archived outside of Pulumi, and ${row("restoreWorkspace")}`,
      );
    }
    expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("writes nothing when an archived workspace is deleted", async () => {
    const { process, resource, writes } = await archived();
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test('creates another workspace only when `onArchived` is "recreate"', async () => {
    const { process, resource, workspaceNames, writes } = await archived();
    const args = { name: "Lab", onArchived: "recreate" };
    const { action, deleteFirst } = await preview(process(), resource, args);
    expect([action, deleteFirst]).toEqual(["replace", false]);
    const anew = await up(process(), resource, args);
    expect(anew.id).not.toBe(resource.id);
    expect(anew.outputs).toMatchObject({ status: "active", adopted: false, onArchived: "recreate" });
    expect(writes()).toEqual(['POST /workspaces {"name":"Lab"}']);
    expect(workspaceNames()).toEqual(["Lab"]);
  });

  test("creates no other workspace while `import` names the archived one", async () => {
    const { process, resource } = await archived();
    const args = { name: "Lab", onArchived: "recreate", adopt: resource.id };
    expect(await refusal(up(process(), resource, args))).toBe(
      `cannot adopt Workspace ${resource.id}: it is archived, which is final. Remove \`import\` to create a new one.`,
    );
  });

  test("fails when the archive is not in state yet, whether or not the API accepts the update", async () => {
    for (const archivedWorkspaceUpdate of [400, "allow"] as const) {
      const { existing, process, console } = await organization({ assumptions: { archivedWorkspaceUpdate } });
      const resource = await existing(Workspace, { name: "Lab" });
      console.archiveWorkspace(resource.id);
      if (archivedWorkspaceUpdate === 400) {
        expect(await refusal(up(process(), resource, { name: "Lab 2" }))).toContain(
          "The workspace is archived",
        );
        continue;
      }
      const changed = await up(process(), resource, { name: "Lab 2" });
      expect(changed.outputs).toMatchObject({ name: "Lab 2", status: "archived" });
      expect((await preview(process(), changed, { name: "Lab 2" })).action).toBe("update");
    }
  });
});
