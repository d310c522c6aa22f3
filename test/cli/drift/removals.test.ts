import { expect, it } from "vitest";
import { removalOf } from "../../../cli/drift/removals.ts";

it("says what `pulumi up --refresh` does about a deleted object", () => {
  const deleted = { id: "", props: {} };
  expect(removalOf("SpendLimit", deleted)).toBe("the limit was deleted; `pulumi up --refresh` sets it again");
  expect(removalOf("WorkspaceMember", deleted)).toBe(
    "the membership was removed; `pulumi up --refresh` adds it again",
  );
});

it("describes a status only for the resource types that it ends", () => {
  const archived = { id: "wrkspc_1", props: { status: "archived" } };
  expect(removalOf("WorkspaceMember", archived)).toBe(
    "the workspace was archived, which is final and ended the membership",
  );
  expect(removalOf("Member", archived)).toBeUndefined();
  expect(removalOf("Member", { id: "a@example.com", props: { status: "active" } })).toBeUndefined();
  expect(removalOf("Member", { id: "a@example.com", props: { status: "constructor" } })).toBeUndefined();
});
