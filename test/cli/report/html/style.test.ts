import { describe, expect, test } from "vitest";
import { palette, style } from "../../../../cli/report/html/style.ts";

type Rgb = readonly [number, number, number];

function linear(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other]
    .map((hex) => {
      const [r, g, b] = linear(hex);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const product = (rows: readonly Rgb[], [r, g, b]: Rgb): number[] =>
  rows.map(([x, y, z]) => x * r + y * g + z * b);

function oklab(color: Rgb): number[] {
  const cones = product(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  ).map(Math.cbrt);
  const [l = 0, m = 0, s = 0] = cones;
  return product(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l, m, s],
  );
}

/** How colors look without one type of cones (Machado, Oliveira and Fernandes, 2009). */
const vision: Readonly<Record<string, readonly Rgb[]>> = {
  "all cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, rows: readonly Rgb[]): number[] {
  const [r = 0, g = 0, b = 0] = product(rows, linear(hex)).map((value) => Math.min(1, Math.max(0, value)));
  return oklab([r, g, b]);
}

describe.each(Object.entries(palette))("the %s palette", (_, { surface, colors, other }) => {
  test.each(Object.entries(vision))("a palette has distinguishable colors with %s", (_, rows) => {
    const all = [...colors, other].map((hex) => seen(hex, rows));
    for (const [index, one] of all.entries()) {
      for (const two of all.slice(index + 1)) {
        expect(Math.hypot(...one.map((value, axis) => value - (two[axis] ?? 0)))).toBeGreaterThan(0.07);
      }
    }
  });

  test("a palette has a contrast of 3 to 1 with the background", () => {
    for (const color of [...colors, other]) expect(contrast(color, surface)).toBeGreaterThanOrEqual(3);
  });
});

test("text has a contrast of 4.5 to 1 with both of its backgrounds", () => {
  const themes = [...style.matchAll(/:root \{ (?:color-scheme: light dark; )?(--surface[^}]*)\}/g)];
  expect(themes).toHaveLength(2);
  for (const [, theme = ""] of themes) {
    const color = (name: string) => new RegExp(`--${name}: (#\\w{6})`).exec(theme)?.[1] ?? "";
    for (const text of ["text", "quiet"]) {
      for (const surface of ["surface", "page"]) {
        expect(contrast(color(text), color(surface))).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});
