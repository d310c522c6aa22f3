import { describe, expect, it } from "vitest";
import { linesOf, titleOf } from "../../../cli/drift/finding.ts";
import { findingWith } from "./findings.ts";

const workspace = { id: "wrkspc_1", name: "Research" };
const user = { email: "ann@example.com" };

describe("titleOf", () => {
  it("the title of a membership has the user and the workspace", () => {
    const name = "ann@example.com";
    expect(titleOf(findingWith({ kind: "WorkspaceMember", name, workspace, user }))).toBe(
      'ann@example.com in "Research"',
    );
    expect(titleOf(findingWith({ kind: "Member", name, user }))).toBe("ann@example.com");
  });

  it("the title of an object with a name has its ID, and that of a key its workspace", () => {
    expect(titleOf(findingWith())).toBe('"Research" (wrkspc_1)');
    expect(titleOf(findingWith({ kind: "ApiKey", id: "apikey_1", name: "ci", workspace }))).toBe(
      '"ci" (apikey_1) of "Research"',
    );
  });
});

describe("linesOf", () => {
  const differences = [
    { property: "name", declared: "Research", actual: "Labs" },
    { property: "tags.team", declared: "ml" },
  ];

  it("a changed object has a line for each difference", () => {
    expect(linesOf(findingWith({ differences }))).toEqual([
      "name: declared Research, actual Labs",
      "tags.team: declared ml, actual nothing",
    ]);
  });

  it("any other finding has its sentence as the only line", () => {
    const detail = "it was archived outside of Pulumi";
    expect(linesOf(findingWith({ detail }))).toEqual([detail]);
    expect(linesOf(findingWith({ category: "removed", differences, detail }))).toEqual([detail]);
  });
});
