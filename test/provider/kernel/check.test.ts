import { describe, expect, test } from "vitest";
import { z } from "zod";
import { apiLimitation } from "../../../provider/apiLimitations.ts";
import { UserError } from "../../../provider/errors.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { Inputs, type ThingPlan, thing } from "../thing.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A process without a credential and a network, since check needs neither. */
function offline(settings: Record<string, string> = {}): { session: Session; said: string[] } {
  const said: string[] = [];
  const session = new Session(
    (key) => settings[key],
    {},
    (notice) => said.push(noticeLine(notice)),
  );
  return { session, said };
}

function check(
  news: Properties,
  {
    olds = {},
    session = offline().session,
    ...plan
  }: Partial<ThingPlan> & { olds?: Properties; session?: Session } = {},
) {
  return thing(plan).check(session, olds, news);
}

function reasons(...args: Parameters<typeof check>): string[] {
  return check(...args).failures.map(({ reason }) => reason);
}

describe("check", () => {
  test("normalizes the inputs", () => {
    expect(check({ name: "  A ", colour: "#abc" })).toEqual({
      inputs: { name: "A", colour: "#ABC" },
      failures: [],
    });
  });

  test("drops the organization that functions read, and expects it of the credential", () => {
    const { session } = offline();
    const organization = "aaaaaaaa-2222-3333-4444-555555555555";
    expect(check({ name: "A", __readByProgram: organization }, { session }).inputs).toEqual({ name: "A" });
    expect(session.guard.isExpecting).toBe(true);
  });

  test("drops inputs without a value", () => {
    expect(check({ name: "A", colour: undefined, tags: null }).inputs).toEqual({ name: "A" });
  });

  test("keeps the properties of the kernel and rejects other names with the same prefix", () => {
    const own = { __provider: "pointer", __origin: "acme/dev::it", adopt: "thing_1" };
    expect(check({ name: "A", ...own, __managed: ["name"], __pulumiSomething: 1 })).toEqual({
      inputs: { name: "A", ...own },
      failures: [],
    });
  });

  test("reports each missing or invalid property once, by name", () => {
    expect(reasons({ colour: "red" })).toEqual(["`name` is required.", "`colour`: must begin with #."]);
    expect(reasons({ name: " ", parts: { left: 4 } })).toEqual([
      "`name`: must not be empty.",
      "`parts.left`: must be a string.",
    ]);
  });

  test("adds the explanation of a property to its error", () => {
    const inputs = Inputs.extend({
      name: z.string("must be a string").describe("Names are made elsewhere."),
    });
    expect(reasons({}, { inputs })).toEqual(["`name` is required. Names are made elsewhere."]);
    expect(reasons({ name: 4 }, { inputs })).toEqual(["`name`: must be a string. Names are made elsewhere."]);
  });

  test("does not change a reason that is a sentence", () => {
    const inputs = Inputs.extend({ name: z.string("the API cannot do that. Do another thing.") });
    expect(reasons({ name: 4 }, { inputs })).toEqual(["`name`: the API cannot do that. Do another thing."]);
  });

  test("lists the properties when one is unknown, and suggests the nearest name", () => {
    const all = "Its properties are `name`, `colour`, `tags`, `parts`, `place`, `onDelete`.";
    expect(reasons({ name: "A", color: "#ABC" })).toEqual([
      `\`color\` is not a property of Thing. Did you mean \`colour\`? ${all}`,
    ]);
    expect(reasons({ name: "A", email: "#ABC" })).toEqual([`\`email\` is not a property of Thing. ${all}`]);
  });

  test("quotes the limitation for a property that the API does not support", () => {
    expect(reasons({ name: "A", resend: true }, { impossible: { resend: "resendInvite" } })).toEqual([
      `\`resend\`: ${apiLimitation("resendInvite")}`,
    ]);
    // A property that every JavaScript object inherits is not a limitation.
    expect(reasons({ name: "A", constructor: 1 }, { impossible: {} })[0]).toMatch(
      /^`constructor` is not a property/,
    );
  });

  test("never includes a value, which may be a secret", () => {
    const secret = "sesame open";
    for (const news of [
      { name: { secret } },
      { name: "A", colour: secret },
      { name: "A", tags: secret },
      { name: "A", tags: { team: { secret } } },
      { name: "A", parts: { left: [secret] } },
      { name: "A", onDelete: secret },
      { name: "A", other: secret },
    ]) {
      const found = reasons(news);
      expect(found).toHaveLength(1);
      expect(found.join()).not.toContain("sesame");
    }
  });

  describe("check of unknown values", () => {
    test("validates known values and passes unknown ones on", () => {
      expect(check({ name: unknown, colour: "#abc", tags: { team: unknown } })).toEqual({
        inputs: { name: unknown, colour: "#ABC", tags: { team: unknown } },
        failures: [],
      });
      expect(reasons({ name: unknown, colour: "red" })).toEqual(["`colour`: must begin with #."]);
    });

    test("passes the names of unknown inputs to the resource type", () => {
      let asked: unknown[] = [];
      check(
        { name: "A", parts: { left: unknown } },
        {
          reject: (inputs, { olds, unknown: open }) => {
            asked = [inputs, olds, [...open]];
            return [];
          },
        },
      );
      expect(asked).toEqual([{ name: "A" }, undefined, ["parts"]]);
    });
  });

  describe("check of the resource type", () => {
    const reject: ThingPlan["reject"] = ({ name }, { olds }) =>
      name !== olds?.name ? [{ property: "name", reason: `was ${olds?.name ?? "nothing"}` }] : [];

    test("passes the old inputs, if any, to the resource type", () => {
      expect(reasons({ name: "B" }, { reject, olds: { name: "A", __provider: "pointer" } })).toEqual([
        "was A",
      ]);
      expect(reasons({ name: "B" }, { reject })).toEqual(["was nothing"]);
    });

    test("calls the resource type only if each input is valid", () => {
      expect(reasons({ name: 4 }, { reject })).toEqual(["`name`: must be a string."]);
    });

    test("passes the settings and the declared objects to the resource type", () => {
      const { session } = offline({ "anthropic:invite": "never" });
      session.ownership.declare("Thing", { name: "B" }, new Set(), []);
      expect(
        reasons(
          { name: "A" },
          {
            session,
            reject: (_, { settings, declarations }) => [
              {
                property: "name",
                reason: `${settings.invite} ${declarations.ofType<{ name: string }>("Thing").map(({ inputs }) => inputs.name)}`,
              },
            ],
          },
        ),
      ).toEqual(["never B"]);
    });

    test("keeps every failure of the resource type", () => {
      expect(
        reasons(
          { name: "A" },
          {
            reject: () => [
              { property: "", reason: "one" },
              { property: "", reason: "two" },
              { property: "name", reason: "three" },
              { property: "name", reason: "four" },
            ],
          },
        ),
      ).toEqual(["one", "two", "three"]);
    });
  });

  describe("check of old values", () => {
    // With `ignoreChanges`, Pulumi passes the old input, which a refresh has set to the current value.
    test("accepts a value that is equal to the old input", () => {
      expect(check({ name: "A", colour: "red" }, { olds: { name: "A", colour: "red" } })).toEqual({
        inputs: { name: "A", colour: "red" },
        failures: [],
      });
      expect(reasons({ name: "A", later: 1 }, { olds: { name: "A", later: 1 } })).toEqual([]);
    });

    test("accepts an old value that the resource type rejects", () => {
      const reject: ThingPlan["reject"] = () => [{ property: "colour", reason: "not this one" }];
      expect(reasons({ name: "B", colour: "#1" }, { reject, olds: { name: "A", colour: "#1" } })).toEqual([]);
      expect(reasons({ name: "B", colour: "#2" }, { reject, olds: { name: "A", colour: "#1" } })).toEqual([
        "not this one",
      ]);
    });

    test("rejects a missing required value even if it was missing before", () => {
      expect(reasons({ colour: "#1" }, { olds: { colour: "#1" } })).toEqual(["`name` is required."]);
    });
  });

  describe("check of the settings", () => {
    test("reports invalid settings in full only once, and fails for every resource", () => {
      const { session } = offline({ "anthropic:maxArchives": "many" });
      expect(reasons({ name: "A" }, { session })).toEqual([
        'anthropic:maxArchives must be an integer of at least 0, not "many".',
      ]);
      expect(reasons({ name: "B" }, { session })).toEqual(["Not validated; see the first error."]);
    });

    test("the check of the settings needs no credential", () => {
      expect(reasons({ name: "A" })).toEqual([]);
    });

    test("rejects a key of the wrong type without including it", () => {
      const session = new Session(
        () => undefined,
        { ANTHROPIC_ADMIN_KEY: "sk-ant-api03-verysecret" },
        () => undefined,
      );
      const [reason] = reasons({ name: "A" }, { session });
      expect(reason).toMatch(/^The key in ANTHROPIC_ADMIN_KEY is an ordinary API key/);
      expect(reason).not.toContain("verysecret");
    });
  });

  describe("check of values that look like secrets", () => {
    const pem = "-----BEGIN EC PRIVATE KEY-----\nhunter2";
    const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

    test.each(["sk-ant-api03-hunter2hunter2", `of ${jwt}`, pem])(
      "rejects %j without including it",
      (name) => {
        const [reason = ""] = reasons({ name });
        expect(reason).toMatch(
          /^`name` contains what looks like (a private key|an API key or a token)\. Nothing was sent or stored\./,
        );
        expect(reason).not.toMatch(/hunter2|eyJ/);
      },
    );

    test("accepts a prefix and the hint of a key, and what an object has already", () => {
      expect(reasons({ name: "sk-ant-api03-..." })).toEqual([]);
      expect(reasons({ name: "sk-ant-api03-R2D...igAA" })).toEqual([]);
      expect(reasons({ name: jwt }, { olds: { name: jwt } })).toEqual([]);
    });
  });

  describe("check of the option `import`", () => {
    const identified: Partial<ThingPlan> = {
      parseId(id) {
        if (!id.startsWith("thing_")) throw new UserError(`"${id}" is not the ID of a Thing.`);
        return id.trim();
      },
    };

    test("accepts the ID of an object of this resource type", () => {
      const { inputs, failures } = check({ name: "A", adopt: "thing_1" }, identified);
      expect(failures).toEqual([]);
      expect(inputs["adopt"]).toBe("thing_1");
    });

    test.each([["user_1"], [""]])("rejects the ID %j", (adopt) => {
      expect(reasons({ name: "A", adopt }, identified)).toEqual([`"${adopt}" is not the ID of a Thing.`]);
    });

    test("rejects an `import` that is not a string", () => {
      expect(reasons({ name: "A", adopt: 4 }, identified)).toEqual([
        "The resource option `import` must be the ID of an object.",
      ]);
    });

    test("accepts an unknown ID", () => {
      expect(reasons({ name: "A", adopt: unknown }, identified)).toEqual([]);
    });

    test("rejects a different object, and accepts a removed option or another form of the ID", () => {
      const olds = { name: "A", adopt: "thing_1" };
      expect(reasons({ name: "A", adopt: "thing_2" }, { ...identified, olds })).toEqual([
        "The resource option `import` was thing_1 and cannot become thing_2: a resource adopts only one object. Set that `import` on another resource, or remove the option.",
      ]);
      expect(reasons({ name: "A" }, { ...identified, olds })).toEqual([]);
      expect(reasons({ name: "A", adopt: "thing_1 " }, { ...identified, olds })).toEqual([]);
    });

    test("rejects an ID that does not match the declared object", () => {
      const placed: Partial<ThingPlan> = {
        ...identified,
        idOf: ({ place }) => (place === undefined ? undefined : `thing_1/${place}`),
        names: (_, id = "") => [objectName("Thing", id, id.includes("@") ? "email" : "id")],
      };
      const named = (place: string, adopt: string) => reasons({ name: "A", place, adopt }, placed);
      expect(named("a@x.org", "thing_1/a@x.org")).toEqual([]);
      expect(named("a@x.org", "thing_1/b@x.org")).toEqual([
        "The resource option `import` names thing_1/b@x.org, but the resource declares thing_1/a@x.org. Remove `import`, or correct the declaration.",
      ]);
      // One by address, the other by id: only the API knows whether they are the same.
      expect(named("a@x.org", "thing_1/user_1")).toEqual([]);
    });
  });

  describe("check of declared objects", () => {
    const named: Partial<ThingPlan> = {
      names: ({ place }, id) => [
        ...(id === undefined ? [] : [objectName("Thing", id)]),
        ...(place === undefined ? [] : [objectName("Thing", place, "place")]),
      ],
    };

    test("records all names of the declared object for later deletes", () => {
      const { session } = offline();
      check({ name: "A", place: "x", adopt: "thing_1" }, { session, ...named });
      check({ name: "B", place: unknown }, { session, ...named });
      const { ownership } = session;
      expect(ownership.isDeclared(objectName("Thing", "thing_1"))).toBe(true);
      expect(ownership.isDeclared(objectName("Thing", "x", "place"))).toBe(true);
      expect(ownership.ofType("Thing")).toEqual([
        { inputs: { name: "A", place: "x" }, unknown: new Set(), adopting: true },
        { inputs: { name: "B" }, unknown: new Set(["place"]), adopting: false },
      ]);
    });

    test("records the ID that the inputs imply", () => {
      const { session } = offline();
      check({ name: "A", place: "x" }, { session, ...named, idOf: ({ place }) => `id of ${place}` });
      expect(session.ownership.isDeclared(objectName("Thing", "id of x"))).toBe(true);
    });

    test("records nothing of rejected inputs", () => {
      const { session } = offline();
      check({ name: 4, place: "x" }, { session, ...named });
      expect(session.ownership.ofType("Thing")).toEqual([]);
      expect(session.ownership.isDeclared(objectName("Thing", "x", "place"))).toBe(false);
    });
  });

  describe("check of an object that another resource declares", () => {
    const named: Partial<ThingPlan> = {
      names: ({ place }, id) => [
        ...(id === undefined ? [] : [objectName("Thing", id)]),
        ...(place === undefined ? [] : [objectName("Thing", place, "place")]),
        // Of another type, so that only `isDeclared` compares it.
        objectName("Box", "box_1"),
      ],
    };
    const as = (name: string, properties: Properties) => ({
      name: "A",
      __origin: `acme/dev::${name}`,
      ...properties,
    });

    test("rejects the object and names the other resource", () => {
      const { session } = offline();
      const options = { session, ...named };
      expect(reasons(as("one", { place: "x" }), options)).toEqual([]);
      expect(reasons(as("two", { place: "x" }), options)).toEqual([
        "Thing x is already declared by another resource of this program, `one`. Remove one of the two resources; the object is not changed.",
      ]);
      expect(reasons(as("three", { adopt: "thing_1" }), options)).toEqual([]);
      expect(reasons(as("four", { adopt: "thing_1" }), options)).toHaveLength(1);
      expect(reasons(as("five", { place: "y" }), options)).toEqual([]);
    });

    test("accepts the same resource again, and a resource with the same name elsewhere", () => {
      const { session } = offline();
      const options = { session, ...named };
      const one = as("one", { place: "x" });
      expect(reasons(one, { ...options, olds: { name: "A", place: "w" } })).toEqual([]);
      expect(reasons(one, options)).toEqual([]);
    });

    test("accepts an unknown object, and any object outside of a program", () => {
      const { session } = offline();
      const options = { session, ...named };
      expect(reasons(as("one", { place: unknown }), options)).toEqual([]);
      expect(reasons(as("two", { place: unknown }), options)).toEqual([]);
      expect(reasons({ name: "A", place: "x" }, options)).toEqual([]);
      expect(reasons({ name: "A", place: "x" }, options)).toEqual([]);
    });

    test("uses the exclusive names of the resource type, and whether the resource is new", () => {
      const { session } = offline();
      const options: Parameters<typeof check>[1] = {
        session,
        exclusiveNames: ({ name = "" }, _, isNew) => (isNew ? [objectName("Thing", name, "name")] : []),
      };
      expect(reasons(as("one", {}), { ...options, olds: { name: "A" } })).toEqual([]);
      expect(reasons(as("two", {}), options)).toEqual([]);
      expect(reasons(as("three", {}), options)).toHaveLength(1);
    });
  });
});
