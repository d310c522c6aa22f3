import { describe, expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { FederationIssuers } from "../../../emulator/state/federationIssuers.ts";

describe("FederationIssuers", () => {
  it("changes only the given properties, and archives once", () => {
    const clock = new Clock();
    const issuers = new FederationIssuers(clock);
    const issuer = issuers.add({ name: "ci", issuer_url: "https://ci.example.com" });
    clock.advance({ minutes: 1 });
    const changed = issuers.change(issuer, { check_jti: false });
    expect(changed).toEqual({ ...issuer, check_jti: false, updated_at: expect.any(String) });
    expect(changed.updated_at).not.toBe(issuer.updated_at);
    const archived = issuers.archive(changed);
    clock.advance({ minutes: 1 });
    expect(issuers.archive(archived)).toBe(archived);
    expect(issuers.byName("ci")).toBe(archived);
    expect(issuers.byName("cd")).toBeUndefined();
  });
});
