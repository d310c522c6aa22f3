import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiError } from "../../../provider/api/apiError.ts";
import { UserError } from "../../../provider/errors.ts";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { type Organization, organization } from "../session.ts";
import { type ThingPlan, thing } from "../thing.ts";

type Seen = { name?: string | null; [key: string]: unknown };

const own = { __provider: "pointer", __origin: "acme/dev::it" };
const news: Properties = { ...own, name: "A", parts: { left: "l" } };

/** What create and refresh leave of the thing. */
function stateOf({ emulator }: Organization, more: Properties = {}): Properties {
  return {
    ...news,
    size: 4,
    __managed: ["name", "parts.left"],
    __organization: emulator.organization().id,
    __schema: 1,
    ...more,
  };
}

async function halfMade(doing: Promise<unknown>): Promise<PartialWriteError> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PartialWriteError)) throw error;
  return error;
}

const foreign = "11111111-2222-3333-4444-555555555555";

describe("create", () => {
  const made = (observed: Seen, session: Session, inputs: Properties = news) =>
    thing({ create: async () => ({ id: "thing_1", observed }) }).create(session, inputs);

  test("keeps what is declared and what was observed, and what it needs to know later", async () => {
    const acme = await organization();
    const { id, outs } = await made(
      { name: "A", parts: { left: "l", right: ["r"] }, size: 4, tags: { a: "b" }, status: null },
      acme.process(),
      { ...news, onDelete: "leave" },
    );
    expect(id).toBe("thing_1");
    expect(outs).toEqual(
      stateOf(acme, { parts: { left: "l", right: ["r"] }, tags: { a: "b" }, onDelete: "leave" }),
    );
  });

  test("asks for the organization once, and not at all when an answer has told it", async () => {
    const { process, requests } = await organization();
    const session = process();
    await made({}, session);
    await made({}, session);
    expect(requests()).toEqual(["GET /me"]);
    const other = process();
    await other.cache.users(0);
    await made({}, other);
    expect(requests()).toEqual(["GET /users"]);
  });

  test("keeps nothing that a state file cannot hold", async () => {
    const { process } = await organization();
    const { outs } = await made({ size: Number.NaN, at: new Date(0), big: 1n, list: [null, 1] }, process());
    expect(outs).toMatchObject({ at: "1970-01-01T00:00:00.000Z", big: "1", list: [1] });
    expect(outs).not.toHaveProperty("size");
  });

  test("is half-made when the API answered something else than was sent", async () => {
    const acme = await organization();
    const error = await halfMade(made({ name: "a", parts: { left: "l" }, size: 4 }, acme.process()));
    expect(error.id).toBe("thing_1");
    expect(error.reasons).toEqual([error.message]);
    expect(error.message).toBe(
      'Thing thing_1 was written, but the API answered with other values than were sent: `name` is "a" instead of "A". Run `up` again to finish it.',
    );
    // What is really there, so that the next diff shows it; and the pointer, without which nobody could go on.
    expect(error.properties).toEqual(stateOf(acme, { name: "a" }));
    expect(error.stack).toBe("");
  });

  test("is half-made when the API says that a value which was sent is not set", async () => {
    const { process } = await organization();
    const error = await halfMade(made({ name: null, parts: { right: ["r"] } }, process()));
    expect(error.message).toContain(
      '`name` is not set instead of "A"; `parts.left` is not set instead of "l"',
    );
    expect(error.properties).not.toHaveProperty("name");
    expect(error.properties["parts"]).toEqual({ right: ["r"] });
  });

  test("is half-made, with what is there, when a later step failed", async () => {
    const acme = await organization();
    const error = await halfMade(
      thing({
        create: async () => {
          throw new PartialWriteError("The second step failed. Run `up` again.", "thing_1", {
            size: 4,
            name: "a",
          });
        },
      }).create(acme.process(), news),
    );
    expect(error.message).toBe("The second step failed. Run `up` again.");
    expect(error.id).toBe("thing_1");
    expect(error.properties).toEqual(stateOf(acme, { name: "a" }));
  });

  test("never loses an object because the organization could not be found out afterwards", async () => {
    const { process, emulator } = await organization({ pace: 0.01 });
    emulator.faults.add({ kind: "status", status: 500, path: "/v1/organizations/me", times: 10 });
    const error = await halfMade(made({ size: 4 }, process()));
    expect(error.id).toBe("thing_1");
    expect(error.message).toMatch(/^Thing thing_1 is there, but .*find out which organization.*\[req_\w+\]$/);
    expect(error.properties).toMatchObject({
      ...news,
      size: 4,
      __managed: ["name", "parts.left"],
      __schema: 1,
    });
    expect(error.properties).not.toHaveProperty("__organization");
  });

  test("does not write into another organization than the stack's objects belong to", async () => {
    const { process } = await organization();
    const session = process();
    session.seen(foreign);
    const create = thing({
      create: async () => {
        throw new Error("written");
      },
    }).create(session, news);
    await expect(create).rejects.toThrow(
      /^The key in use is of organization .*, but this stack belongs to 11111111-.*Nothing was changed/,
    );
  });

  test("does not write once the state of another resource has told that the stack belongs elsewhere", async () => {
    const acme = await organization();
    const session = acme.process();
    const looksFirst = thing({
      create: async ({ client, cache }) => {
        await cache.users(cache.now());
        expect(() => session.seen(foreign)).toThrow("this resource belongs to 11111111-");
        const name = "written";
        await client.request({
          method: "POST",
          path: "/v1/organizations/workspaces",
          body: { name },
          schema: z.unknown(),
          doing: "write",
        });
        return { id: "thing_1", observed: {} };
      },
    });
    await expect(looksFirst.create(session, news)).rejects.toThrow(/but this stack belongs to 11111111-/);
    expect(acme.writes()).toEqual([]);
  });

  test("tells, with the first resource of another organization, what was made before anything said which is meant", async () => {
    const acme = await organization();
    const session = acme.process();
    const { id } = acme.emulator.organization();
    await made({}, session);
    await expect(
      thing().diff(session, "thing_2", stateOf(acme, { __organization: foreign }), news),
    ).rejects.toThrow(
      new RegExp(
        `^The key in use is of organization ${id}, but this resource belongs to ${foreign}\\. .* this run made or took over in ${id}: Thing thing_1\\. Set \`anthropic:organizationId\``,
      ),
    );
    await expect(made({}, session)).rejects.toThrow(UserError);
    const other = acme.process();
    await made({}, other);
    expect(await thing().diff(other, "thing_2", stateOf(acme), news)).toEqual({ changes: false });
  });

  test("does not write before the configured organization is the key's", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    const wrong = made({}, process({ organizationId: foreign }));
    await expect(wrong).rejects.toThrow(UserError);
    expect((await made({}, process({ organizationId: id.toUpperCase() }))).outs["__organization"]).toBe(id);
  });

  test("hands the kind its inputs, and whatever check has let pass", async () => {
    const { process } = await organization();
    const got: unknown[] = [];
    const kind = thing({
      create: async (_, inputs) => {
        got.push(inputs);
        return { id: "thing_1", observed: {} };
      },
    });
    await kind.create(process(), news);
    await kind.create(process(), { ...news, colour: "live" });
    expect(got).toEqual([
      { name: "A", parts: { left: "l" } },
      { name: "A", parts: { left: "l" }, colour: "live" },
    ]);
  });

  test("lets an error through as it is", async () => {
    const { process } = await organization();
    const failure = new ApiError("cannot make it.", { reason: "invalid" });
    const create = thing({ create: () => Promise.reject(failure) }).create(process(), news);
    await expect(create).rejects.toBe(failure);
  });
});

