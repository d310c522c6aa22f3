import { describe, expect, test } from "vitest";
import { imported } from "../../../../provider/kernel/adoption.ts";
import { kept } from "../../../../provider/kernel/managed.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { create, destroy, drift, type Held, preview, refreshed, refusal, up } from "../../session.ts";
import { collection, office } from "./setup.ts";

type Office = Awaited<ReturnType<typeof office>>;

describe("with an owner tag", () => {
  const marked = { ownerTag: "stack" };

  test("does not take over what another resource of the program has", async () => {
    const { made, process, writes } = await office();
    const a = { name: "Lab", [kept.origin]: "acme/dev::a" };
    const b = { name: "Lab", [kept.origin]: "acme/dev::b" };
    const held = await made(a, marked);
    writes();
    const session = process(marked);
    expect((await preview(session, held, a)).does).toBe("nothing");
    expect(await refusal(create(session, Workspace, b))).toContain("the organization has one of that name");
    // Of two new ones neither is known before.
    const both = process(marked);
    await create(both, Workspace, { ...a, name: "New" });
    expect(await refusal(create(both, Workspace, { ...b, name: "New" }))).toContain("one of that name");
    expect(writes()).toHaveLength(1);
  });

  test("each workspace carries the stack that made it, which is no tag of the program's", async () => {
    const { process, cache, requests } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab", tags: { team: "ml" } });
    expect(cache(held.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    expect(held.outputs["tags"]).toEqual({ team: "ml" });
    expect((await refreshed(process(marked), held)).inputs["tags"]).toEqual({ team: "ml" });
    requests();
    expect((await preview(process(marked), held, { name: "Lab", tags: { team: "ml" } })).does).toBe(
      "nothing",
    );
    const cleared = await up(process(marked), held, { name: "Lab", tags: {} });
    expect(cache(held.id).tags).toEqual({ stack: "acme/dev" });
    expect(cleared.outputs["tags"]).toEqual({});
  });

  test.each(["constructor", "toString", "__proto__"])(
    "the tag may be called %s, as tags of the program may",
    async (ownerTag) => {
      const { process, cache, byHand, writes } = await office();
      const settings = { ownerTag };
      const args = { name: "Lab", tags: { valueOf: "a", hasOwnProperty: "b" } };
      const held = await create(process(settings), Workspace, args);
      expect(Object.entries(cache(held.id).tags).sort()).toEqual(
        [...Object.entries(args.tags), [ownerTag, "acme/dev"]].sort(),
      );
      expect(held.outputs).toMatchObject({ tags: args.tags, ownedBy: `${ownerTag}=acme/dev` });
      expect(await drift(process(settings), held)).toBe("nothing");
      writes();
      const after = await up(process(settings), held, { name: "Lab", tags: { valueOf: "c" } });
      expect(writes()).toEqual([
        `POST /workspaces/${held.id} {"tags":${JSON.stringify(
          Object.fromEntries([
            ["valueOf", "c"],
            ["hasOwnProperty", null],
            [ownerTag, "acme/dev"],
          ]),
        )}}`,
      ]);
      expect(after.outputs["tags"]).toEqual({ valueOf: "c" });

      const tags = Object.fromEntries([[ownerTag, "acme/prod"]]);
      const other = byHand.createWorkspace({ name: "Other", tags });
      expect(
        await refusal(create(process(settings), Workspace, { name: "Other", adopt: other.id })),
      ).toContain(`its tag \`${ownerTag}\` says that it belongs to acme/prod`);
    },
  );

  test("a tag whose key every object inherits is removed and set like any other", async () => {
    const { process, cache, byHand } = await office();
    const held = await create(process(), Workspace, {
      name: "Lab",
      tags: { constructor: "a", toString: "b" },
    });
    expect(held.outputs["tags"]).toEqual(
      Object.fromEntries([
        ["constructor", "a"],
        ["toString", "b"],
      ]),
    );
    const after = await up(process(), held, { name: "Lab", tags: { toString: "c", valueOf: "d" } });
    expect(Object.entries(cache(held.id).tags)).toEqual([
      ["toString", "c"],
      ["valueOf", "d"],
    ]);
    byHand.updateWorkspace(held.id, { tags: Object.fromEntries([["__proto__", "x"]]) });
    expect(Object.entries(Object((await refreshed(process(), after)).outputs["tags"]))).toEqual([
      ["__proto__", "x"],
    ]);
  });

  test("a workspace without tags of its own carries it too", async () => {
    const { process, cache } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    expect(cache(held.id).tags).toEqual({ stack: "acme/dev" });
    expect(held.outputs["tags"]).toEqual({});
  });

  test("what a run that died has made is taken over by the next", async () => {
    const { process, writes, said } = await office();
    const args = { name: "Lab", tags: { team: "ml" } };
    const lost = await create(process(marked), Workspace, args);
    writes();
    const found = await create(process(marked), Workspace, args);
    expect(found.id).toBe(lost.id);
    expect(found.outputs["adopted"]).toBe(false);
    expect(writes()).toEqual([]);
    expect(said).toEqual([
      `it: Workspace "Lab" (${lost.id}) was created by an earlier run of this stack and is adopted.`,
    ]);
  });

  test("nothing else is taken over by its name: another stack's, nobody's, or one with other fields", async () => {
    const { process, byHand, names } = await office();
    await create(process(marked), Workspace, { name: "Fields", tags: { team: "ml" } });
    byHand.createWorkspace({ name: "Another's", tags: { stack: "acme/prod" } });
    byHand.createWorkspace({ name: "Nobody's" });
    for (const [name, tags] of [
      ["Fields", { team: "other" }],
      ["Another's", {}],
      ["Nobody's", {}],
    ] as const) {
      expect(await refusal(create(process(marked), Workspace, { name, tags }))).toContain(
        "has one of that name",
      );
    }
    expect(names()).toHaveLength(3);
  });

  test("another stack's is neither taken over, changed nor archived", async () => {
    const { made, process, byHand, writes } = await office();
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    const reason = "its tag `stack` says that it belongs to acme/prod, and this is acme/dev.";
    const belongs = `workspace "Lab" (${id}): ${reason}`;
    expect(await refusal(create(process(marked), Workspace, { name: "Lab", adopt: id }))).toContain(
      `cannot adopt Workspace ${id}: ${reason}`,
    );
    const held = await made({ name: "Lab 2" });
    const theirs = { ...held, id, outputs: { ...held.outputs, name: "Lab" } };
    expect(await refusal(up(process(marked), theirs, { name: "Lab 3" }))).toContain(
      `cannot change ${belongs}`,
    );
    expect(await refusal(destroy(process(marked), theirs))).toContain(`cannot archive ${belongs}`);
    expect(writes()).toEqual([]);
  });

  /** What a stack says and writes that has set the owner tag after it got this one, and that it is content afterwards. */
  async function marking(office: Office, held: Held, args: Properties): Promise<Held> {
    const { process, requests, writes, said } = office;
    const label = `workspace ${JSON.stringify(args["name"])} (${held.id})`;
    requests();
    said.length = 0;
    expect(await drift(process(marked), held)).toBe("nothing");
    expect(said).toEqual([]);
    requests();
    expect((await preview(process(marked), held, args)).does).toBe("update");
    expect(said).toEqual([
      `it: \`up\` will mark ${label} with the tag \`stack\` as acme/dev's, since \`anthropic:ownerTag\` is set and it is not known to carry that tag.`,
    ]);
    expect(requests()).toEqual([]);
    const after = await up(process(marked), held, args);
    expect(writes()).toEqual([`POST /workspaces/${held.id} {"tags":{"stack":"acme/dev"}}`]);
    expect(after.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect((await preview(process(marked), after, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
    expect(await refreshed(process(marked), after)).toEqual(after);
    return after;
  }

  test("what the stack has from before it was set is marked by the next `up`, and by no other", async () => {
    const at = await office();
    const args = { name: "Lab", tags: { team: "ml" } };
    const held = await marking(at, await at.made(args), args);
    expect(at.cache(held.id).tags).toEqual({ team: "ml", stack: "acme/dev" });
    // Without the setting nothing is done.
    expect((await preview(at.process(), held, args)).does).toBe("nothing");
  });

  test("so is what was taken over, by whatever way, and what is only retained", async () => {
    const at = await office();
    const { id } = at.byHand.createWorkspace({ name: "Lab", tags: { team: "ml" } });
    const args = { name: "Lab", onDelete: "retain" };
    const optionally = await create(at.process(marked), Workspace, { ...args, adopt: id });
    await marking(at, optionally, { ...args, adopt: id });

    const other = at.byHand.createWorkspace({ name: "Other" });
    const adoption = await imported(Workspace, at.process(marked), {
      id: other.id,
      inputs: { name: "Other" },
      origin: "acme/dev::it",
    });
    if ("failures" in adoption) throw new Error(adoption.failures[0]?.reason);
    await marking(at, { resource: Workspace, ...adoption }, { name: "Other" });
  });

  test("so are the default workspace and the one that Claude Code made", async () => {
    const at = await office();
    for (const name of ["Default", "Claude Code"]) {
      const found = at.state().workspaces.find((one) => one.name === name);
      const { id } = found ?? at.byHand.createWorkspace({ name });
      const args = { name, adopt: id };
      await marking(at, await create(at.process(), Workspace, args), args);
    }
  });

  test("what carries the stack's mark already is not written again", async () => {
    const { process, byHand, cache, writes } = await office();
    const held = await create(process(), Workspace, { name: "Lab" });
    byHand.updateWorkspace(held.id, { tags: { stack: "acme/dev" } });
    writes();
    const known = await up(process(marked), held, { name: "Lab" });
    expect(writes()).toEqual([]);
    expect(known.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect(cache(held.id).tags).toEqual({ stack: "acme/dev" });
  });

  test("a mark that somebody took away is no drift, and is put back once that was seen", async () => {
    const at = await office();
    const args = { name: "Lab", tags: {} };
    const held = await create(at.process(marked), Workspace, args);
    at.byHand.updateWorkspace(held.id, { tags: {} });
    expect((await preview(at.process(marked), held, args)).does).toBe("nothing");
    await marking(at, await refreshed(at.process(marked), held), args);
  });

  test("what somebody changed by hand meanwhile does not come between", async () => {
    const at = await office();
    const args = { name: "Lab", displayColor: "#000000" };
    const held = await at.made(args);
    at.byHand.updateWorkspace(held.id, { displayColor: "#FFFFFF" });
    const after = await up(at.process(marked), held, args);
    expect(after.outputs).toEqual({ ...held.outputs, ownedBy: "stack=acme/dev" });
    expect(at.cache(held.id).display_color).toBe("#FFFFFF");
  });

  test("a mark whose answer was lost, or whose run died before the state was kept, is there once, and known", async () => {
    for (const kind of ["loseResponse", "statusAfter", "htmlAfter"] as const) {
      const { process, made, cache, emulator, writes } = await office();
      const args = { name: "Lab", tags: { team: "ml" } };
      const held = await made(args);
      emulator.faults.add({ kind, method: "POST", path: `/v1/organizations/workspaces/${held.id}` });
      const after = await up(process(marked), held, args);
      expect(cache(held.id).tags, kind).toEqual({ team: "ml", stack: "acme/dev" });
      expect(after.outputs["ownedBy"]).toBe("stack=acme/dev");
      writes();
      // The state of a run that died still knows nothing of it.
      const again = await up(process(marked), held, args);
      expect(again.outputs).toEqual(after.outputs);
      expect(writes()).toEqual([]);
    }
  });

  test("a workspace that was archived by hand meanwhile is not marked, and nothing of it is lost", async () => {
    const { process, made, byHand, cache } = await office();
    const args = { name: "Lab" };
    const held = await made(args);
    byHand.archiveWorkspace(held.id);
    expect(await refusal(up(process(marked), held, args))).toContain(
      `cannot update workspace "Lab" (${held.id}): it was archived outside of Pulumi, and archiving a workspace is final`,
    );
    expect(cache(held.id).tags).toEqual({});
  });

  test("another key is written beside the old one, which stays", async () => {
    const { process, cache } = await office();
    const args = { name: "Lab" };
    const held = await create(process(marked), Workspace, args);
    const after = await up(process({ ownerTag: "owner" }), held, args);
    expect(cache(held.id).tags).toEqual({ stack: "acme/dev", owner: "acme/dev" });
    expect(after.outputs["ownedBy"]).toBe("owner=acme/dev");
    expect((await preview(process({ ownerTag: "owner" }), after, args)).does).toBe("nothing");
  });

  test("another stack's is not marked: the next `up` is refused, and the preview says so where that is known", async () => {
    const { made, process, byHand, writes, said } = await office();
    const args = { name: "Lab" };
    const held = await made(args);
    byHand.updateWorkspace(held.id, { tags: { stack: "acme/prod" } });
    const belongs = `change workspace "Lab" (${held.id}): its tag \`stack\` says that it belongs to acme/prod, and this is acme/dev.`;
    expect(await refusal(up(process(marked), held, args))).toContain(`cannot ${belongs}`);
    const known = await refreshed(process(marked), held);
    expect(await drift(process(marked), known)).toBe("nothing");
    said.length = 0;
    expect(await refusal(up(process(marked), known, args))).toContain(`cannot ${belongs}`);
    expect(said).toEqual([expect.stringContaining(`it: \`up\` will refuse to ${belongs}`)]);
    expect(writes()).toEqual([]);
  });

  test("goes with a stack that is renamed", async () => {
    const { process, cache } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab 2", __origin: "acme/test::it" };
    const moved = await up(process(marked), held, renamed);
    expect(cache(held.id).tags).toEqual({ stack: "acme/test" });
    await destroy(process(marked), moved);
    expect(cache(held.id).archived_at).not.toBeNull();
  });

  test("a rename of the stack alone writes nothing, and no change after it loses the mark", async () => {
    const { process, cache, writes } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    const renamed = { name: "Lab", __origin: "acme/test::it" };
    writes();
    expect((await preview(process(marked), held, renamed)).does).toBe("nothing");
    const local = await up(process(marked), held, { ...renamed, forceDestroy: true });
    expect(writes()).toEqual([`POST /workspaces/${held.id} {"tags":{"stack":"acme/test"}}`]);
    expect((await preview(process(marked), local, { ...renamed, forceDestroy: true })).does).toBe("nothing");
    expect(cache(held.id).tags).toEqual({ stack: "acme/test" });
  });

  test("what is destroyed right after a rename of the stack is still ours", async () => {
    const { process, cache } = await office();
    const held = await create(process(marked), Workspace, { name: "Lab" });
    await destroy(process(marked), held);
    expect(cache(held.id).archived_at).not.toBeNull();
  });

  test("a lost answer finds ours and not another stack's of the same name", async () => {
    const { process, emulator, byHand } = await office();
    emulator.faults.add({ kind: "refuse", method: "POST", path: collection });
    const creating = refusal(create(process(marked), Workspace, { name: "Lab" }));
    await expect.poll(() => emulator.requests.length).toBeGreaterThan(1);
    const { id } = byHand.createWorkspace({ name: "Lab", tags: { stack: "acme/prod" } });
    expect(await creating).toContain(`it is not certain that it is ours (${id})`);
  });
});
