import { oneLine } from "../../provider/api/foreignText.ts";
import { literal } from "./markdown.ts";

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  /** Whether the cells are numbers, which are aligned to the right. */
  readonly isNumber?: boolean;
}

/** A table in aligned columns for a terminal. The rule is a line of dashes. */
export interface AlignedTable {
  readonly lines: readonly string[];
  readonly rule: string;
}

/** Aligns rows in columns, with two spaces between columns. The cells can have foreign text. */
export function aligned(
  columns: readonly Pick<TableColumn, "isNumber">[],
  rows: readonly (readonly string[])[],
): AlignedTable {
  const shown = rows.map((cells) => cells.map((cell) => oneLine(cell)));
  const widths = columns.map((_, index) =>
    shown.reduce((most, cells) => Math.max(most, (cells[index] ?? "").length), 0),
  );
  const lines = shown.map((cells) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.isNumber === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return { lines, rule: widths.map((width) => "-".repeat(width)).join("  ") };
}

/** A table for a terminal, with a rule below the titles. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const { lines, rule } = aligned(columns, [columns.map(({ title }) => title), ...rows]);
  const [heading = "", ...body] = lines;
  return [heading, rule, ...body];
}

/** A table in Markdown. The cells can have foreign text. */
export function markdownTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => literal(title))),
    line(columns.map(({ isNumber }) => (isNumber === true ? "---:" : "---"))),
    ...rows.map((cells) => line(cells.map(literal))),
  ];
}
