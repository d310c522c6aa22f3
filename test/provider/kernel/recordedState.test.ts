import { describe, expect, test } from "vitest";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { recordedIn } from "../../../provider/kernel/recordedState.ts";
import { stateOf } from "../../cli/workdir.ts";

const namesOf = (type: string, outputs: Record<string, unknown>, id: string) =>
  type === "Member"
    ? [objectName("Member", id), objectName("Member", String(outputs["email"]), "email")]
    : undefined;

const alice = {
  kind: "Member",
  name: "a::alice",
  id: "alice@example.com",
  outputs: { email: "alice@example.com" },
};

describe("recordedIn", () => {
  test("returns the resources of this package with their names, stack and organization", () => {
    const exported = stateOf([{ ...alice, outputs: { ...alice.outputs, __organization: "AB" } }]);
    expect(recordedIn(JSON.stringify(exported), namesOf)).toEqual([
      {
        type: "Member",
        name: "a::alice",
        stack: "acme/dev",
        id: "alice@example.com",
        organization: "ab",
        names: [
          objectName("Member", "alice@example.com"),
          objectName("Member", "alice@example.com", "email"),
        ],
        managed: [],
        ended: false,
      },
    ]);
  });

  test("marks resources whose delete removes nothing: the object is gone, or a replacement deleted it", () => {
    const removed = { ...alice, outputs: { ...alice.outputs, status: "removed" } };
    const [resource] = recordedIn(JSON.stringify(stateOf([removed])), namesOf) ?? [];
    expect(resource?.ended).toBe(true);
    const replaced = JSON.stringify(stateOf([alice])).replaceAll(
      '"custom":true',
      '"custom":true,"pendingReplacement":true',
    );
    expect(recordedIn(replaced, namesOf)?.[0]?.ended).toBe(true);
  });

  test("uses no encrypted value as a name", () => {
    const email = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
    const [resource] = recordedIn(JSON.stringify(stateOf([{ ...alice, outputs: { email } }])), namesOf) ?? [];
    expect(resource?.names.at(-1)).toEqual(objectName("Member", "undefined", "email"));
  });

  test("leaves out types that this version does not know, and resources that `get` reads", () => {
    const exported = JSON.stringify(stateOf([{ ...alice, kind: "Robot" }, alice]));
    expect(recordedIn(exported, namesOf)).toHaveLength(1);
    expect(recordedIn(exported.replaceAll('"custom":true', '"external":true'), namesOf)).toEqual([]);
  });

  test("returns undefined for anything but an export", () => {
    for (const text of ["", "{}", "[]", "error: no stack", '{"deployment":{"resources":[{}]}}'])
      expect(recordedIn(text, namesOf)).toBeUndefined();
  });

  test("accepts a stack without resources", () => {
    expect(recordedIn('{"version":3,"deployment":{}}', namesOf)).toEqual([]);
  });
});
