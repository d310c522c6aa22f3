import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { create, createHalf, destroy, preview, refreshed, refusal, up, upHalf } from "../../session.ts";
import { start, statusOf } from "./setup.ts";

describe("a key behind a bad connection", () => {
  const once = [
    "loseResponse",
    "refuse",
    "html",
    "htmlAfter",
    "cutJson",
    "rateLimit",
    "statusAfter",
  ] as const;

  it.each(once)(
    "is changed all the same when the write meets %s",
    async (kind) => {
      const there = await start();
      const { apiKeyId, emulator, process } = there;
      const held = await create(process(), apiKey, { apiKeyId, status: "active", onDelete: "deactivate" });
      emulator.faults.add({ kind, method: "POST", path: /api_keys/, retryAfter: 1 });
      const changed = await up(process(), held, { apiKeyId, status: "inactive", onDelete: "deactivate" });
      expect(changed.outputs).toMatchObject({ status: "inactive" });
      expect(statusOf(there, apiKeyId)).toBe("inactive");
    },
    15_000,
  );

  it("is deactivated all the same when the answers stay away", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: /api_keys/, times: 10 });
    await destroy(process(), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  }, 15_000);

  it("is as the API says it is, when the answer to the change has an unforeseen shape", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: /api_keys/,
      body: { id: 7 },
    });
    const changed = await up(process(), held, { apiKeyId, status: "inactive" });
    expect(changed.outputs).toMatchObject({ status: "inactive", name: "CI" });
  });

  it("stays as it was for the state when the change had no effect", async () => {
    const there = await start();
    const { apiKeyId, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, body: { id: 7 } });
    expect(await refusal(up(process(), held, { apiKeyId, status: "inactive" }))).toContain(
      "the answer has a shape that this version does not know",
    );
    expect(statusOf(there, apiKeyId)).toBe("active");
  });

  it("is half-made when the API answers with another value than was sent", async () => {
    const there = await start();
    const { apiKeyId, emulator, key, process } = there;
    const body = { ...key, status: "active", name: "CI" };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, times: 2, body });
    const half = await createHalf(process(), apiKey, { apiKeyId, status: "inactive" });
    expect(half.unfinished).toContain('`status` is "active" instead of "inactive". Run `up` again');
    expect(half.outputs).toMatchObject({ status: "active", apiKeyId });
    const again = await upHalf(process(), half, { apiKeyId, status: "inactive" });
    expect(again.outputs).toMatchObject({ status: "active" });
    const done = await up(process(), again, { apiKeyId, status: "inactive" });
    expect(done.outputs).toMatchObject({ status: "inactive" });
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("is not called gone when the look-up fails", async () => {
    const { apiKeyId, emulator, process } = await start();
    const held = await create(process(), apiKey, { apiKeyId });
    emulator.faults.add({ kind: "html", status: 404, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), held))).toContain("is not an answer of the API");
    emulator.faults.clear();
    emulator.faults.add({ kind: "status", status: 403, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), held))).toContain("may not do this");
  }, 15_000);
});

describe("without a key", () => {
  it("previews make no request", async () => {
    const { apiKeyId, process, requests } = await start();
    const held = await create(process(), apiKey, { apiKeyId, status: "active" });
    requests();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, held, { apiKeyId, status: "active" })).does).toBe("nothing");
    expect((await preview(session, held, { apiKeyId, status: "inactive" })).does).toBe("update");
    expect((await preview(session, held, { apiKeyId: "apikey_2" })).does).toBe("replace");
    expect(requests()).toEqual([]);
  });
});
