import { describe, expect, test } from "vitest";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import { organization, stateWith } from "../harness/index.ts";
import { type ThingPlan, thing } from "../thing.ts";
import { foreign, news, stateOf } from "./operationSetup.ts";

describe("delete", () => {
  const recorder = (parts: Partial<ThingPlan> = {}) => {
    const deleted: string[] = [];
    const kind = thing({
      delete: async (_, id, old) => {
        deleted.push(`${id} of size ${old.size}`);
      },
      ...parts,
    });
    return { deleted, kind };
  };

  test("calls delete of the resource type", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await kind.delete(acme.process(), "thing_1", stateOf(acme));
    expect(deleted).toEqual(["thing_1 of size 4"]);
  });

  test("writes nothing and shows a notice when the object is still declared by another resource", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    const name = objectName("Thing", "thing_1");
    const isDeclared = acme.process();
    isDeclared.ownership.learn([name]);
    const isOwned = acme.process();
    isOwned.ownership.own([name], "Thing", "another");
    for (const session of [isDeclared, isOwned]) {
      await kind.delete(session, "thing_1", stateOf(acme));
      expect(session.ownership.isReleased(name)).toBe(true);
    }
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
    expect(acme.notices).toEqual(
      Array.from(
        { length: 2 },
        () => "it: Thing thing_1 is still declared in this program. Nothing was removed.",
      ),
    );
  });

  test("writes nothing when another resource of the process has just created or adopted the object", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    const session = acme.process();
    await kind.create(session, news);
    await kind.delete(session, "thing_1", stateOf(acme));
    expect(deleted).toEqual([]);
  });

  test("deletes an object that no other resource declares as a whole", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder({
      names: (_, id = "") => [objectName("Thing", id), objectName("Box", "box_1")],
    });
    const session = acme.process();
    session.ownership.own([objectName("Thing", "thing_1")], "Thing", "it");
    session.ownership.learn([objectName("Box", "box_1")]);
    await kind.delete(session, "thing_1", stateOf(acme));
    expect(deleted).toEqual(["thing_1 of size 4"]);
  });

  test("delete knows the name and the stack of the URN after an alias, `state rename` or `state move`", async () => {
    const acme = await organization();
    const seen: unknown[] = [];
    const { kind } = recorder({
      delete: async ({ name, stack, formerStack, notify }) => {
        seen.push({ name, stack, formerStack });
        notify("retained", "A part is left.");
      },
    });
    const outputs = stateOf(acme);
    const inputs = { [kernelKeys.origin]: "acme/prod::present" };
    const readState = stateWith({ definition: kind, id: "thing_1", inputs, outputs });
    await kind.delete(acme.process({}, {}, undefined, readState), "thing_1", outputs);
    expect(seen).toEqual([{ name: "present", stack: "acme/prod", formerStack: "acme/dev" }]);
    expect(acme.notices).toEqual(["present: A part is left."]);
  });

  test("leaves the object to another resource that the state has", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    const outputs = stateOf(acme);
    const state = (name: string) => ({
      definition: kind,
      id: "thing_1",
      inputs: { [kernelKeys.origin]: `acme/dev::${name}` },
      outputs,
    });
    const session = acme.process({}, {}, undefined, stateWith(state("it"), state("other")));
    await kind.delete(session, "thing_1", outputs);
    expect(deleted).toEqual([]);
    expect(acme.notices).toEqual([
      "it: Thing thing_1 also belongs to `other` in the state of this stack. Nothing was removed.",
    ]);
    await kind.delete(session, "thing_1", { ...outputs, [kernelKeys.origin]: "acme/dev::other" });
    expect(deleted).toHaveLength(1);
  });

  test("deletes the object if the other resource retains it, in either order", async () => {
    for (const order of [
      ["created", "adopted"],
      ["adopted", "created"],
    ]) {
      const acme = await organization();
      const retained: ThingPlan["retained"] = ({ adopted }) => (adopted === true ? "It is left." : undefined);
      const { kind, deleted } = recorder({ retained });
      const outputs = (name = "") => ({
        ...stateOf(acme),
        adopted: name === "adopted",
        [kernelKeys.origin]: `acme/dev::${name}`,
      });
      const state = (name: string) => ({
        definition: kind,
        id: "thing_1",
        inputs: { [kernelKeys.origin]: `acme/dev::${name}` },
        outputs: outputs(name),
      });
      const session = acme.process({}, {}, undefined, stateWith(state("created"), state("adopted")));
      await kind.delete(session, "thing_1", outputs(order[0]));
      expect(deleted).toEqual([]);
      await kind.delete(session, "thing_1", outputs(order[1]));
      expect(deleted).toHaveLength(1);
    }
  });

  test("does not leave the object to a resource whose object was removed, as its delete removes nothing", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    const outputs = stateOf(acme);
    const state = (name: string, status: string) => ({
      definition: kind,
      id: "thing_1",
      inputs: { [kernelKeys.origin]: `acme/dev::${name}` },
      outputs: { ...outputs, status },
    });
    const readState = stateWith(state("it", "active"), state("other", "removed"));
    await kind.delete(acme.process({}, {}, undefined, readState), "thing_1", outputs);
    expect(deleted).toHaveLength(1);
  });

  test("deletes the part of the object that no other resource of the state manages", async () => {
    const acme = await organization();
    const seen: unknown[] = [];
    const definition = thing({
      undeclared: async () => undefined,
      delete: async (_, __, old) => {
        seen.push(old[kernelKeys.managed]);
      },
    });
    const state = (name: string, ...managed: string[]) => ({
      definition,
      id: "thing_1",
      inputs: { [kernelKeys.origin]: `acme/dev::${name}` },
      outputs: {
        ...stateOf(acme),
        [kernelKeys.origin]: `acme/dev::${name}`,
        [kernelKeys.managed]: ["place", ...managed],
      },
    });
    const one = state("one", "parts.left", "parts.right");
    const two = state("two", "parts.right");
    const session = acme.process({}, {}, undefined, stateWith(one, two));
    await definition.delete(session, "thing_1", one.outputs);
    expect(seen).toEqual([["parts.left"]]);
    await definition.delete(session, "thing_1", two.outputs);
    expect(seen).toEqual([["parts.left"], ["place", "parts.right"]]);

    const whole = thing({ delete: async () => void seen.push("whole") });
    const again = acme.process({}, {}, undefined, stateWith(one, two));
    await whole.delete(again, "thing_1", one.outputs);
    expect(seen).toHaveLength(2);
  });

  test("leaves a retained object unchanged without a credential or a request", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder({ retained: (old, id) => `${id} of size ${old.size} is left.` });
    await kind.delete(acme.process({}, { ANTHROPIC_ADMIN_KEY: undefined }), "thing_1", stateOf(acme));
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
    expect(acme.notices).toEqual(["it: thing_1 of size 4 is left."]);
  });

  test("writes nothing when the credential is of another organization", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await expect(
      kind.delete(acme.process(), "thing_1", stateOf(acme, { __organization: foreign })),
    ).rejects.toThrow(/^The credential belongs to organization /);
    await expect(
      kind.delete(acme.process({ organizationId: foreign }), "thing_1", stateOf(acme)),
    ).rejects.toThrow(/^This resource belongs to organization /);
    expect(deleted).toEqual([]);
  });

  test("rejects a newer state before any request", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await expect(kind.delete(acme.process(), "thing_1", stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
  });
});