describe("taking over by `import`", () => {
  const takeOver = (
    observed: Seen | undefined,
    session: Session,
    parts: Partial<ThingPlan> = {},
    more = {},
  ) =>
    thing({
      read: async () => observed,
      create: async () => {
        throw new Error("made");
      },
      ...parts,
    }).create(session, { ...news, adopt: " thing_1", ...more });

  test("keeps what is there, when it is as declared", async () => {
    const acme = await organization();
    const { id, outs } = await takeOver(
      { name: "A", parts: { left: "l", right: ["r"] }, size: 4 },
      acme.process(),
    );
    expect(id).toBe("thing_1");
    expect(outs).toEqual(
      stateOf(acme, { parts: { left: "l", right: ["r"] }, adopt: " thing_1", adopted: true }),
    );
  });

  test("takes the id that the inputs imply", async () => {
    const { process } = await organization();
    const { id } = await takeOver({ name: "A" }, process(), { idOf: ({ name }) => `by ${name}` });
    expect(id).toBe("by A");
  });

  test("refuses what differs, with every difference", async () => {
    const { process } = await organization();
    await expect(
      takeOver({ name: "B", parts: { right: ["r"] }, tags: null }, process(), {}, { tags: { a: "b" } }),
    ).rejects.toThrow(
      'cannot adopt Thing thing_1: it is not as declared: `name` is "B" there, and "A" in the program; ' +
        '`tags` is not set there, and {"a":"b"} in the program; `parts.left` is not set there, and "l" in the program. ' +
        "Nothing was changed. Make the program say what is there, run `up`, and change it afterwards.",
    );
  });

  test("refuses what is not there, in the organization that was meant", async () => {
    const { process } = await organization();
    await expect(takeOver(undefined, process())).rejects.toThrow(
      "cannot adopt Thing thing_1: the organization has none with this id. Correct the resource option `import`, or remove it to have the object made.",
    );
    await expect(takeOver(undefined, process({ organizationId: foreign }))).rejects.toThrow(
      /^The key in use is of organization /,
    );
  });

  test("refuses what the kind says may not be taken over", async () => {
    const { process } = await organization();
    const unadoptable = async () => "it is archived, which is final.";
    await expect(takeOver({ name: "other" }, process(), { unadoptable })).rejects.toThrow(
      "cannot adopt Thing thing_1: it is archived, which is final.",
    );
  });
});

