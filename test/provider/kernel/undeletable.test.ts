import { expect, test } from "vitest";
import { mustBeRemoved } from "../../../provider/kernel/undeletable.ts";

test.each([undefined, "active", "archived"])("an absent object with the status %s is an error", (status) => {
  expect(() => mustBeRemoved({ status }, "archive it")).toThrow(
    /^cannot archive it: the API does not return it, although it cannot be deleted\. Run again\. If the API still does not return it, run `pulumi refresh`, after which delete leaves it unchanged\.$/,
  );
});

test("an absent object that a refresh has recorded as removed is accepted", () => {
  expect(() => mustBeRemoved({ status: "removed" }, "archive it")).not.toThrow();
});
