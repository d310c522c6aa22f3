import { describe, expect, it } from "vitest";
import { Clock } from "../../emulator/clock.ts";
import { Collection } from "../../emulator/collection.ts";

function start() {
  const clock = new Clock();
  const letters = new Collection<string>(clock);
  letters.load("a", "A");
  letters.load("b", "B");
  return { clock, letters };
}

describe("Collection", () => {
  it("lists the newest objects first and keeps the order when one is replaced", () => {
    const { letters } = start();
    letters.set("c", "C");
    letters.set("a", "AA");
    expect(letters.newestFirst()).toEqual(["C", "B", "AA"]);
    letters.delete("b");
    letters.delete("nothing");
    expect([letters.oldestFirst(), letters.size, letters.get("b"), letters.has("b")]).toEqual([
      ["AA", "C"],
      2,
      undefined,
      false,
    ]);
  });

  it("returns past objects and lists", () => {
    const { clock, letters } = start();
    letters.set("c", "C");
    clock.advance({ seconds: 10 });
    letters.set("a", "AA");
    letters.delete("b");
    clock.advance({ seconds: 10 });
    letters.set("a", "AAA");
    letters.delete("a");
    expect(letters.newestFirst()).toEqual(["C"]);
    expect(letters.newestFirstAgo(5)).toEqual(["C", "AA"]);
    expect(letters.newestFirstAgo(15)).toEqual(["C", "B", "A"]);
    expect(letters.newestFirstAgo(25)).toEqual(["B", "A"]);
    expect([0, 5, 15].map((seconds) => letters.getAgo("a", seconds))).toEqual([undefined, "AA", "A"]);
    expect([letters.getAgo("c", 25), letters.getAgo("c", 15)]).toEqual([undefined, "C"]);
  });

  it("keeps the last changes of many", () => {
    const { clock, letters } = start();
    for (let count = 0; count < 20_000; count += 1) letters.set("a", String(count));
    clock.advance({ hours: 2 });
    letters.set("a", "last");
    expect(letters.getAgo("a", 60)).toBe("19999");
  });
});
