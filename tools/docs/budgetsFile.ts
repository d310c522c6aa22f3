import { z } from "zod";
import { BudgetsFile } from "../../provider/budgets/schema.ts";

/** JSON Schema of a budgets file, for editors. */
export function budgetsSchema(): string {
  const { $schema, ...form } = z.toJSONSchema(BudgetsFile, {
    io: "input",
    // The newest version that editors support completely.
    target: "draft-7",
    override({ jsonSchema }) {
      // JSON Schema cannot express a check in code.
      if (jsonSchema.properties?.["otherWorkspaces"] === undefined) return;
      jsonSchema.oneOf = ["workspace", "tags", "organization", "otherWorkspaces"].map((scope) => ({
        required: [scope],
      }));
    },
  });
  const title = "Budgets for pulumi-anthropic report cost --budgets";
  return `${JSON.stringify({ $schema, title, ...form }, undefined, 2)}\n`;
}
