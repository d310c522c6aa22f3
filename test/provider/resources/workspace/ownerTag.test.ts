import { describe, expect, test } from "vitest";
import { imported } from "../../../../provider/kernel/importedState.ts";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import {
  create,
  destroy,
  drift,
  organization,
  paths,
  preview,
  type ResourceState,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

type Office = Awaited<ReturnType<typeof organization>>;

describe("Workspace with an ownership tag", () => {
  const marked = { ownerTag: "stack" };

  test("does not adopt a tagged workspace of another resource of the program", async () => {
    const { existing, process, writes } = await organization();
    const a = { name: "Lab", [kernelKeys.origin]: "acme/dev::a" };
    const b = { name: "Lab", [kernelKeys.origin]: "acme/dev::b" };
    const resource = await existing(Workspace, a, marked);
    writes();
    const session = process(marked);
    expect((await preview(session, resource, { ...a, name: "Renamed" })).action).toBe("update");
    expect(await refusal(create(session, Workspace, b))).toContain(
      "the resource `a` of this program has a workspace of that name",
    );
    expect(writes()).toEqual([]);
  });

  test("tags each workspace with its stack without adding it to `tags`", async () => {
    const { process, workspaceById, requests } = await organization();
    const resource = await create(process(marked), Workspace, { name: "Lab", tags: { team: "ml" } });
    expect(workspaceById(resource.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    expect(resource.outputs["tags"]).toEqual({ team: "ml" });
    expect((await refreshed(process(marked), resource)).inputs["tags"]).toEqual({ team: "ml" });
    requests();
    expect((await preview(process(marked), resource, { name: "Lab", tags: { team: "ml" } })).action).toBe(
      "nothing",
    );
    const cleared = await up(process(marked), resource, { name: "Lab", tags: {} });
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/dev" });
    expect(cleared.outputs["tags"]).toEqual({});
  });

  test.each(["constructor", "toString", "__proto__"])(
    "accepts %s as the key of the ownership tag and of other tags",
    async (ownerTag) => {
      const { process, workspaceById, console, writes } = await organization();
      const settings = { ownerTag };
      const args = { name: "Lab", tags: { valueOf: "a", hasOwnProperty: "b" } };
      const resource = await create(process(settings), Workspace, args);
      expect(Object.entries(workspaceById(resource.id).tags).sort()).toEqual(
        [...Object.entries(args.tags), [ownerTag, "acme/dev"]].sort(),
      );
      expect(resource.outputs).toMatchObject({ tags: args.tags, ownedBy: `${ownerTag}=acme/dev` });
      expect(await drift(process(settings), resource)).toBe("nothing");
      writes();
      const after = await up(process(settings), resource, { name: "Lab", tags: { valueOf: "c" } });
      expect(writes()).toEqual([
        `POST /workspaces/${resource.id} {"tags":${JSON.stringify(
          Object.fromEntries([
            ["valueOf", "c"],
            ["hasOwnProperty", null],
            [ownerTag, "acme/dev"],
          ]),
        )}}`,
      ]);
      expect(after.outputs["tags"]).toEqual({ valueOf: "c" });

      const tags = Object.fromEntries([[ownerTag, "acme/prod"]]);
      const other = console.createWorkspace({ name: "Other", tags });
      expect(
        await refusal(create(process(settings), Workspace, { name: "Other", adopt: other.id })),
      ).toContain(`its tag \`${ownerTag}\` names acme/prod as its owner`);
    },
  );

  test("removes and sets a tag whose key JavaScript objects inherit", async () => {
    const { process, workspaceById, console } = await organization();
    const resource = await create(process(), Workspace, {
      name: "Lab",
      tags: { constructor: "a", toString: "b" },
    });
    expect(resource.outputs["tags"]).toEqual(
      Object.fromEntries([
        ["constructor", "a"],
        ["toString", "b"],
      ]),
    );
    const after = await up(process(), resource, { name: "Lab", tags: { toString: "c", valueOf: "d" } });
    expect(Object.entries(workspaceById(resource.id).tags)).toEqual([
      ["toString", "c"],
      ["valueOf", "d"],
    ]);
    console.updateWorkspace(resource.id, { tags: Object.fromEntries([["__proto__", "x"]]) });
    expect(Object.entries(Object((await refreshed(process(), after)).outputs["tags"]))).toEqual([
      ["__proto__", "x"],
    ]);
  });

  test("tags a workspace that has no other tags", async () => {
    const { process, workspaceById } = await organization();
    const resource = await create(process(marked), Workspace, { name: "Lab" });
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/dev" });
    expect(resource.outputs["tags"]).toEqual({});
  });

  test("adopts a workspace that an interrupted run created", async () => {
    const { process, writes, notices } = await organization();
    const args = { name: "Lab", tags: { team: "ml" } };
    const lost = await create(process(marked), Workspace, args);
    writes();
    const found = await create(process(marked), Workspace, args);
    expect(found.id).toBe(lost.id);
    expect(found.outputs["adopted"]).toBe(false);
    expect(writes()).toEqual([]);
    expect(notices).toEqual([
      `it: Workspace "Lab" (${lost.id}) was created by an earlier run of this stack and is adopted.`,
    ]);
  });

  test("does not adopt a workspace of another stack, of no stack or with other values", async () => {
    const { process, console, workspaceNames } = await organization();
    await create(process(marked), Workspace, { name: "Fields", tags: { team: "ml" } });
    console.createWorkspace({ name: "Another's", tags: { stack: "acme/prod" } });
    console.createWorkspace({ name: "Nobody's" });
    for (const [name, tags] of [
      ["Fields", { team: "other" }],
      ["Another's", {}],
      ["Nobody's", {}],
    ] as const) {
      expect(await refusal(create(process(marked), Workspace, { name, tags }))).toContain(
        "has a workspace of that name",
      );
    }
    expect(workspaceNames()).toHaveLength(3);
  });

  test("Workspace with an ownership tag neither adopts nor changes nor archives a workspace of another stack", async () => {
    const { existing, process, console, writes } = await organization();
    const { id } = console.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    const reason = "its tag `stack` names acme/prod as its owner, and this stack is acme/dev.";
    const belongs = `workspace "Lab" (${id}): ${reason}`;
    expect(await refusal(create(process(marked), Workspace, { name: "Lab", adopt: id }))).toContain(
      `cannot adopt Workspace ${id}: ${reason}`,
    );
    const resource = await existing(Workspace, { name: "Lab 2" });
    const theirs = { ...resource, id, outputs: { ...resource.outputs, name: "Lab" } };
    expect(await refusal(up(process(marked), theirs, { name: "Lab 3" }))).toContain(
      `cannot change ${belongs}`,
    );
    expect(await refusal(destroy(process(marked), theirs))).toContain(`cannot archive ${belongs}`);
    expect(writes()).toEqual([]);
  });

  /** Expects that the next `up` tags a workspace that is older than the setting, and that nothing is left to do then. */
  async function marking(office: Office, resource: ResourceState, args: Properties): Promise<ResourceState> {
    const { process, requests, writes, notices } = office;
    const label = `workspace ${JSON.stringify(args["name"])} (${resource.id})`;
    requests();
    notices.length = 0;
    expect(await drift(process(marked), resource)).toBe("nothing");
    expect(notices).toEqual([]);
    requests();
    expect((await preview(process(marked), resource, args)).action).toBe("update");
    expect(notices).toEqual([
      `it: \`up\` sets the tag \`stack\` of ${label} to acme/dev, since \`anthropic:ownerTag\` is set and the workspace is not known to have that tag.`,
    ]);
    expect(requests()).toEqual([]);
    const after = await up(process(marked), resource, args);
    expect(writes()).toEqual([`POST /workspaces/${resource.id} {"tags":{"stack":"acme/dev"}}`]);
    expect(after.outputs).toEqual({ ...resource.outputs, ownedBy: "stack=acme/dev" });
    expect((await preview(process(marked), after, args)).action).toBe("nothing");
    expect(requests()).toEqual([]);
    expect(await refreshed(process(marked), after)).toEqual(after);
    return after;
  }

  test("tags existing workspaces in the first `up` after the setting is added", async () => {
    const at = await organization();
    const args = { name: "Lab", tags: { team: "ml" } };
    const resource = await marking(at, await at.existing(Workspace, args), args);
    expect(at.workspaceById(resource.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    // Nothing changes without the setting.
    expect((await preview(at.process(), resource, args)).action).toBe("nothing");
  });

  test("tags adopted and retained workspaces", async () => {
    const at = await organization();
    const { id } = at.console.createWorkspace({ name: "Lab", tags: { team: "ml" } });
    const args = { name: "Lab", onDelete: "retain" };
    const optionally = await create(at.process(marked), Workspace, { ...args, adopt: id });
    await marking(at, optionally, { ...args, adopt: id });

    const other = at.console.createWorkspace({ name: "Other" });
    const adoption = await imported(Workspace, at.process(marked), {
      id: other.id,
      inputs: { name: "Other" },
      origin: "acme/dev::it",
    });
    if ("failures" in adoption) throw new Error(adoption.failures[0]?.reason);
    await marking(at, { definition: Workspace, ...adoption }, { name: "Other" });
  });

  test("tags the default workspace and the workspace of Claude Code", async () => {
    const at = await organization();
    for (const name of ["Default", "Claude Code"]) {
      const found = at.state().workspaces.find((workspace) => workspace.name === name);
      const { id } = found ?? at.console.createWorkspace({ name });
      const args = { name, adopt: id };
      await marking(at, await create(at.process(), Workspace, args), args);
    }
  });

  test("writes nothing when the workspace has the tag already", async () => {
    const { process, console, workspaceById, writes } = await organization();
    const resource = await create(process(), Workspace, { name: "Lab" });
    console.updateWorkspace(resource.id, { tags: { stack: "acme/dev" } });
    writes();
    const known = await up(process(marked), resource, { name: "Lab" });
    expect(writes()).toEqual([]);
    expect(known.outputs).toEqual({ ...resource.outputs, ownedBy: "stack=acme/dev" });
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/dev" });
  });

  test("restores a removed ownership tag after a refresh, and reports no drift for it", async () => {
    const at = await organization();
    const args = { name: "Lab", tags: {} };
    const resource = await create(at.process(marked), Workspace, args);
    at.console.updateWorkspace(resource.id, { tags: {} });
    expect((await preview(at.process(marked), resource, args)).action).toBe("nothing");
    await marking(at, await refreshed(at.process(marked), resource), args);
  });

  test("tags a workspace without reverting changes outside of Pulumi", async () => {
    const at = await organization();
    const args = { name: "Lab", displayColor: "#000000" };
    const resource = await at.existing(Workspace, args);
    at.console.updateWorkspace(resource.id, { displayColor: "#FFFFFF" });
    const after = await up(at.process(marked), resource, args);
    expect(after.outputs).toEqual({ ...resource.outputs, ownedBy: "stack=acme/dev" });
    expect(at.workspaceById(resource.id).display_color).toBe("#FFFFFF");
  });

  test("tags a workspace once when responses are lost or the run dies", async () => {
    for (const kind of ["loseResponse", "statusAfter", "htmlAfter"] as const) {
      const { process, existing, workspaceById, emulator, writes } = await organization();
      const args = { name: "Lab", tags: { team: "ml" } };
      const resource = await existing(Workspace, args);
      emulator.faults.add({ kind, method: "POST", path: `/v1/organizations/workspaces/${resource.id}` });
      const after = await up(process(marked), resource, args);
      expect(workspaceById(resource.id).tags, kind).toEqual({ team: "ml", stack: "acme/dev" });
      expect(after.outputs["ownedBy"]).toBe("stack=acme/dev");
      writes();
      // The state of a killed run does not have the tag.
      const again = await up(process(marked), resource, args);
      expect(again.outputs).toEqual(after.outputs);
      expect(writes()).toEqual([]);
    }
  });

  test("does not tag a workspace that was archived outside of Pulumi", async () => {
    const { process, existing, console, workspaceById } = await organization();
    const args = { name: "Lab" };
    const resource = await existing(Workspace, args);
    console.archiveWorkspace(resource.id);
    expect(await refusal(up(process(marked), resource, args))).toContain(
      `cannot update workspace "Lab" (${resource.id}): it was archived outside of Pulumi, and archiving a workspace is final`,
    );
    expect(workspaceById(resource.id).tags).toEqual({});
  });

  test("adds a tag with another key and keeps the old one", async () => {
    const { process, workspaceById } = await organization();
    const args = { name: "Lab" };
    const resource = await create(process(marked), Workspace, args);
    const after = await up(process({ ownerTag: "owner" }), resource, args);
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/dev", owner: "acme/dev" });
    expect(after.outputs["ownedBy"]).toBe("owner=acme/dev");
    expect((await preview(process({ ownerTag: "owner" }), after, args)).action).toBe("nothing");
  });

  test("rejects changes of a workspace with the tag of another stack, and reports this in the preview", async () => {
    const { existing, process, console, writes, notices } = await organization();
    const args = { name: "Lab" };
    const resource = await existing(Workspace, args);
    console.updateWorkspace(resource.id, { tags: { stack: "acme/prod" } });
    const belongs = `change workspace "Lab" (${resource.id}): its tag \`stack\` names acme/prod as its owner, and this stack is acme/dev.`;
    expect(await refusal(up(process(marked), resource, args))).toContain(`cannot ${belongs}`);
    const known = await refreshed(process(marked), resource);
    expect(await drift(process(marked), known)).toBe("nothing");
    notices.length = 0;
    expect(await refusal(up(process(marked), known, args))).toContain(`cannot ${belongs}`);
    expect(notices).toEqual([expect.stringContaining(`it: \`up\` refuses to ${belongs}`)]);
    expect(writes()).toEqual([]);
  });

  test("renames the tag after the stack was renamed", async () => {
    const { process, workspaceById } = await organization();
    const resource = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab 2", __origin: "acme/test::it" };
    const moved = await up(process(marked), resource, renamed);
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/test" });
    await destroy(process(marked), moved);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
  });

  test("writes nothing when only the stack was renamed, and renames the tag in the next write", async () => {
    const { process, workspaceById, writes } = await organization();
    const resource = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab", __origin: "acme/test::it" };
    writes();
    expect((await preview(process(marked), resource, renamed)).action).toBe("nothing");
    const local = await up(process(marked), resource, { ...renamed, forceDestroy: true });
    expect(writes()).toEqual([`POST /workspaces/${resource.id} {"tags":{"stack":"acme/test"}}`]);
    expect((await preview(process(marked), local, { ...renamed, forceDestroy: true })).action).toBe(
      "nothing",
    );
    expect(workspaceById(resource.id).tags).toEqual({ stack: "acme/test" });
  });

  test("archives a workspace after the stack was renamed", async () => {
    const { process, workspaceById } = await organization();
    const resource = await create(process(marked), Workspace, { name: "Lab" });
    await destroy(process(marked), resource);
    expect(workspaceById(resource.id).archived_at).not.toBeNull();
  });

  test("does not mistake a workspace of another stack for its own after a lost response", async () => {
    const { process, emulator, console } = await organization();
    emulator.faults.add({ kind: "refuse", method: "POST", path: paths.workspaces });
    const creating = refusal(create(process(marked), Workspace, { name: "Lab" }));
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    const { id } = console.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    expect(await creating).toContain(
      `an object with the same name exists, which may be a different one (${id})`,
    );
  });
});
