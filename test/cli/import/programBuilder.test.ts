import { expect, it } from "vitest";
import { Reference } from "../../../cli/import/declaration.ts";
import { nouns } from "../../../cli/output/phrases.ts";
import { building } from "./building.ts";

const seed = { workspaces: [{ name: "Research", id: "wrkspc_1", tags: { note: "sk-ant-api03-Hunter2" } }] };
const research = {
  kind: "Workspace",
  id: "wrkspc_1",
  name: "research",
  what: nouns.workspace,
  shown: "Research",
} as const;

it("gives each resource name once for a resource type", async () => {
  const program = await building(seed);
  expect([
    program.claimName("Member", "ann", "ann-example-com"),
    program.claimName("Member", "ann", "ann-example-com"),
    program.claimName("Member", "ann", "ann-example-com"),
    program.claimName("Workspace", "ann"),
  ]).toEqual(["ann", "ann-example-com", "ann-example-com-2", "ann"]);
});

it("refers to a declared workspace, and has the ID of any other", async () => {
  const program = await building(seed);
  expect(program.workspaceValue("wrkspc_1")).toBe("wrkspc_1");
  const workspace = await program.adopt({ ...research, args: { name: "Research" } });
  if (workspace === undefined) throw new Error("the workspace is left out");
  program.workspaces.set("wrkspc_1", workspace);
  expect(program.workspaceValue("wrkspc_1")).toEqual(new Reference(workspace, undefined, "wrkspc_1"));
});

it("leaves out an optional argument with a secret, and an object that cannot do without it", async () => {
  const program = await building(seed);
  const args = { name: "Research", tags: { note: "sk-ant-api03-Hunter2" } };
  const declared = await program.adopt({ ...research, args, optional: ["tags"] });
  expect(declared?.args).toEqual({ name: "Research" });
  expect(JSON.stringify(declared?.outputs)).not.toContain("Hunter2");
  expect(await program.adopt({ ...research, args })).toBe(undefined);
  expect(program.leftOut.lines()).toEqual([
    expect.stringMatching(/^1 property \(seems to contain a secret; .*\): `tags` of Research$/),
    expect.stringMatching(/^1 workspace \(seems to contain a secret; .*\): Research$/),
  ]);
});

it("leaves out an object that is not as declared, with the reason", async () => {
  const program = await building(seed);
  expect(await program.adopt({ ...research, args: { name: "Labs" } })).toBe(undefined);
  expect(program.leftOut.lines()).toEqual([
    expect.stringMatching(/^1 workspace \(cannot be declared\): Research\. .*`name` is "Research"/),
  ]);
});
