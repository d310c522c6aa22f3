import { expect, it } from "vitest";
import { Declarations, declaringText } from "../../../cli/states/declarations.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { membershipNames } from "../../../provider/memberships/names.ts";
import { stateOf } from "../workdir.ts";

const here = "0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10";

function state(label: string, ...resources: Parameters<typeof stateOf>[0] & object) {
  return parseState(JSON.stringify(stateOf(resources)), label);
}

it("finds the resources of all stacks that declare an object of the organization", () => {
  const key = (name: string, organization?: string) => ({
    kind: "ApiKey",
    name,
    id: "apikey_01",
    outputs: {
      apiKeyId: "apikey_01",
      ...(organization === undefined ? {} : { __organization: organization }),
    },
  });
  const list = {
    kind: "WorkspaceMembers",
    name: "all",
    id: "wrkspc_01",
    outputs: { workspace: "wrkspc_01", members: [{ email: "ada@example.com", role: "workspace_user" }] },
  };
  const declarations = new Declarations(
    [
      state("dev", key("one"), list),
      state("prod", key("two", here.toUpperCase()), key("foreign", "11111111-1111-1111-1111-111111111111")),
    ],
    here,
  );
  expect(declarations.of(objectName("ApiKey", "apikey_01")).map(declaringText)).toEqual([
    "dev: one",
    "prod: two",
  ]);
  const names = membershipNames("wrkspc_01", { email: "ada@example.com" });
  // Each resource once, whatever the number of names.
  expect(declarations.of(...names, ...names).map(declaringText)).toEqual(["dev: all"]);
  expect(declarations.of(objectName("ApiKey", "apikey_02"))).toEqual([]);
});
