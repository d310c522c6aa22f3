import { describe, expect, test } from "vitest";
import { UserError } from "../../provider/errors.ts";
import { idWithPrefix, parsedId } from "../../provider/ids.ts";

describe("ID", () => {
  const id = idWithPrefix("wrkspc_");

  test("an ID is recognized by its prefix after trimming", () => {
    expect(id.parse(" wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ\n")).toBe("wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ");
  });

  test.each([
    ["", "an empty string"],
    ["wrkspc_", "the prefix alone"],
    ["user_01ABC", "of another type"],
    ["Wrkspc_01ABC", "another letter case"],
    ["wrkspc_01 ABC", "a space"],
    ["wrkspc_01?include_archived=true", "a query"],
    ["wrkspc_01#top", "a fragment"],
    ["wrkspc_01%2e%2e", "an escape"],
    ["wrkspc_01\\..", "a backslash"],
  ])("rejects %j (%s)", (text) => {
    const parsed = id.safeParse(text);
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
      "must be an ID that begins with `wrkspc_`",
    ]);
  });

  test("says that the name of a workspace is not its ID", () => {
    for (const name of ["Research", "01ABC", "Ünïcode lab"]) {
      expect(id.safeParse(name).error?.issues[0]?.message).toBe(
        "must be an ID that begins with `wrkspc_`. This is a name, which several workspaces can have: use the Workspace resource, or the ID that `getWorkspace` returns for the name.",
      );
    }
    expect(idWithPrefix("user_").safeParse("Alice").error?.issues[0]?.message).toBe(
      "must be an ID that begins with `user_`",
    );
  });

  test("rejects the secret of a key without repeating it", () => {
    expect(idWithPrefix("apikey_").safeParse(" sk-ant-api03-verysecret").error?.issues[0]?.message).toBe(
      "must be an ID that begins with `apikey_`. This is the secret of a key, not its ID: remove it from the program, and revoke the key if others have seen it.",
    );
  });

  test("an ID must be a string", () => {
    expect(id.safeParse(4).error?.issues.map(({ message }) => message)).toEqual(["must be an ID, a string"]);
  });

  test("an ID may have one of several prefixes, of which the error names the first", () => {
    const key = idWithPrefix("ekey_", "arn:");
    expect(key.parse("arn:aws:kms:us-east-1:123:key/ab-12")).toBe("arn:aws:kms:us-east-1:123:key/ab-12");
    expect(key.safeParse("other").error?.issues[0]?.message).toBe("must be an ID that begins with `ekey_`");
  });
});

test("an ID from a user is normalized", () => {
  expect(parsedId("an ApiKey", "apikey_", " apikey_01ABC ")).toBe("apikey_01ABC");
});

test("an ID from a user is rejected without repeating a secret", () => {
  const parse = () => parsedId("an ApiKey", "apikey_", "sk-ant-api03-verysecret");
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(
    "The secret of a key is not the ID of an ApiKey, which begins with `apikey_`. Remove it from the program, and revoke the key if others have seen it.",
  );
  expect(() => parsedId("an ApiKey", "apikey_", "my sk-ant-api03-verysecret")).toThrow(
    '"my [secret]" is not the ID of an ApiKey, which begins with `apikey_`.',
  );
});
