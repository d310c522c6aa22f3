import { expect, it } from "vitest";
import { LeftOut } from "../../../cli/import/leftOut.ts";

it("prints one line for each reason, with the names and the detail", () => {
  const leftOut = new LeftOut();
  leftOut.addManaged(["user", "users"], "dev");
  expect(leftOut.hasUnmanaged).toBe(false);
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Research", "`tags.a`: too long.");
  leftOut.addManaged(["user", "users"], "dev");
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Labs", "`tags.a`: too long.");
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Team", "`tags.b`: too long.");
  expect(leftOut.hasUnmanaged).toBe(true);
  expect(leftOut.lines()).toEqual([
    "2 users (already managed by dev)",
    "2 properties (cannot be declared): `tags` of Research, `tags` of Labs. `tags.a`: too long.",
    "1 property (cannot be declared): `tags` of Team. `tags.b`: too long.",
  ]);
});

it("returns the reason of one object as a clause", () => {
  const leftOut = new LeftOut();
  leftOut.add(["workspace", "workspaces"], "cannot be declared", "Research", "its owner is another stack.");
  leftOut.add(["workspace", "workspaces"], "archiving is final", "Labs");
  expect(leftOut.reasonFor("Research")).toBe("cannot be declared: its owner is another stack");
  expect(leftOut.reasonFor("Labs")).toBe("archiving is final");
  expect(leftOut.reasonFor("Team")).toBe(undefined);
});
