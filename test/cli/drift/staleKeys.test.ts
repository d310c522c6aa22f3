import { describe, expect, it } from "vitest";
import { managedOrganization } from "./managedOrganization.ts";

describe("staleKeys", { timeout: 30_000 }, () => {
  it("reports active keys that are too old, and those of users who left the organization", async () => {
    const managed = await managedOrganization("sample", { kinds: "all" });
    const old = await managed.drift({ maxKeyAge: 400 });
    expect(old.findings.filter(({ category }) => category === "stale-key").map(({ name }) => name)).toEqual([
      "checkout-service",
      "staging-ci",
    ]);
    const maker = managed.emulator
      .organization()
      .state()
      .users?.find(({ role }) => role === "admin");
    managed.emulator
      .organization()
      .console.createApiKey({ name: "theirs", createdBy: "kenji.mori@example.com" });
    managed.emulator.organization().console.removeUser("kenji.mori@example.com");
    const left = await managed.drift();
    const stale = left.findings.filter(({ category }) => category === "stale-key");
    expect(maker).toBeDefined();
    expect(stale.map(({ name, detail }) => `${name}: ${detail}`)).toContainEqual(
      expect.stringMatching(
        /^theirs: active, and created by user_\w+, who is no longer in the organization$/,
      ),
    );
  });
});
