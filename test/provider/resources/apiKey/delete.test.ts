import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { create, destroy, listOf, organizationWithApiKey, refreshed } from "../../harness/index.ts";

describe("ApiKey delete", () => {
  it('leaves a key unchanged unless `onDelete` is "deactivate"', async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, process, notices } = context;
    await destroy(process(), await create(process(), apiKey, { apiKeyId }));
    expect(context.apiKeyStatus(apiKeyId)).toBe("active");
    expect(notices).toEqual([
      `it: API key "CI" (${apiKeyId}) is left unchanged, since \`onDelete\` is not "deactivate".`,
    ]);
    await destroy(process(), await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" }));
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  });

  it("does not count a deactivation against the limits of a run", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, process } = context;
    const resource = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    await destroy(process({ maxRemovals: "0", maxArchives: "0" }), resource);
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  });

  it.each(["inactive", "archived", "expired"] as const)(
    "writes nothing when the key is %s",
    async (status) => {
      const { console, emulator, process, writes } = await organizationWithApiKey();
      const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
      const { id: apiKeyId } = console.createApiKey({ name: "short", expiresAt });
      const resource = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
      if (status === "expired") emulator.clock.advance({ days: 2 });
      else console.setApiKeyStatus(apiKeyId, status);
      await destroy(process(), resource);
      expect(writes()).toEqual([]);
    },
  );

  it("requests the list of keys again before it deactivates a key", async () => {
    const context = await organizationWithApiKey("inactive");
    const { apiKeyId, console, process } = context;
    const session = process();
    const resource = await create(session, apiKey, { apiKeyId, onDelete: "deactivate" });
    // This process declares the key, so delete would leave it unchanged; a new process does not.
    const next = process();
    await refreshed(next, resource);
    console.setApiKeyStatus(apiKeyId, "active");
    await destroy(next, resource);
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  });

  it("deactivates a key that a stale list shows as inactive", async () => {
    const context = await organizationWithApiKey("inactive");
    const { apiKeyId, console, emulator, process } = context;
    const resource = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    const keys = emulator.organization().state().api_keys;
    console.setApiKeyStatus(apiKeyId, "active");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: listOf(...keys),
    });
    await destroy(process(), resource);
    expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
  });

  it("leaves a key unchanged that is still declared by another resource", async () => {
    const context = await organizationWithApiKey();
    const { apiKeyId, process, notices, writes } = context;
    const args = { apiKeyId, status: "active", onDelete: "deactivate" };
    const resource = await create(process(), apiKey, args);
    const session = process();
    await create(session, apiKey, args);
    await destroy(session, resource);
    expect(writes()).toEqual([]);
    expect(notices.at(-1)).toContain("is still declared in this program");
  });
});
