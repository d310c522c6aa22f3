import { describe, expect, it } from "vitest";
import { apiKey } from "../../../../provider/resources/apiKey/plan.ts";
import { create, destroy, listOf, refreshed } from "../../session.ts";
import { start, statusOf } from "./setup.ts";

describe("giving a key up", () => {
  it("leaves it as it is, unless asked to deactivate it", async () => {
    const there = await start();
    const { apiKeyId, process, said } = there;
    await destroy(process(), await create(process(), apiKey, { apiKeyId }));
    expect(statusOf(there, apiKeyId)).toBe("active");
    expect(said).toEqual([
      `it: API key "CI" (${apiKeyId}) is left unchanged, since \`onDelete\` is not "deactivate".`,
    ]);
    await destroy(process(), await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" }));
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("needs no removals left, since an inactive key can be made active again", async () => {
    const there = await start();
    const { apiKeyId, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    await destroy(process({ maxRemovals: "0", maxArchives: "0" }), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it.each(["inactive", "archived", "expired"] as const)(
    "has nothing to do when the key is %s",
    async (status) => {
      const { byHand, emulator, process, writes } = await start();
      const expiresAt = new Date(emulator.clock.now().getTime() + 86_400_000);
      const { id: apiKeyId } = byHand.createApiKey({ name: "short", expiresAt });
      const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
      if (status === "expired") emulator.clock.advance({ days: 2 });
      else byHand.setApiKeyStatus(apiKeyId, status);
      await destroy(process(), held);
      expect(writes()).toEqual([]);
    },
  );

  it("looks freshly, whatever the process saw before", async () => {
    const there = await start("inactive");
    const { apiKeyId, byHand, process } = there;
    const session = process();
    const held = await create(session, apiKey, { apiKeyId, onDelete: "deactivate" });
    // Declared in this process, so that it is a hand-over; the next process deletes for good.
    const next = process();
    await refreshed(next, held);
    byHand.setApiKeyStatus(apiKeyId, "active");
    await destroy(next, held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("does not trust a stale list that shows a key as inactive that was activated", async () => {
    const there = await start("inactive");
    const { apiKeyId, byHand, emulator, process } = there;
    const held = await create(process(), apiKey, { apiKeyId, onDelete: "deactivate" });
    const keys = emulator.organization().state().api_keys;
    byHand.setApiKeyStatus(apiKeyId, "active");
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: "/v1/organizations/api_keys",
      body: listOf(...keys),
    });
    await destroy(process(), held);
    expect(statusOf(there, apiKeyId)).toBe("inactive");
  });

  it("leaves a key alone that another resource of the program declares now", async () => {
    const there = await start();
    const { apiKeyId, process, said, writes } = there;
    const args = { apiKeyId, status: "active", onDelete: "deactivate" };
    const held = await create(process(), apiKey, args);
    const session = process();
    await create(session, apiKey, args);
    await destroy(session, held);
    expect(writes()).toEqual([]);
    expect(said.at(-1)).toContain("is declared by another resource of this program now");
  });
});
