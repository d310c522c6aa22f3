import { describe, expect, it } from "vitest";
import { keyNamed, keysOf, keyTitle, usersOf } from "../../../cli/keys/selectKeys.ts";
import { ApiKeyWire } from "../../../provider/api/objects.ts";

function key(id: string, name: string, more: object = {}): ApiKeyWire {
  return ApiKeyWire.parse({
    id,
    type: "api_key",
    name,
    status: "active",
    created_at: "2026-01-01T00:00:00Z",
    scope: { type: "organization" },
    ...more,
  });
}

const keys = [
  key("apikey_01", "ci"),
  key("apikey_02", "ci", { status: "inactive" }),
  key("apikey_03", "twice"),
  key("apikey_04", "twice"),
  key("apikey_05", "apikey_01"),
  key("apikey_06", "old", { status: "archived" }),
];
const named = (value: string) => keyNamed("rotate a key", "the argument", value, keys).id;

describe("keyNamed", () => {
  it("prefers the ID to a name, and the active key to others of the same name", () => {
    expect([named("apikey_01"), named(" ci "), named("old"), named("apikey_02")]).toEqual([
      "apikey_01",
      "apikey_01",
      "apikey_06",
      "apikey_02",
    ]);
  });

  it("never takes an ID for the name of another key", () => {
    const decoy = [...keys, key("apikey_07", "apikey_99")];
    expect(() => keyNamed("rotate a key", "the argument", "apikey_99", decoy)).toThrow(
      'cannot rotate a key: the organization has no API key "apikey_99".',
    );
  });

  it("rejects a name that several active keys have, with their IDs", () => {
    expect(() => named("twice")).toThrow(
      'cannot rotate a key: 2 keys have the name "twice". Pass one of their IDs as the argument: apikey_03 and apikey_04.',
    );
  });

  it("rejects an unknown name with the most similar one", () => {
    expect(() => named("twcie")).toThrow(
      'cannot rotate a key: the organization has no API key "twcie". Did you mean "twice"?',
    );
    expect(() => named("\u001b[2Jsk-ant-api03-abcdefgh")).toThrow('no API key "[2J[secret]"');
  });
});

it("a key belongs to its creator and to the principal that it acts as", () => {
  const own = key("apikey_07", "own", {
    created_by: { id: "user_01a", type: "user" },
    principal: { type: "user_actor", user_id: "user_01b" },
  });
  expect(usersOf(own)).toEqual(["user_01a", "user_01b"]);
  expect(keysOf({ id: "user_01b" }, [own, ...keys])).toEqual([own]);
  expect(keysOf({ id: "user_01c" }, [own, ...keys])).toEqual([]);
});

it("the title of a key escapes its name", () => {
  expect(keyTitle({ id: "apikey_01", name: 'a"\u001bb' })).toBe('"a\\" b" (apikey_01)');
});
