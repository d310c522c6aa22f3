import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import {
  create,
  createPartially,
  destroy,
  organizationWithApiKey,
  preview,
  refreshed,
  refusal,
  up,
  updatePartially,
  writeFaults,
} from "../../harness/index.ts";

describe("ApiKey with faults", () => {
  it.each(writeFaults)(
    "updates a key when $name",
    async ({ fault }) => {
      const context = await organizationWithApiKey();
      const { apiKeyId, emulator, process } = context;
      const resource = await create(process(), apiKey, {
        apiKeyId,
        status: "active",
        onDelete: "deactivate",
      });
      emulator.faults.add({ ...fault, method: "POST", path: /api_keys/ });
      const changed = await up(process(), resource, { apiKeyId, status: "inactive", onDelete: "deactivate" });
      expect(changed.outputs).toMatchObject({ status: "inactive" });
      expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
    },
    15_000,
  );

  it("deactivates a key when the responses are lost", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, emulator, process } = context;
    const resource = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: /api_keys/, times: 10 });
    await destroy(process(), resource);
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  }, 15_000);

  it("stores the values of the API when the response to an update has an unknown shape", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, emulator, process } = context;
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: /api_keys/,
      body: { id: 7 },
    });
    const changed = await up(process(), resource, { apiKeyId, status: "inactive" });
    expect(changed.outputs).toMatchObject({ status: "inactive", name: "CI" });
  });

  it("keeps the old state when an update had no effect", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, emulator, process } = context;
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, body: { id: 7 } });
    expect(await refusal(up(process(), resource, { apiKeyId, status: "inactive" }))).toContain(
      "the response has a form that this version does not support",
    );
    expect(context.apiKeyStatus(apiKeyId)).toBe("active");
  });

  it("partially updates a key when the API responds with different values", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, emulator, key, process } = context;
    const body = { ...key, status: "active", name: "CI" };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: /api_keys/, times: 2, body });
    const partial = await createPartially(process(), apiKey, { apiKeyId, status: "inactive" });
    expect(partial.initError).toContain('`status` is "active" instead of "inactive". Run `pulumi up` again');
    expect(partial.outputs).toMatchObject({ status: "active", apiKeyId });
    const again = await updatePartially(process(), partial, { apiKeyId, status: "inactive" });
    expect(again.outputs).toMatchObject({ status: "active" });
    const done = await up(process(), again, { apiKeyId, status: "inactive" });
    expect(done.outputs).toMatchObject({ status: "inactive" });
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  });

  it("keeps a key in state when the list of keys cannot be read", async () => {
    const { apiKeyId, emulator, process } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId });
    emulator.faults.add({ kind: "html", status: 404, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), resource))).toContain("the response is not from the API");
    emulator.faults.clear();
    emulator.faults.add({ kind: "status", status: 403, method: "GET", path: /api_keys/, times: 20 });
    expect(await refusal(refreshed(process(), resource))).toContain("does not permit this");
  }, 15_000);
});

describe("ApiKey without a credential", () => {
  it("previews an ApiKey without a request when there is no credential", async () => {
    const { apiKeyId, process, requests } = await organizationWithApiKey();
    const resource = await create(process(), apiKey, { apiKeyId, status: "active" });
    requests();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(session, resource, { apiKeyId, status: "active" })).action).toBe("nothing");
    expect((await preview(session, resource, { apiKeyId, status: "inactive" })).action).toBe("update");
    expect((await preview(session, resource, { apiKeyId: "apikey_2" })).action).toBe("replace");
    expect(requests()).toEqual([]);
  });
});
