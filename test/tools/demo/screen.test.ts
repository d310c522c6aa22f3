import { expect, test } from "vitest";
import { newScreen } from "../../../tools/demo/screen.ts";

function shown(colors: boolean, width?: number) {
  const written: string[] = [];
  return { screen: newScreen((text) => written.push(text), colors, width), text: () => written.join("") };
}

test("the screen numbers steps, and frames the output of a command between its line and its exit code", () => {
  const { screen, text } = shown(false);
  screen.step("First");
  screen.command("pulumi up");
  screen.framed(" +  made ");
  screen.outcome("exit code 0");
  screen.step("Second");
  expect(text()).toBe("\n 1  First\n    $ pulumi up\n    │  +  made\n    ╰ exit code 0\n\n 2  Second\n");
});

test("the screen wraps lines at the width of the terminal, and at 110 characters in a wider one", () => {
  for (const [width, most] of [
    [60, 60],
    [400, 110],
  ] as const) {
    const { screen, text } = shown(false, width);
    screen.text("word ".repeat(100));
    screen.framed("    framed ".repeat(30));
    screen.passed("holds ".repeat(50));
    const widths = text()
      .split("\n")
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(most);
    expect(Math.max(...widths)).toBeGreaterThan(most - 12);
  }
});

test("the screen prints colors only if they are enabled", () => {
  for (const colors of [true, false]) {
    const { screen, text } = shown(colors);
    screen.title("Title");
    screen.outside("Console", "Omar removes a user.");
    screen.failed("Nothing matches.");
    screen.table("Table", ["HEADING", "row"]);
    expect(text().includes("\u001b[")).toBe(colors);
  }
});