describe("read", () => {
  const read = (observed: Seen | undefined, session: Session, olds: Properties, id = "thing_1") =>
    thing({ read: async () => observed, parseId: (given) => given.trim() }).read(session, id, olds);

  test("puts what is live into the outputs, and of the inputs only into what is managed", async () => {
    const acme = await organization();
    const olds = stateOf(acme, { onDelete: "leave", adopt: "thing_1", laterAddition: true });
    const answer = await read(
      { name: "B", parts: { left: "m", right: ["r"] }, colour: "#LIVE", size: 5 },
      acme.process(),
      olds,
    );
    expect(answer).toEqual({
      id: "thing_1",
      inputs: {
        name: "B",
        parts: { left: "m" },
        onDelete: "leave",
        adopt: "thing_1",
        __origin: "acme/dev::it",
      },
      props: { ...olds, name: "B", parts: { left: "m", right: ["r"] }, colour: "#LIVE", size: 5 },
    });
  });

  test("keeps what the kind did not look at, and takes out what has no value any more", async () => {
    const acme = await organization();
    const { inputs, props } = await read({ parts: null, size: undefined }, acme.process(), stateOf(acme));
    expect(props).toMatchObject({ name: "A", size: 4 });
    expect(props).not.toHaveProperty("parts");
    expect(inputs).toMatchObject({ name: "A" });
    expect(inputs["parts"]).toEqual({});
  });

  test("says that something is gone only in the organization to which it belonged", async () => {
    const acme = await organization();
    expect(await read(undefined, acme.process(), stateOf(acme))).toEqual({ id: "", props: {}, inputs: {} });
    await expect(read(undefined, acme.process(), stateOf(acme, { __organization: foreign }))).rejects.toThrow(
      /^The key in use is of organization .*, but this resource belongs to 11111111-/,
    );
  });

  test("explains a refusal by the other organization, when it is one", async () => {
    const acme = await organization();
    const notFound = new ApiError("cannot find it.", { reason: "not_found" });
    const kind = thing({ read: () => Promise.reject(notFound) });
    await expect(kind.read(acme.process(), "thing_1", stateOf(acme))).rejects.toBe(notFound);
    await expect(
      kind.read(acme.process(), "thing_1", stateOf(acme, { __organization: foreign })),
    ).rejects.toThrow(/belongs to 11111111-/);
  });

  test("stamps a state that had no organization yet", async () => {
    const acme = await organization();
    const { __organization: id, ...olds } = stateOf(acme);
    expect((await read({}, acme.process(), olds)).props["__organization"]).toBe(id);
  });

  test("of an object that is managed elsewhere takes every form of its id and manages nothing", async () => {
    const acme = await organization();
    const answer = await read({ name: "B", size: 4 }, acme.process(), own, " thing_1 ");
    expect(answer).toEqual({
      id: "thing_1",
      inputs: { __origin: "acme/dev::it" },
      props: {
        ...own,
        name: "B",
        size: 4,
        __managed: [],
        __organization: acme.emulator.organization().id,
        __schema: 1,
      },
    });
  });

  // Pulumi would go on with every output undefined.
  test("of an object that is managed elsewhere fails when it is not there", async () => {
    const { process } = await organization();
    await expect(read(undefined, process(), own)).rejects.toThrow(
      "cannot read Thing thing_1: the organization has none with this id. Correct the id.",
    );
  });

  test("shows the kind what was kept, but not what was never read", async () => {
    const acme = await organization();
    const seen: unknown[] = [];
    const kind = thing({
      read: async (_, __, old) => {
        seen.push(old?.size);
        return {};
      },
    });
    await kind.read(acme.process(), "thing_1", stateOf(acme));
    await kind.read(acme.process(), "thing_1", own);
    expect(seen).toEqual([4, undefined]);
  });

  test("refuses a newer state before it asks anybody", async () => {
    const acme = await organization();
    await expect(read({}, acme.process(), stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(acme.requests()).toEqual([]);
  });
});

describe("update", () => {
  const update = (
    observed: Seen,
    { process, ...acme }: Organization,
    changes: Properties,
    olds: Properties = stateOf({ process, ...acme }),
    parts: Partial<ThingPlan> = {},
  ) =>
    thing({ update: async () => observed, ...parts }).update(process(), "thing_1", olds, {
      ...news,
      ...changes,
    });

  test("keeps what is declared over what was observed, and what this version does not know", async () => {
    const acme = await organization();
    const olds = stateOf(acme, { laterAddition: true, colour: "#OLD" });
    const { outs } = await update({ name: "B", colour: "#LIVE", size: 5 }, acme, { name: "B" }, olds);
    expect(outs).toEqual({ ...olds, name: "B", colour: "#LIVE", size: 5 });
  });

  test("tells the kind what changed, and shows it what was kept", async () => {
    const acme = await organization();
    let seen: unknown;
    await update({}, acme, { name: "B", tags: {} }, undefined, {
      update: async (_, id, old, inputs, changed) => {
        seen = { id, size: old.size, inputs, changed: [...changed] };
        return {};
      },
    });
    expect(seen).toEqual({
      id: "thing_1",
      size: 4,
      inputs: { name: "B", tags: {}, parts: { left: "l" } },
      changed: ["name", "tags"],
    });
  });

  test("records what only concerns this package without a request", async () => {
    const acme = await organization();
    const parts: Partial<ThingPlan> = {
      update: async () => {
        throw new Error("asked");
      },
      attention: () => undefined,
    };
    const { outs } = await update({}, acme, { onDelete: "leave", adopt: "thing_1" }, undefined, parts);
    expect(outs).toEqual(stateOf(acme, { onDelete: "leave", adopt: "thing_1" }));
    const back = await update({}, acme, {}, outs, parts);
    expect(back.outs).toEqual(stateOf(acme));
    expect(acme.requests()).toEqual([]);
  });

  test("records nothing of another organization than the configured one", async () => {
    const acme = await organization();
    await expect(
      thing().update(acme.process({ organizationId: foreign }), "thing_1", stateOf(acme), {
        ...news,
        onDelete: "leave",
      }),
    ).rejects.toThrow(/^This resource belongs to organization /);
  });

  test("stops managing a property and resets nothing", async () => {
    const acme = await organization();
    const { parts: _, ...rest } = news;
    const kind = thing({
      update: async () => {
        throw new Error("asked");
      },
    });
    const { outs } = await kind.update(acme.process(), "thing_1", stateOf(acme), rest);
    expect(outs).toEqual(stateOf(acme, { __managed: ["name"] }));
    expect(acme.requests()).toEqual([]);
  });

  test("asks the kind when something needs doing, though the program did not change", async () => {
    const acme = await organization();
    const { outs } = await update({ status: "done" }, acme, {}, undefined, {
      attention: () => "update",
    });
    expect(outs).toEqual(stateOf(acme, { status: "done" }));
  });

  test("asks the kind about local inputs of which it says so", async () => {
    const acme = await organization();
    const { outs } = await update({ status: "asked" }, acme, { onDelete: "leave" }, undefined, {
      asking: ["onDelete"],
    });
    expect(outs).toMatchObject({ status: "asked", onDelete: "leave" });
  });

  test("does not write when the key is of another organization", async () => {
    const acme = await organization();
    const parts: Partial<ThingPlan> = {
      update: async () => {
        throw new Error("written");
      },
    };
    await expect(
      update({}, acme, { name: "B" }, stateOf(acme, { __organization: foreign }), parts),
    ).rejects.toThrow(/^The key in use is of organization .*, but this resource belongs to 11111111-/);
  });

  test("is half-made when the API answered something else than was sent", async () => {
    const acme = await organization();
    const error = await halfMade(update({ name: "A", size: 4 }, acme, { name: "B", onDelete: "leave" }));
    expect(error.message).toContain('`name` is "A" instead of "B"');
    expect(error.id).toBe("thing_1");
    expect(error.properties).toEqual(stateOf(acme, { name: "A", onDelete: "leave" }));
  });

  test("is not half-made by what somebody changed by hand beside it, which refresh shows", async () => {
    const acme = await organization();
    const observed = { name: "B", parts: { left: "by hand" } };
    const { outs } = await update(observed, acme, { name: "B" });
    expect(outs).toEqual(stateOf(acme, { name: "B" }));
  });

  test("is half-made when nothing changed in the program, and the kind got another answer than declared", async () => {
    const acme = await organization();
    const attention: ThingPlan["attention"] = () => "update";
    const error = await halfMade(update({ name: "by hand" }, acme, {}, undefined, { attention }));
    expect(error.message).toContain('`name` is "by hand" instead of "A"');
  });

  test("is half-made, with what is there, when a later step failed", async () => {
    const acme = await organization();
    const error = await halfMade(
      update({}, acme, { name: "B", tags: {} }, undefined, {
        update: async () => {
          throw new PartialWriteError("Only half of it.", "thing_1", { name: "A", tags: { a: "b" } });
        },
      }),
    );
    expect(error.message).toBe("Only half of it.");
    expect(error.properties).toEqual(
      stateOf(acme, { tags: { a: "b" }, __managed: ["name", "tags", "parts.left"] }),
    );
  });

  test("refuses `import` of another object", async () => {
    const acme = await organization();
    await expect(update({}, acme, { adopt: "thing_2" })).rejects.toThrow(
      "The resource option `import` names thing_2, but this resource is thing_1 already. Nothing was changed. Remove `import`.",
    );
  });

  test("refuses a newer state before it asks anybody", async () => {
    const acme = await organization();
    await expect(update({}, acme, { name: "B" }, stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(acme.requests()).toEqual([]);
  });
});

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

  test("does what delete means for the kind", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await kind.delete(acme.process(), "thing_1", stateOf(acme));
    expect(deleted).toEqual(["thing_1 of size 4"]);
  });

  test("writes nothing, and says so, when the program declares the object elsewhere", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder({ heldBy: ["Box"] });
    for (const identity of ["Thing thing_1", "Box thing_1"]) {
      const session = acme.process();
      session.declared.add(identity);
      await kind.delete(session, "thing_1", stateOf(acme));
      expect([...session.handedOver]).toEqual(["Thing thing_1"]);
    }
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
    expect(acme.said).toEqual(
      Array.from(
        { length: 2 },
        () =>
          "it: Thing thing_1 is declared by another resource of this program now, or by this one anew. Nothing was removed.",
      ),
    );
  });

  test("writes nothing when another resource of this process has just made or taken over the object", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    const session = acme.process();
    await kind.create(session, news);
    await kind.delete(session, "thing_1", stateOf(acme));
    expect(deleted).toEqual([]);
  });

  test("leaves what the kind retains, without a key and without a request", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder({ retained: (old, id) => `${id} of size ${old.size} is left.` });
    await kind.delete(acme.process({}, { ANTHROPIC_ADMIN_KEY: undefined }), "thing_1", stateOf(acme));
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
    expect(acme.said).toEqual(["it: thing_1 of size 4 is left."]);
  });

  test("does not write when the key is of another organization", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await expect(
      kind.delete(acme.process(), "thing_1", stateOf(acme, { __organization: foreign })),
    ).rejects.toThrow(/^The key in use is of organization /);
    await expect(
      kind.delete(acme.process({ organizationId: foreign }), "thing_1", stateOf(acme)),
    ).rejects.toThrow(/^This resource belongs to organization /);
    expect(deleted).toEqual([]);
  });

  test("refuses a newer state before it asks anybody", async () => {
    const acme = await organization();
    const { kind, deleted } = recorder();
    await expect(kind.delete(acme.process(), "thing_1", stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(deleted).toEqual([]);
    expect(acme.requests()).toEqual([]);
  });
});
