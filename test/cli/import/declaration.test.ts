import { describe, expect, it } from "vitest";
import {
  argsFrom,
  type Declaration,
  plainArgs,
  Reference,
  referencesIn,
} from "../../../cli/import/declaration.ts";

const workspace: Declaration = {
  kind: "Workspace",
  name: "research",
  id: "wrkspc_1",
  args: {},
  options: undefined,
  inputs: {},
  outputs: {},
};
const reference = new Reference(workspace, undefined, "wrkspc_1");
const args = { workspace: reference, members: [{ email: "a@b.c", in: [reference] }], protect: true };

describe("plainArgs", () => {
  it("resolves references at any depth", () => {
    expect(plainArgs(args)).toEqual({
      workspace: "wrkspc_1",
      members: [{ email: "a@b.c", in: ["wrkspc_1"] }],
      protect: true,
    });
  });
});

describe("referencesIn", () => {
  it("finds references at any depth", () => {
    expect(referencesIn(args)).toEqual([reference, reference]);
  });
});

describe("argsFrom", () => {
  it("leaves out properties and fields without a value", () => {
    expect(argsFrom({ name: "a", color: null, tags: { team: "ml", other: undefined } })).toEqual({
      name: "a",
      tags: { team: "ml" },
    });
  });
});
