import { expect, it } from "vitest";
import { declareKeys } from "../../../cli/import/declareKeys.ts";
import { building } from "./building.ts";

it("declares the usable keys of a workspace, and without one the keys of no selected workspace", async () => {
  const scope = { type: "workspace" as const, workspace_id: "wrkspc_1" };
  const seed = {
    workspaces: [{ name: "Research", id: "wrkspc_1" }],
    api_keys: [
      { name: "ci", scope },
      { name: "off", scope, status: "inactive" as const },
      { name: "old", scope, status: "archived" as const },
      { name: "unscoped", scope: { type: "workspace" as const, workspace_id: "Default" } },
    ],
  };
  const program = await building(seed, { matches: (name) => name !== "Default" });
  const research = program.organization.workspaces.find(({ id }) => id === "wrkspc_1");
  const inWorkspace = await declareKeys(program, research);
  expect(inWorkspace.map(({ name, args }) => [name, args["status"]])).toEqual([
    ["ci", "active"],
    ["off", "inactive"],
  ]);
  expect((await declareKeys(program)).map(({ name }) => name)).toEqual(["unscoped"]);
  expect(program.leftOut.lines()).toEqual(["1 archived API key (cannot be activated again): old"]);
});
