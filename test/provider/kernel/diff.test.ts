import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { localNames } from "../../../provider/kernel/managed.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { plan, type ThingPlan, thing } from "../thing.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const organization = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

const said: string[] = [];

/** A process without a credential and a network, since diff needs neither. */
function offline(settings: Record<string, string> = {}): Session {
  said.length = 0;
  return new Session(
    (key) => settings[key],
    {},
    (notice) => said.push(noticeLine(notice)),
  );
}

const state: Properties = {
  __provider: "pointer",
  __origin: "acme/dev::it",
  __managed: ["name", "parts.left", "place"],
  __organization: organization,
  __schema: 1,
  name: "A",
  colour: "#LIVE",
  tags: { team: "live" },
  parts: { left: "l", right: ["r"] },
  place: "x",
  size: 4,
};
const inputs: Properties = {
  __provider: "pointer",
  __origin: "acme/dev::it",
  name: "A",
  parts: { left: "l" },
  place: "x",
};

function diff(
  changes: Properties,
  {
    olds = state,
    session = offline(),
    ...parts
  }: Partial<ThingPlan> & { olds?: Properties; session?: Session } = {},
) {
  return thing(parts).diff(session, "thing_1", olds, { ...inputs, ...changes });
}

const nothing = { changes: false };
// The engine then compares the inputs itself.
const lookYourself = { changes: undefined };

