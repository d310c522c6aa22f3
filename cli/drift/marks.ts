import { escaped } from "../output/html.ts";
import type { Category } from "./categories.ts";
import type { Highlight } from "./highlights.ts";

/** Each category has a sign as well as a color, for readers who do not see the color. */
export const signs: Readonly<Record<Category, string>> = {
  changed: "≠",
  removed: "−",
  unmanaged: "+",
  "declared-twice": "‖",
  since: "Δ",
  "not-checked": "⊘",
  ready: "✓",
  pending: "…",
  expiring: "!",
  "not-invited": "?",
  "stale-key": "†",
};

/** The classes of a highlighted cell, to append to others. */
export function highlightClass(highlight: Highlight | undefined): string {
  return highlight === undefined ? "" : ` mark ${highlight.category}`;
}

/** The sign of the category of a highlight. */
export function sign(highlight: Highlight | undefined): string {
  return highlight === undefined
    ? ""
    : `<b aria-label="${highlight.category}">${signs[highlight.category]}</b> `;
}

/** A sentence with code in backticks. */
export function withCode(text: string): string {
  return escaped(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}

/** The tooltip of a cell: an ID, and the sentences of the highlight. */
export function title(first: string, highlight: Highlight | undefined): string {
  return escaped(
    [first, ...(highlight?.details ?? [])]
      .filter((line) => line !== "")
      .join(" · ")
      .replaceAll("`", ""),
  );
}
