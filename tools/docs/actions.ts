import { actionTypes } from "../../cli/plan/actions.ts";
import { code, table } from "./markdown.ts";

/** What `plan` reports, by kind. */
export function actionTable(): string {
  return table(
    ["Kind", "Title"],
    Object.entries(actionTypes).map(([name, { title }]) => [code(name), title]),
  );
}