describe("diff", () => {
  test("reports no change when managed values are as declared", async () => {
    expect(await diff({})).toEqual(nothing);
  });

  test("ignores changes of the pointer and the origin", async () => {
    expect(await diff({ __provider: "another pointer", __origin: "acme/prod::that" })).toEqual(nothing);
  });

  test.each([
    ["another value", { name: "B" }],
    ["another part", { parts: { left: "other" } }],
    ["a value that becomes managed and is the present one", { colour: "#LIVE" }],
    ["a part that becomes managed", { parts: { left: "l", right: ["r"] } }],
    ["an emptied map", { tags: {} }],
    ["a part that is not managed any more", { parts: {} }],
    ["a local input", { onDelete: "leave" }],
    ["an unknown value", { name: unknown }],
    ["an unknown part", { parts: { left: unknown } }],
  ])("leaves it to the engine to report %s", async (_, changes) => {
    expect(await diff(changes)).toEqual(lookYourself);
  });

  test("reports a property that is no longer managed", async () => {
    const { place: _, ...rest } = inputs;
    expect(await thing({ identifying: [] }).diff(offline(), "thing_1", state, rest)).toEqual(lookYourself);
  });

  test("reports a local input that was removed", async () => {
    expect(await diff({}, { olds: { ...state, onDelete: "leave" } })).toEqual(lookYourself);
  });

  test("ignores an `import` that was removed or names the same object", async () => {
    expect(await diff({}, { olds: { ...state, adopt: "thing_1" } })).toEqual(nothing);
    expect(await diff({ adopt: "thing_1" })).toEqual(nothing);
    expect(await diff({ adopt: unknown })).toEqual(nothing);
  });

  test("reports an update, which then fails, when `import` names another object", async () => {
    expect(await diff({ adopt: "thing_2" })).toEqual({ changes: true });
  });

  describe("diff of the identity", () => {
    test("replaces the object and deletes the old one first", async () => {
      expect(await diff({ place: "y" })).toEqual({
        changes: undefined,
        replaces: ["place"],
        deleteBeforeReplace: true,
      });
    });

    test("replaces the object and creates the new one first when the resource type says so", async () => {
      expect(await diff({ place: "y" }, { replaceInOrder: "createFirst" })).toEqual({
        changes: undefined,
        replaces: ["place"],
        deleteBeforeReplace: false,
      });
    });

    test("replaces the object and creates the new one first when an input says so", async () => {
      const replaceInOrder = ["place"] as const;
      const identifying = ["name", "place"] as const;
      const parts = { replaceInOrder, identifying };
      expect(await diff({ place: "y" }, parts)).toMatchObject({ deleteBeforeReplace: false });
      expect(await diff({ name: "B" }, parts)).toMatchObject({ deleteBeforeReplace: true });
      expect(await diff({ name: "B", place: "y" }, parts)).toMatchObject({ deleteBeforeReplace: false });
    });

    test("says what a replacement does that the engine does not show, if the program declares the resource", async () => {
      const replaced = () => "archives the old one.";
      const news = { ...inputs, place: "y" };
      await thing({ replaced }).diff(offline(), "thing_1", state, news);
      expect(said).toEqual([]);
      const session = offline();
      const definition = thing({ replaced });
      definition.check(session, inputs, news);
      await definition.diff(session, "thing_1", state, news);
      expect(said).toContain("it: `up` archives the old one.");
    });

    test("replaces the object when an identifying input is removed", async () => {
      const { place: _, ...rest } = inputs;
      expect(await thing().diff(offline(), "thing_1", state, rest)).toMatchObject({ replaces: ["place"] });
    });

    test("does not replace the object for an output that was never declared", async () => {
      const { place: _, ...rest } = inputs;
      const olds = { ...state, __managed: ["name", "parts.left"] };
      expect(await thing().diff(offline(), "thing_1", olds, rest)).toEqual(nothing);
    });

    test("updates the object when the input still identifies the same object", async () => {
      const asked: unknown[] = [];
      const sameObject: ThingPlan["sameObject"] = async (_, id, old, { place }) => {
        asked.push([id, old.place, place]);
        return true;
      };
      expect(await diff({ place: "y" }, { sameObject })).toEqual(lookYourself);
      expect(asked).toEqual([["thing_1", "x", "y"]]);
    });

    test("replaces the object when its identity is unknown, without a request", async () => {
      const sameObject = async () => {
        throw new Error("asked");
      };
      const session = offline();
      thing().check(session, inputs, { ...inputs, place: unknown });
      expect(await diff({ place: unknown }, { session, sameObject })).toMatchObject({ replaces: ["place"] });
    });

    // Before a replacement, the engine calls diff of dependent resources with an unknown value instead of the
    // known one, before the program has registered them.
    test("does not request a delete first when a dependency is replaced", async () => {
      expect(await diff({ place: unknown })).toEqual(nothing);
      expect(await diff({ place: unknown, name: "B" })).toEqual(nothing);
    });

    test("replaces the object and shows a notice when there is no credential", async () => {
      const session = offline();
      const sameObject = async () => {
        throw new NoCredentialError("There is no key.");
      };
      expect(await diff({ place: "y" }, { session, sameObject })).toMatchObject({ replaces: ["place"] });
      expect(said).toEqual([
        "No key is set, so nothing was looked up in the organization. An `up` that changes anything needs a key.",
      ]);
    });
  });

  describe("diff without a changed program", () => {
    test("reports the update that the resource type needs", async () => {
      expect(await diff({}, { attention: () => "update" })).toEqual({ changes: true });
    });

    test("reports a refused update once in a preview, and only the change in a refresh", async () => {
      const session = offline();
      const attention = async () => ({ refuses: "mend it: it is gone. Take it out of the program." });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual([]);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual([
        expect.stringContaining("No key is set"),
        "it: `up` will refuse to mend it: it is gone. Take it out of the program.",
      ]);
    });

    test("reports no change in a refresh for a pending object that the next `up` completes", async () => {
      const session = offline();
      const attention = () => "complete" as const;
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(await diff({ name: "B" }, { session, attention })).toEqual(lookYourself);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
    });

    test("reports what `up` also does only once, and only in a preview", async () => {
      const session = offline();
      const attention = () => ({ does: "tags it." });
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(said).toEqual([]);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual([expect.stringContaining("No key is set"), "it: `up` tags it."]);
    });

    test("fails in a preview for a change that update rejects for certain, and not in a refresh", async () => {
      const session = offline();
      const attention = () => ({ rejects: "mend it: the API cannot change its name." });
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(await diff({ name: "B" }, { session, attention })).toEqual(lookYourself);
      thing().check(session, {}, inputs);
      await expect(diff({ name: "B" }, { session, attention })).rejects.toThrow(
        /^cannot mend it: the API cannot change its name\.$/,
      );
      expect(said).toEqual([expect.stringContaining("No key is set")]);
    });

    test("reports a replacement for an input that the resource type names", async () => {
      expect(await diff({}, { attention: async () => ({ replace: "onDelete" }) })).toEqual({
        changes: true,
        replaces: ["onDelete"],
      });
    });

    test("passes the stored outputs and known inputs to the resource type", async () => {
      let seen: unknown;
      await diff(
        { tags: { team: unknown } },
        {
          attention: (_, old, known) => {
            seen = [old.size, known];
            return undefined;
          },
        },
      );
      expect(seen).toEqual([4, { name: "A", parts: { left: "l" }, place: "x" }]);
    });

    test("reports a missing credential once and continues", async () => {
      const session = offline();
      const attention = async () => {
        throw new NoCredentialError("There is no key.");
      };
      expect(await diff({ name: "B" }, { session, attention })).toEqual(lookYourself);
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(said).toHaveLength(1);
    });

    test("fails when the API cannot be read", async () => {
      const attention = async () => {
        throw new ApiError("cannot list the people.", { reason: "unavailable" });
      };
      await expect(diff({}, { attention })).rejects.toThrow("cannot list the people.");
    });
  });

  describe("diff of two resources for one object", () => {
    const exclusiveNamesInState: ThingPlan["exclusiveNamesInState"] = (id) => [objectName("Thing", id)];

    test("rejects the second resource after both are registered", async () => {
      const session = offline();
      const second = { __origin: "acme/dev::second" };
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      expect(await diff(second, { session, exclusiveNamesInState })).toEqual(nothing);
      thing({ exclusiveNamesInState }).check(session, {}, inputs);
      thing({ exclusiveNamesInState }).check(session, {}, { ...inputs, ...second });
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      await expect(diff(second, { session, exclusiveNamesInState })).rejects.toThrow(
        "Thing thing_1 is already declared by another resource of this program, `it`.",
      );
    });

    test("accepts a resource that becomes another object", async () => {
      const session = offline();
      const second = { __origin: "acme/dev::second", place: "y" };
      thing({ exclusiveNamesInState }).check(session, {}, inputs);
      thing({ exclusiveNamesInState }).check(session, {}, { ...inputs, ...second });
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      expect(await diff(second, { session, exclusiveNamesInState })).toMatchObject({ replaces: ["place"] });
    });
  });

  test("rejects a state of another organization without a request", async () => {
    const session = offline({ "anthropic:organizationId": "11111111-2222-3333-4444-555555555555" });
    await expect(diff({}, { session })).rejects.toThrow(
      `This resource belongs to organization ${organization}, but \`anthropic:organizationId\` is 11111111-2222-3333-4444-555555555555. Nothing was changed`,
    );
  });

  test("rejects a newer state in diff", async () => {
    await expect(diff({}, { olds: { ...state, __schema: 2 } })).rejects.toThrow(UserError);
  });

  test("accepts a state without metadata and the state of an object that was only read", async () => {
    expect(await diff({}, { olds: { name: "A" }, identifying: [] })).toEqual(lookYourself);
    expect(await thing().diff(offline(), "thing_1", { ...state, __managed: [] }, {})).toEqual(nothing);
  });
});

test("local inputs are those that the resource type does not manage", () => {
  expect(localNames(plan())).toEqual(["onDelete"]);
});
