import { expect, test } from "vitest";
import { diagnostics, emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("`ignoreChanges`, `replaceOnChanges`, `protect` and `retainOnDelete` work as Pulumi documents them", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const stack = await newStack({ emulator });
  const declaring = (more: { name: string; tags: string; options?: string }) => `
    new anthropic.Workspace("ignoring", { name: "${more.name}", tags: ${more.tags} }, { ignoreChanges: ["tags"] });
    new anthropic.Workspace("kept", { name: "Kept" }, { protect: true });
    new anthropic.Workspace("left", { name: "Left" }, { retainOnDelete: true });
    new anthropic.Workspace("strict", { name: "Strict", tags: ${more.tags} }, { replaceOnChanges: ["tags"] });`;
  await stack.program(declaring({ name: "Research", tags: '{ team: "ml" }' }));
  await stack.up();
  const { id = "" } = await stack.resource("ignoring");
  console.updateWorkspace("Research", { tags: { by: "hand" }, displayColor: "#000000" });
  emulator.clearRequests();

  // Refresh shows drift of ignored properties and `up` does not repair it. Other changes are sent alone.
  await stack.refresh();
  await stack.program(declaring({ name: "Labs", tags: '{ team: "ml" }' }));
  await stack.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${id} {"name":"Labs"}`]);
  expect((await stack.resource("ignoring")).outputs).toMatchObject({ name: "Labs", tags: { by: "hand" } });

  // A replacement of a workspace is refused because the old one has the same name.
  await stack.program(declaring({ name: "Labs", tags: '{ team: "nlp" }' }));
  const replaced = diagnostics((await stack.up([], { fails: true })).output);
  expect(replaced).toContain(
    'cannot create workspace "Strict": the organization has a workspace of that name',
  );
  expect(writesOf(emulator)).toEqual([]);

  await stack.program("");
  const { output } = await stack.up([], { fails: true });
  expect(diagnostics(output)).toContain("protected");
  expect((await stack.resource("kept")).protect).toBe(true);
  const active = () => state().workspaces.filter(({ archived_at }) => archived_at === null);
  expect(
    active()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["Kept", "Left"]);
  await stack.run(["state", "unprotect", stack.urn("Workspace", "kept"), "--yes"]);
  await stack.up();
  expect(active().map(({ name }) => name)).toEqual(["Left"]);
});
