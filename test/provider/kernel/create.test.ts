import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ApiError } from "../../../provider/api/apiError.ts";
import { UserError } from "../../../provider/errors.ts";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { organization, partialWrite } from "../harness/index.ts";
import { type ThingPlan, thing } from "../thing.ts";
import { foreign, news, type Seen, stateOf } from "./operationSetup.ts";

describe("create", () => {
  const made = (observed: Seen, session: Session, inputs: Properties = news) =>
    thing({ create: async () => ({ id: "thing_1", observed }) }).create(session, inputs);

  test("stores declared values, observed values and metadata", async () => {
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

  test("requests the organization at most once, and not after a response named it", async () => {
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

  test("stores nothing that a state file cannot contain", async () => {
    const { process } = await organization();
    const { outs } = await made({ size: Number.NaN, at: new Date(0), big: 1n, list: [null, 1] }, process());
    expect(outs).toMatchObject({ at: "1970-01-01T00:00:00.000Z", big: "1", list: [1] });
    expect(outs).not.toHaveProperty("size");
  });

  test("partially creates an object when the response has a different value than was sent", async () => {
    const acme = await organization();
    const error = await partialWrite(made({ name: "B", parts: { left: "l" }, size: 4 }, acme.process()));
    expect(error.id).toBe("thing_1");
    expect(error.reasons).toEqual([error.message]);
    expect(error.message).toBe(
      'Thing thing_1 was written, but the API returned different values: `name` is "B" instead of "A". Run `pulumi up` again to complete it.',
    );
    // The current values, which the next diff compares, and the provider text, which Pulumi needs.
    expect(error.properties).toEqual(stateOf(acme, { name: "B", __mismatches: { name: [] } }));
    expect(error.stack).toBe("");
  });

  test("partially creates an object when the response lacks a value that was sent", async () => {
    const { process } = await organization();
    const error = await partialWrite(made({ name: null, parts: { right: ["r"] } }, process()));
    expect(error.message).toContain(
      '`name` is not set instead of "A"; `parts.left` is not set instead of "l"',
    );
    expect(error.properties).not.toHaveProperty("name");
    expect(error.properties["parts"]).toEqual({ right: ["r"] });
  });

  test("partially creates an object when a later step fails", async () => {
    const acme = await organization();
    const error = await partialWrite(
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

  test("stores a created object even if the organization cannot be requested", async () => {
    const { process, emulator } = await organization({ pace: 0.01 });
    emulator.faults.add({ kind: "status", status: 500, path: "/v1/organizations/me", times: 10 });
    const error = await partialWrite(made({ size: 4 }, process()));
    expect(error.id).toBe("thing_1");
    expect(error.message).toMatch(/^Thing thing_1 exists, but .*find out which organization.*\[req_\w+\]$/);
    expect(error.properties).toMatchObject({
      ...news,
      size: 4,
      __managed: ["name", "parts.left"],
      __schema: 1,
    });
    expect(error.properties).not.toHaveProperty("__organization");
  });

  test("writes nothing when the objects of the stack belong to another organization", async () => {
    const { process } = await organization();
    const session = process();
    session.guard.mustMatch(foreign);
    const create = thing({
      create: async () => {
        throw new Error("written");
      },
    }).create(session, news);
    await expect(create).rejects.toThrow(
      /^The credential belongs to organization .*, but this stack belongs to 11111111-.*Nothing was changed/,
    );
  });

  test("writes nothing once the state of another resource names another organization", async () => {
    const acme = await organization();
    const session = acme.process();
    const looksFirst = thing({
      create: async ({ client, cache }) => {
        await cache.users(cache.now());
        expect(() => session.guard.mustMatch(foreign)).toThrow("this resource belongs to 11111111-");
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

  test("names the objects that were created before a resource of another organization was found", async () => {
    const acme = await organization();
    const session = acme.process();
    const { id } = acme.emulator.organization();
    await made({}, session);
    await expect(
      thing().diff(session, "thing_2", stateOf(acme, { __organization: foreign }), news),
    ).rejects.toThrow(
      new RegExp(
        `^The credential belongs to organization ${id}, but this resource belongs to ${foreign}\\. .* this run created or adopted in ${id}: Thing thing_1\\. Set \`anthropic:organizationId\``,
      ),
    );
    await expect(made({}, session)).rejects.toThrow(UserError);
    const other = acme.process();
    await made({}, other);
    expect(await thing().diff(other, "thing_2", stateOf(acme), news)).toEqual({ changes: false });
  });

  test("writes nothing before the configured organization is confirmed", async () => {
    const { process, emulator } = await organization();
    const { id } = emulator.organization();
    const wrong = made({}, process({ organizationId: foreign }));
    await expect(wrong).rejects.toThrow(UserError);
    expect((await made({}, process({ organizationId: id.toUpperCase() }))).outs["__organization"]).toBe(id);
  });

  test("passes the inputs and unvalidated values to the resource type", async () => {
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

  test("passes errors on unchanged", async () => {
    const { process } = await organization();
    const failure = new ApiError("cannot make it.", { reason: "invalid" });
    const create = thing({ create: () => Promise.reject(failure) }).create(process(), news);
    await expect(create).rejects.toBe(failure);
  });
});

describe("create with `import`", () => {
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

  test("stores an existing object that is as declared", async () => {
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

  test("adopts the object whose ID the inputs imply", async () => {
    const { process } = await organization();
    const { id } = await takeOver({ name: "A" }, process(), { idOf: ({ name }) => `by ${name}` });
    expect(id).toBe("by A");
  });

  test("rejects an object that differs, and lists all differences", async () => {
    const { process } = await organization();
    await expect(
      takeOver({ name: "B", parts: { right: ["r"] }, tags: null }, process(), {}, { tags: { a: "b" } }),
    ).rejects.toThrow(
      'cannot adopt Thing thing_1: it is not as declared: `name` is "B" in the organization, and "A" in the program; ' +
        '`tags` is not set in the organization, and {"a":"b"} in the program; `parts.left` is not set in the organization, and "l" in the program. ' +
        "Nothing was changed. Declare the current values, run `up`, and change them afterwards.",
    );
  });

  test("rejects a missing object and names the organization", async () => {
    const { process } = await organization();
    await expect(takeOver(undefined, process())).rejects.toThrow(
      "cannot adopt Thing thing_1: the organization has no object with this ID. Correct the resource option `import`, or remove it to create the object.",
    );
    await expect(takeOver(undefined, process({ organizationId: foreign }))).rejects.toThrow(
      /^The credential belongs to organization /,
    );
  });

  test("rejects an object that the resource type cannot adopt", async () => {
    const { process } = await organization();
    const unadoptable = async () => "it is archived, which is final.";
    await expect(takeOver({ name: "other" }, process(), { unadoptable })).rejects.toThrow(
      "cannot adopt Thing thing_1: it is archived, which is final.",
    );
  });
});
