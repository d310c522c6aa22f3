import { actionTypes } from "../../cli/plan/actions.ts";
import { code, table } from "./markdown.ts";

/** The table of action types that `plan` reports. */
export function actionTable(): string {
  return table(
    ["Type", "Title"],
    Object.entries(actionTypes).map(([name, { title }]) => [code(name), title]),
  );
}
