import { describe, expect, it } from "vitest";
import { deactivateKey, outcomeText } from "../../../cli/keys/deactivateKey.ts";
import { WriteSession } from "../../../cli/organization/writeSession.ts";
import { lostAfterWrite, lostBeforeWrite, rateLimits } from "../../provider/harness/faults.ts";
import { agedOrganization, seedKey } from "./agedOrganization.ts";

const id = "apikey_01it";

async function session(more: Parameters<typeof seedKey>[2] = {}) {
  const organization = await agedOrganization([seedKey("it", "2026-01-01T00:00:00Z", more)]);
  return { ...organization, session: new WriteSession(organization.io, () => undefined) };
}

describe("deactivateKey", () => {
  it.each([...lostAfterWrite, ...lostBeforeWrite, ...rateLimits])(
    "deactivates the key once when $name",
    async ({ fault }) => {
      const { emulator, session: own, key } = await session();
      emulator.faults.add({ ...fault, method: "POST", times: 1 });
      expect(await deactivateKey(own, { id }, "keys deactivate")).toBe("done");
      expect(key(id)?.status).toBe("inactive");
    },
  );

  it.each(["inactive", "archived"] as const)("writes nothing for a key that is %s", async (status) => {
    const { session: own, requests } = await session({ status });
    expect(await deactivateKey(own, { id }, "keys deactivate")).toBe(status);
    expect(requests().filter((request) => request.startsWith("POST"))).toEqual([]);
  });

  it("writes nothing for a key that the organization does not have", async () => {
    const { session: own, requests } = await session();
    expect(await deactivateKey(own, { id: "apikey_01none" }, "keys deactivate")).toBe("removed");
    expect(requests().filter((request) => request.startsWith("POST"))).toEqual([]);
  });

  it("writes nothing when the credential belongs to another organization than the stack", async () => {
    const { io, requests } = await session();
    const configured = "11111111-1111-1111-1111-111111111111";
    const own = new WriteSession(io, (key) => (key === "anthropic:organizationId" ? configured : undefined));
    await expect(deactivateKey(own, { id }, "keys deactivate")).rejects.toThrow(
      `but this stack belongs to ${configured}.`,
    );
    expect(requests()).toEqual(["GET me"]);
  });

  it("fails when the API accepts the request and the key stays active", async () => {
    const { emulator, session: own, key } = await session();
    const body = { ...key(id) };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", times: 1, body });
    await expect(deactivateKey(own, { id }, "keys deactivate")).rejects.toThrow(
      `cannot deactivate the key "it" (${id}): the API accepted the request, but the key is active. Check the key in the Console.`,
    );
  });
});

it("the outcome of a deactivation is a sentence", () => {
  const key = { id, name: "it" };
  expect((["done", "removed", "archived"] as const).map((outcome) => outcomeText(key, outcome))).toEqual([
    `Deactivated "it" (${id}).`,
    `The organization no longer has the key "it" (${id}).`,
    `The key "it" (${id}) is already archived.`,
  ]);
});
