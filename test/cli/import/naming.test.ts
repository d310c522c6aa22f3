import { describe, expect, it } from "vitest";
import { identifiers, Names, words } from "../../../cli/import/naming.ts";

describe("words", () => {
  it.each([
    ["Research", "research"],
    ["ResearchLab 2", "research-lab-2"],
    ["  Größe & Gewicht 🚀 ", "grosse-gewicht"],
    ["Łódź, Ærø, İstanbul", "lodz-aero-istanbul"],
    ["o'brien+test", "obrien-test"],
    ["研究", "研究"],
    ["Команда", "команда"],
    ["한국", "한국"],
    ["🚀🚀", ""],
    ["-", ""],
  ])("turns %j into the name %j", (text, name) => expect(words(text)).toBe(name));

  it("cuts long names at the end of a word", () => {
    expect(words(`one ${"two ".repeat(20)}`)).toBe("one-two-two-two-two-two-two-two-two-two");
    expect(words("x".repeat(300))).toBe("x".repeat(40));
  });
});

describe("identifiers", () => {
  it.each([
    ["research-lab", "researchLab"],
    ["2024-q1", "workspace2024Q1"],
    ["研究", "研究"],
    ["class", "classWorkspace"],
    ["await", "awaitWorkspace"],
    ["anthropic", "anthropicWorkspace"],
    ["undefined", "undefinedWorkspace"],
    ["exports", "exportsWorkspace"],
  ])("turns %j into the constant %s", (name, constant) =>
    expect(identifiers(name, "Workspace")[0]).toBe(constant),
  );

  it("appends the resource type when the short name is taken", () => {
    const names = new Names();
    const claim = (name: string, kind: string) => names.claim(identifiers(name, kind));
    expect([claim("alice", "Workspace"), claim("alice", "Member"), claim("alice", "Member")]).toEqual([
      "alice",
      "aliceMember",
      "aliceMember2",
    ]);
  });
});

describe("Names", () => {
  it("gives each name once, and no name that is in use", () => {
    const names = new Names(["research"]);
    expect([1, 2].map(() => names.claim(["research"], "-"))).toEqual(["research-2", "research-3"]);
    expect(names.claim(["alice", "alice-example-com"])).toBe("alice");
    expect(names.claim(["alice", "alice-example-com"])).toBe("alice-example-com");
  });
});
