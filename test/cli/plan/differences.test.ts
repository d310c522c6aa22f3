import { expect, it } from "vitest";
import { differencesOf, listed } from "../../../cli/plan/differences.ts";

it("lists the properties that differ with their names in the program, tags and limits one by one", () => {
  const before = { display_color: "#000000", tags: { team: "a", old_tag: "x" }, name: "Lab" };
  const after = { display_color: "#FFFFFF", tags: { team: "b" }, name: "Lab", archived_at: null };
  const differences = differencesOf(before, after);
  expect(differences.map(({ property }) => property)).toEqual([
    "displayColor",
    "tags.team",
    "tags.old_tag",
    "archivedAt",
  ]);
  expect(listed(differences.slice(0, 3))).toBe(
    'displayColor from "#000000" to "#FFFFFF"; tags.team from "a" to "b"; tags.old_tag from "x" to none',
  );
  expect(listed([])).toBe("no differences");
});
