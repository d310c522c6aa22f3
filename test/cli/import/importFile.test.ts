import { expect, it } from "vitest";
import { importFileText } from "../../../cli/import/importFile.ts";

it("writes the type, name, ID, inputs and outputs of each resource", () => {
  const inputs = { name: "Research" };
  const outputs = { name: "Research", status: "active" };
  const workspace = { kind: "Workspace", name: "research", id: "wrkspc_1", inputs, outputs } as const;
  const text = importFileText([{ ...workspace, args: {}, options: undefined }]);
  expect(JSON.parse(text)).toEqual({
    resources: [
      {
        type: "pulumi-nodejs:dynamic/anthropic:Workspace",
        name: "research",
        id: "wrkspc_1",
        inputs,
        outputs,
      },
    ],
  });
});
