import { expect, it } from "vitest";
import { declareWorkspace } from "../../../cli/import/declareWorkspace.ts";
import type { ProgramBuilder } from "../../../cli/import/programBuilder.ts";
import { building } from "./building.ts";

function workspaceOf(program: ProgramBuilder, name: string) {
  const wire = program.organization.workspaces.find((workspace) => workspace.name === name);
  if (wire === undefined) throw new Error(`there is no workspace ${name}`);
  return wire;
}

it("declares only the properties that differ from the API's defaults", async () => {
  const program = await building({
    workspaces: [
      { name: "Plain", id: "wrkspc_1" },
      {
        name: "Own",
        id: "wrkspc_2",
        tags: { team: "ml" },
        display_color: "#112233",
        data_residency: { allowed_inference_geos: ["us"], default_inference_geo: "us" },
      },
    ],
  });
  expect(await declareWorkspace(program, workspaceOf(program, "Plain"))).toMatchObject({
    name: "plain",
    args: { name: "Plain", onDelete: "retain" },
    options: { protect: true },
  });
  const own = await declareWorkspace(program, workspaceOf(program, "Own"));
  expect(own?.args).toEqual({
    name: "Own",
    displayColor: "#112233",
    tags: { team: "ml" },
    dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "us" },
    onDelete: "retain",
  });
  expect([...program.workspaces.keys()]).toEqual(["wrkspc_1", "wrkspc_2"]);
});

it("leaves out a property that the provider rejects, but never the name", async () => {
  const program = await building({
    workspaces: [{ name: "Tagged", tags: { "anthropic-internal": "1" } }, { name: " padded " }],
  });
  const tagged = await declareWorkspace(program, workspaceOf(program, "Tagged"));
  expect(tagged?.args).toEqual({ name: "Tagged", onDelete: "retain" });
  expect(await declareWorkspace(program, workspaceOf(program, " padded "))).toBe(undefined);
  expect(program.leftOut.lines()).toEqual([
    expect.stringMatching(/^1 property \(cannot be declared\): `tags` of Tagged\. /),
    expect.stringMatching(/^1 workspace \(the name begins or ends with a space/),
  ]);
});
