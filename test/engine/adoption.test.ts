import { expect, test } from "vitest";
import { count, diagnostics, emulated, requestsOf, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("`import` adopts an object that matches the declaration, writes nothing, and causes no change by itself", async () => {
  const emulator = await emulated();
  const { console } = emulator.organization();
  const research = console.createWorkspace({ name: "Research", tags: { team: "ml" } });
  const alice = console.addUser({ email: "Alice@Example.com" });
  console.addMember("Research", alice.id, "workspace_developer");
  const declaring = (args: string, options: string) => `
    const research = new anthropic.Workspace("research", ${args}, ${options});
    new anthropic.WorkspaceMember("alice",
      { workspace: research, email: "alice@example.com", role: "workspace_developer" },
      { import: "${research.id}/${alice.id}" });`;
  const imported = `{ import: "${research.id}" }`;
  const stack = await newStack({ emulator });

  await stack.program(declaring('{ name: "Labs", displayColor: "#112233", tags: {} }', imported));
  const refused = diagnostics((await stack.up([], { fails: true })).output);
  expect(refused).toContain(
    `cannot adopt Workspace ${research.id}: it is not as declared: \`name\` is "Research" in the organization, and "Labs" in the program; \`displayColor\` is "#6C5BB9" in the organization, and "#112233" in the program; \`tags\` is {"team":"ml"} in the organization, and {} in the program. Nothing was changed.`,
  );

  await stack.program(declaring('{ name: "Research" }', imported));
  await stack.up();
  expect((await stack.resource("research")).id).toBe(research.id);
  expect((await stack.resource("research")).outputs).toMatchObject({ adopted: true, tags: { team: "ml" } });
  expect((await stack.resource("alice")).id).toBe(`${research.id}/alice@example.com`);
  await stack.refresh(["--preview-only", "--expect-no-changes"]);
  expect(writesOf(emulator)).toEqual([]);

  await stack.program(declaring('{ name: "Research", displayColor: "#112233" }', imported));
  await stack.up();
  expect(writesOf(emulator)).toEqual([`POST /workspaces/${research.id} {"display_color":"#112233"}`]);
});

test("`import` of an unknown or malformed ID fails at preview", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator });
  await stack.program(`
    new anthropic.Workspace("research", { name: "Research" }, { import: "wrkspc_01nobody" });`);
  const { output } = await stack.preview([], { fails: true });
  expect(diagnostics(output)).toContain(
    "cannot adopt Workspace wrkspc_01nobody: the organization has no object with this ID.",
  );
  expect(writesOf(emulator)).toEqual([]);

  await stack.program('new anthropic.Workspace("research", { name: "Research" }, { import: "Research" });');
  const wrong = diagnostics((await stack.preview([], { fails: true })).output);
  expect(wrong).toContain('"Research" is not the ID of a Workspace, which begins with `wrkspc_`.');
  expect(wrong).not.toContain("Internal error");
});

test("`get` reads an object without managing it, and fails if there is none", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const research = console.createWorkspace({ name: "Research", tags: { team: "ml" } });
  const alice = console.addUser({ email: "alice@example.com" });
  console.addUser({ email: "bob@example.com" });
  console.addMember("Research", alice.id, "workspace_developer");
  const admin = state().users[0]?.email ?? "";
  const member = (email: string) => `anthropic.WorkspaceMember.get("member", "${research.id}/${email}")`;
  const stack = await newStack({ emulator });
  await stack.program(`
    export const tags = anthropic.Workspace.get("research", "${research.id}").tags;
    export const role = ${member("Alice@Example.com")}.role;
    export const adminRole = ${member(admin).replace("member", "admin")}.role;`);
  await stack.up();
  expect(await stack.outputs()).toEqual({
    adminRole: "workspace_admin",
    role: "workspace_developer",
    tags: { team: "ml" },
  });
  await stack.destroy();
  expect(writesOf(emulator)).toEqual([]);

  await stack.program('export const tags = anthropic.Workspace.get("research", "wrkspc_01nobody").tags;');
  const nothing = diagnostics((await stack.preview([], { fails: true })).output);
  expect(nothing).toContain(
    "cannot read Workspace wrkspc_01nobody: the organization has no object with this ID.",
  );
  expect(count(nothing, "the organization has no object with this ID")).toBe(1);
  await stack.program(`export const role = ${member("bob@example.com")}.role;`);
  const nobody = diagnostics((await stack.preview([], { fails: true })).output);
  expect(nobody).toContain(`cannot read WorkspaceMember ${research.id}/bob@example.com`);
});

test("destroy leaves an adopted workspace unchanged and removes the declared memberships", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  const research = console.createWorkspace({ name: "Research" });
  console.addUser({ email: "alice@example.com" });
  const declaring = (options: string) => `
    const research = new anthropic.Workspace("research", { name: "Research" }, ${options});
    new anthropic.WorkspaceMember("alice",
      { workspace: research, email: "alice@example.com", role: "workspace_developer" });`;
  const stack = await newStack({ emulator, program: declaring(`{ import: "${research.id}" }`) });
  await stack.up();
  await stack.program(declaring("{}"));
  emulator.clearRequests();
  await stack.up();
  expect(requestsOf(emulator)).toEqual([]);
  const { output } = await stack.destroy();
  expect(output).toContain(
    `Workspace "Research" (${research.id}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
  );
  expect(state().workspaces.map((workspace) => workspace.archived_at)).toEqual([null]);
  expect(state().members).toEqual([]);
});
