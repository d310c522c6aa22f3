import { expect, it } from "vitest";
import { LeftOut } from "../../../cli/import/leftOut.ts";

it("has one line for each reason, with the names and the detail", () => {
  const leftOut = new LeftOut();
  leftOut.add(["user", "users"], "already managed by dev");
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Research", "`tags.a`: too long.");
  leftOut.add(["user", "users"], "already managed by dev");
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Labs", "`tags.a`: too long.");
  leftOut.add(["property", "properties"], "cannot be declared", "`tags` of Team", "`tags.b`: too long.");
  expect(leftOut.lines()).toEqual([
    "2 users (already managed by dev)",
    "2 properties (cannot be declared): `tags` of Research, `tags` of Labs. `tags.a`: too long.",
    "1 property (cannot be declared): `tags` of Team. `tags.b`: too long.",
  ]);
});
