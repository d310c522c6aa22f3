import { describe, expect, test } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { organization } from "../harness/index.ts";
import { thing } from "../thing.ts";
import { foreign, own, type Seen, stateOf } from "./operationSetup.ts";

describe("read", () => {
  const read = (observed: Seen | undefined, session: Session, olds: Properties, id = "thing_1") =>
    thing({ read: async () => observed, parseId: (given) => given.trim() }).read(session, id, olds);

  test("returns current values as outputs, and managed ones as inputs", async () => {
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

  test("keeps properties that the resource type did not read and drops those without a value", async () => {
    const acme = await organization();
    const { inputs, props } = await read({ parts: null, size: undefined }, acme.process(), stateOf(acme));
    expect(props).toMatchObject({ name: "A", size: 4 });
    expect(props).not.toHaveProperty("parts");
    expect(inputs).toMatchObject({ name: "A" });
    expect(inputs["parts"]).toEqual({});
  });

  test("drops a missing object only if the credential belongs to the organization in state", async () => {
    const acme = await organization();
    expect(await read(undefined, acme.process(), stateOf(acme))).toEqual({ id: "", props: {}, inputs: {} });
    await expect(read(undefined, acme.process(), stateOf(acme, { __organization: foreign }))).rejects.toThrow(
      /^The credential belongs to organization .*, but this resource belongs to 11111111-/,
    );
  });

  test("names the credential's organization when it explains a rejection", async () => {
    const acme = await organization();
    const notFound = new ApiError("cannot find it.", { reason: "not_found" });
    const kind = thing({ read: () => Promise.reject(notFound) });
    await expect(kind.read(acme.process(), "thing_1", stateOf(acme))).rejects.toBe(notFound);
    await expect(
      kind.read(acme.process(), "thing_1", stateOf(acme, { __organization: foreign })),
    ).rejects.toThrow(/belongs to 11111111-/);
  });

  test("records the organization in a state without one", async () => {
    const acme = await organization();
    const { __organization: id, ...olds } = stateOf(acme);
    expect((await read({}, acme.process(), olds)).props["__organization"]).toBe(id);
  });

  test("reads an unmanaged object by every form of its ID, without managed properties", async () => {
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

  // Pulumi would continue with undefined outputs.
  test("fails for a missing unmanaged object", async () => {
    const { process } = await organization();
    await expect(read(undefined, process(), own)).rejects.toThrow(
      "cannot read Thing thing_1: the organization has no object with this ID. Correct the ID.",
    );
  });

  test("passes the stored outputs, if any, to the resource type", async () => {
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

  test("rejects a newer state before any request", async () => {
    const acme = await organization();
    await expect(read({}, acme.process(), stateOf(acme, { __schema: 2 }))).rejects.toThrow(
      /newer pulumi-anthropic/,
    );
    expect(acme.requests()).toEqual([]);
  });
});
