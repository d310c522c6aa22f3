import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";
import { localNames } from "../../../provider/kernel/diff.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { plan, type ThingPlan, thing } from "../thing.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const organization = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

const said: string[] = [];

/** A process that has no key and no network, since diff needs neither. */
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
  test("finds nothing when what is managed is as declared, whatever is live beside it", async () => {
    expect(await diff({})).toEqual(nothing);
  });

  test("does not heed the text of the pointer and where the program stands", async () => {
    expect(await diff({ __provider: "another pointer", __origin: "acme/prod::that" })).toEqual(nothing);
  });

  test.each([
    ["another value", { name: "B" }],
    ["another part", { parts: { left: "other" } }],
    ["a value that becomes managed, though it is what is live", { colour: "#LIVE" }],
    ["a part that becomes managed", { parts: { left: "l", right: ["r"] } }],
    ["an emptied map", { tags: {} }],
    ["a part that is not managed any more", { parts: {} }],
    ["a local input", { onDelete: "leave" }],
    ["a value that is not known yet", { name: unknown }],
    ["a part that is not known yet", { parts: { left: unknown } }],
  ])("leaves it to the engine to show %s", async (_, changes) => {
    expect(await diff(changes)).toEqual(lookYourself);
  });

  test("sees that a property is not managed any more", async () => {
    const { place: _, ...rest } = inputs;
    expect(await thing({ identifying: [] }).diff(offline(), "thing_1", state, rest)).toEqual(lookYourself);
  });

  test("sees that a local input was taken away", async () => {
    expect(await diff({}, { olds: { ...state, onDelete: "leave" } })).toEqual(lookYourself);
  });

  test("does not heed that `import` was taken away, or names the object", async () => {
    expect(await diff({}, { olds: { ...state, adopt: "thing_1" } })).toEqual(nothing);
    expect(await diff({ adopt: "thing_1" })).toEqual(nothing);
    expect(await diff({ adopt: unknown })).toEqual(nothing);
  });

  test("asks for an update, which then refuses, when `import` names another object", async () => {
    expect(await diff({ adopt: "thing_2" })).toEqual({ changes: true });
  });

  describe("of what identifies the object", () => {
    test("replaces it, the old one first", async () => {
      expect(await diff({ place: "y" })).toEqual({
        changes: undefined,
        replaces: ["place"],
        deleteBeforeReplace: true,
      });
    });

    test("replaces it, the new one first, where the kind says so", async () => {
      expect(await diff({ place: "y" }, { replaceInOrder: "createFirst" })).toEqual({
        changes: undefined,
        replaces: ["place"],
        deleteBeforeReplace: false,
      });
    });

    test("replaces it, the new one first, where the kind says so of that input", async () => {
      const replaceInOrder = ["place"] as const;
      const identifying = ["name", "place"] as const;
      const parts = { replaceInOrder, identifying };
      expect(await diff({ place: "y" }, parts)).toMatchObject({ deleteBeforeReplace: false });
      expect(await diff({ name: "B" }, parts)).toMatchObject({ deleteBeforeReplace: true });
    });

    test("replaces it when that is taken away", async () => {
      const { place: _, ...rest } = inputs;
      expect(await thing().diff(offline(), "thing_1", state, rest)).toMatchObject({ replaces: ["place"] });
    });

    test("replaces nothing when an output of that name was never declared", async () => {
      const { place: _, ...rest } = inputs;
      const olds = { ...state, __managed: ["name", "parts.left"] };
      expect(await thing().diff(offline(), "thing_1", olds, rest)).toEqual(nothing);
    });

    test("is an update when it still means the same object", async () => {
      const asked: unknown[] = [];
      const sameObject: ThingPlan["sameObject"] = async (_, id, old, { place }) => {
        asked.push([id, old.place, place]);
        return true;
      };
      expect(await diff({ place: "y" }, { sameObject })).toEqual(lookYourself);
      expect(asked).toEqual([["thing_1", "x", "y"]]);
    });

    test("replaces it when it is not known yet, without asking anybody", async () => {
      const sameObject = async () => {
        throw new Error("asked");
      };
      const session = offline();
      thing().check(session, inputs, { ...inputs, place: unknown });
      expect(await diff({ place: unknown }, { session, sameObject })).toMatchObject({ replaces: ["place"] });
    });

    // Before it replaces something, the engine asks so about what depends on it, with the unknown value in place of the
    // known, before the program has registered it.
    test("does not have to go before what it depends on", async () => {
      expect(await diff({ place: unknown })).toEqual(nothing);
      expect(await diff({ place: unknown, name: "B" })).toEqual(nothing);
    });

    test("replaces it, and says so, when there is no key to find out", async () => {
      const session = offline();
      const sameObject = async () => {
        throw new NoCredentialError("There is no key.");
      };
      expect(await diff({ place: "y" }, { session, sameObject })).toMatchObject({ replaces: ["place"] });
      expect(said).toEqual(["People who have not joined yet were not looked up: there is no key."]);
    });
  });

  describe("of something that needs doing although the program did not change", () => {
    test("asks for the update", async () => {
      expect(await diff({}, { attention: () => "update" })).toEqual({ changes: true });
    });

    test("says in a preview, once, what the update will refuse, and in a refresh only that there is a change", async () => {
      const session = offline();
      const attention = async () => ({ refuses: "mend it: it is gone. Take it out of the program." });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual([]);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual(["it: `up` will refuse to mend it: it is gone. Take it out of the program."]);
    });

    test("leaves what was waited for to the next `up`: a refresh, for which nothing is registered, finds no change", async () => {
      const session = offline();
      const attention = () => "complete" as const;
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(await diff({ name: "B" }, { session, attention })).toEqual(lookYourself);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
    });

    test("says what the next `up` will do by itself, once, and only in a preview", async () => {
      const session = offline();
      const attention = () => ({ will: "mark it." });
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(said).toEqual([]);
      thing().check(session, {}, inputs);
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(await diff({}, { session, attention })).toEqual({ changes: true });
      expect(said).toEqual(["it: `up` will mark it."]);
    });

    test("asks for the replacement, in the name of an input", async () => {
      expect(await diff({}, { attention: async () => ({ replace: "onDelete" }) })).toEqual({
        changes: true,
        replaces: ["onDelete"],
      });
    });

    test("shows the kind what was kept, and the inputs that are known", async () => {
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

    test("says once that there is no key, and goes on", async () => {
      const session = offline();
      const attention = async () => {
        throw new NoCredentialError("There is no key.");
      };
      expect(await diff({ name: "B" }, { session, attention })).toEqual(lookYourself);
      expect(await diff({}, { session, attention })).toEqual(nothing);
      expect(said).toHaveLength(1);
    });

    test("fails when the API cannot be asked", async () => {
      const attention = async () => {
        throw new ApiError("cannot list the people.", { reason: "unavailable" });
      };
      await expect(diff({}, { attention })).rejects.toThrow("cannot list the people.");
    });
  });

  describe("of two resources for one object, as the state tells", () => {
    const exclusiveNamesInState: ThingPlan["exclusiveNamesInState"] = (id) => [objectName("Thing", id)];

    test("refuses the second, once the program has registered both", async () => {
      const session = offline();
      const second = { __origin: "acme/dev::second" };
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      expect(await diff(second, { session, exclusiveNamesInState })).toEqual(nothing);
      thing({ exclusiveNamesInState }).check(session, {}, inputs);
      thing({ exclusiveNamesInState }).check(session, {}, { ...inputs, ...second });
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      await expect(diff(second, { session, exclusiveNamesInState })).rejects.toThrow(
        "Thing thing_1 is declared by another resource of this program already, `it`.",
      );
    });

    test("lets one go that becomes another object", async () => {
      const session = offline();
      const second = { __origin: "acme/dev::second", place: "y" };
      thing({ exclusiveNamesInState }).check(session, {}, inputs);
      thing({ exclusiveNamesInState }).check(session, {}, { ...inputs, ...second });
      expect(await diff({}, { session, exclusiveNamesInState })).toEqual(nothing);
      expect(await diff(second, { session, exclusiveNamesInState })).toMatchObject({ replaces: ["place"] });
    });
  });

  test("refuses a state of another organization than the configured one, without asking anybody", async () => {
    const session = offline({ "anthropic:organizationId": "11111111-2222-3333-4444-555555555555" });
    await expect(diff({}, { session })).rejects.toThrow(
      `This resource belongs to organization ${organization}, but \`anthropic:organizationId\` says 11111111-2222-3333-4444-555555555555. Nothing was changed`,
    );
  });

  test("refuses a newer state", async () => {
    await expect(diff({}, { olds: { ...state, __schema: 2 } })).rejects.toThrow(UserError);
  });

  test("has an answer for a state that nobody stamped, and for one that was only read", async () => {
    expect(await diff({}, { olds: { name: "A" }, identifying: [] })).toEqual(lookYourself);
    expect(await thing().diff(offline(), "thing_1", { ...state, __managed: [] }, {})).toEqual(nothing);
  });
});

describe("local inputs", () => {
  test("are those that the kind does not manage", () => {
    expect(localNames(plan())).toEqual(["onDelete"]);
  });
});
