import { describe, expect, it } from "vitest";
import { Clock } from "../../../emulator/clock.ts";
import { ServiceAccounts } from "../../../emulator/state/serviceAccounts.ts";

describe("ServiceAccounts", () => {
  it("changes only the given properties, and archives once", () => {
    const clock = new Clock();
    const accounts = new ServiceAccounts(clock);
    const account = accounts.add({ name: "ci" });
    clock.advance({ minutes: 1 });
    const changed = accounts.change(account, { description: "Builds" });
    expect(changed).toEqual({ ...account, description: "Builds", updated_at: expect.any(String) });
    expect(changed.updated_at).not.toBe(account.updated_at);
    const archived = accounts.archive(changed);
    clock.advance({ minutes: 1 });
    expect(accounts.archive(archived)).toBe(archived);
    expect(accounts.byName("ci")).toBe(archived);
    expect(accounts.byName("cd")).toBeUndefined();
  });
});
