import { expect, it } from "vitest";
import { programChanges } from "../../../cli/keys/declaredKeys.ts";
import { Declarations } from "../../../cli/states/declarations.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { stateOf } from "../workdir.ts";

it("a program that does not manage the status, or ignores it, does not reactivate a key", () => {
  const changes = (inputs: Record<string, unknown>, ignoreChanges: string[] = []) => {
    const state = stateOf([
      { kind: "ApiKey", name: "it", id: "apikey_01", inputs, outputs: { apiKeyId: "apikey_01" } },
    ]) as { deployment: { resources: object[] } };
    Object.assign(state.deployment.resources[1] ?? {}, { ignoreChanges });
    const declarations = new Declarations([parseState(JSON.stringify(state), "dev")], "0b5ad6ab");
    return programChanges({ id: "apikey_01", name: "ci" }, declarations, "apikey_02").join("");
  };
  expect(changes({ status: "active" })).toContain("reactivates it");
  for (const text of [
    changes({}),
    changes({ status: "inactive" }),
    changes({ status: "active" }, ["status"]),
  ])
    expect(text).toBe(
      'The resource "it" of stack dev declares "ci" (apikey_01). Set `apiKeyId: "apikey_02"` in the program, and run `pulumi up`.',
    );
});
