import { expect, test } from "vitest";
import { choice, notAChoice, wordsText } from "../../provider/choices.ts";

test("lists words with commas and a final `or`", () => {
  expect([["a"], ["a", "b"], ["a", "b", "c"]].map(wordsText)).toEqual([
    "`a`",
    "`a` or `b`",
    "`a`, `b` or `c`",
  ]);
});

test("suggests the nearest word for a misspelled one, also in another letter case or with spaces", () => {
  const words = ["user", "developer"];
  for (const input of ["Developer", " developer", "develper", "DEVELOPER"]) {
    expect(notAChoice(words, input)).toBe("must be `user` or `developer`. Did you mean `developer`?");
  }
  for (const input of ["owner", "", 4, null, undefined]) {
    expect(notAChoice(words, input)).toBe("must be `user` or `developer`");
  }
});

test("prefers the reason for a value that the API does not support", () => {
  const schema = choice(["retain", "remove"], (input) =>
    input === "delete" ? "is not possible" : undefined,
  );
  const reason = (input: unknown) => schema.safeParse(input).error?.issues[0]?.message;
  expect(reason("delete")).toBe("is not possible");
  expect(reason("Remove")).toBe("must be `retain` or `remove`. Did you mean `remove`?");
  expect(schema.parse("remove")).toBe("remove");
});
