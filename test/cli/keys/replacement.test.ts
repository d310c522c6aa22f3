import { describe, expect, it } from "vitest";
import { candidatesFor, replacementName } from "../../../cli/keys/replacement.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";

const now = Date.parse("2026-11-20T10:30:00Z");

function key(name: string, more: object = {}): ApiKeyWire {
  return ApiKeyWire.parse({
    id: `apikey_${name}`,
    type: "api_key",
    name,
    status: "active",
    created_at: "2026-06-01T00:00:00Z",
    scope: { type: "workspace", workspace_id: "wrkspc_01" },
    ...more,
  });
}

describe("replacementName", () => {
  it("replaces the date of an earlier rotation, and returns a name that is not in use", () => {
    expect(replacementName(key("ci"), [], now)).toBe("ci-2026-11-20");
    expect(replacementName(key("ci-2026-08-01"), [], now)).toBe("ci-2026-11-20");
    expect(replacementName(key("ci 2026-11-20-2"), [key("ci-2026-11-20")], now)).toBe("ci-2026-11-20-2");
  });
});

describe("candidatesFor", () => {
  const old = key("ci", { created_at: "2026-05-01T00:00:00Z" });
  const names = (keys: readonly ApiKeyWire[]) => keys.map(({ name }) => name);

  it("returns newer active keys, grouped by name, workspace and principal", () => {
    const { matching, misplaced, others } = candidatesFor(old, [
      old,
      key("ci-2026-06-01"),
      key("ci", { id: "apikey_same", created_at: "2026-07-01T00:00:00Z" }),
      key("ci-2026-01-01", { created_at: "2026-01-01T00:00:00Z" }),
      key("ci-2026-06-02", { status: "inactive" }),
      key("ci-2026-06-03", { scope: { type: "workspace", workspace_id: "wrkspc_02" } }),
      key("ci-2026-06-04", { principal: { type: "user_actor", user_id: "user_01" } }),
      key("ci-next"),
      key("other", { scope: { type: "organization" } }),
    ]);
    expect(names(matching)).toEqual(["ci", "ci-2026-06-01"]);
    expect(names(misplaced)).toEqual(["ci-2026-06-03", "ci-2026-06-04"]);
    expect(names(others)).toEqual(["ci-next"]);
  });
});
