import { describe, expect, test } from "vitest";
import { apiLimitation as row } from "../../../../provider/apiLimitations.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { destroy, preview, refreshed, refusal, up } from "../../session.ts";
import { office } from "./setup.ts";

describe("a workspace that somebody archived by hand", () => {
  async function archived(args: Properties = {}) {
    const made = await office();
    const held = await made.made({ name: "Lab", ...args });
    made.byHand.archiveWorkspace(held.id);
    const seen = await refreshed(made.process(), held);
    made.requests();
    return { ...made, held: seen };
  }

  test("is shown as to be done, and its update says what can be done", async () => {
    const { process, held, requests } = await archived();
    expect((await preview(process(), held, { name: "Lab" })).does).toBe("update");
    for (const args of [{ name: "Lab" }, { name: "Lab 2" }, { name: "Lab", onArchived: "refuse" }]) {
      expect(await refusal(up(process(), held, args))).toBe(
        `cannot update workspace "Lab" (${held.id}): it was archived outside of Pulumi, and ${row("restoreWorkspace")}`,
      );
    }
    expect(requests().filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("is left alone by delete", async () => {
    const { process, held, writes } = await archived();
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test("is made again only when that was asked for", async () => {
    const { process, held, names, writes } = await archived();
    const args = { name: "Lab", onArchived: "recreate" };
    const { does, deleteFirst } = await preview(process(), held, args);
    expect([does, deleteFirst]).toEqual(["replace", false]);
    const anew = await up(process(), held, args);
    expect(anew.id).not.toBe(held.id);
    expect(anew.outputs).toMatchObject({ status: "active", adopted: false, onArchived: "recreate" });
    expect(writes()).toEqual(['POST /workspaces {"name":"Lab"}']);
    expect(names()).toEqual(["Lab"]);
  });

  test("is not made again while `import` still names it", async () => {
    const { process, held } = await archived();
    const args = { name: "Lab", onArchived: "recreate", adopt: held.id };
    expect(await refusal(up(process(), held, args))).toBe(
      `cannot adopt Workspace ${held.id}: it is archived, which is final. Remove \`import\` to make a new one.`,
    );
  });

  test("without a refresh in between is refused by the API, or not, and then seen", async () => {
    for (const archivedWorkspaceUpdate of [400, "allow"] as const) {
      const { made, process, byHand } = await office({ assumptions: { archivedWorkspaceUpdate } });
      const held = await made({ name: "Lab" });
      byHand.archiveWorkspace(held.id);
      if (archivedWorkspaceUpdate === 400) {
        expect(await refusal(up(process(), held, { name: "Lab 2" }))).toContain("The workspace is archived");
        continue;
      }
      const changed = await up(process(), held, { name: "Lab 2" });
      expect(changed.outputs).toMatchObject({ name: "Lab 2", status: "archived" });
      expect((await preview(process(), changed, { name: "Lab 2" })).does).toBe("update");
    }
  });
});
