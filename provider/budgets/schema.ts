import { z } from "zod";
import { clean } from "../api/foreignText.ts";

/** The scopes. A budget has exactly one. */
const scopes = ["workspace", "tags", "organization", "otherWorkspaces"] as const;

const amountForm = "the amount must be a number with at most 2 decimals, such as 5000 or 1234.50";

function amountError({ input }: { readonly input?: unknown }): string {
  if (input === undefined) return "the amount is missing. Add the amount per month, such as `amount: 5000`";
  const isShown = typeof input === "string" || typeof input === "number";
  return isShown ? `${amountForm}, not ${JSON.stringify(clean(String(input)))}` : amountForm;
}

const amountDigits = /^\d{1,12}(\.\d{1,2})?$/;

/** A number or a decimal string. Numbers must be as short as the strings, so that both are exact. */
const amount = z
  .union(
    [
      z
        .number({ error: amountError })
        .min(0, { error: amountError })
        .refine((number) => amountDigits.test(String(number)), { error: amountError }),
      z.string({ error: amountError }).regex(amountDigits, { error: amountError }),
    ],
    { error: amountError },
  )
  .transform(String)
  .describe("The amount per month in currency units, with at most 2 decimals.");

const text = (what: string) =>
  z
    .string(`${what} must be a string`)
    .trim()
    .min(1, `${what} must not be empty`)
    .max(200, `${what} must have at most 200 characters`);

/** A property that can only be set to `true`. */
const flag = (name: string) => z.literal(true, `\`${name}\` must be \`true\`. Otherwise omit it`);

const tags = z
  .record(z.string(), z.string("the value of a tag must be a string. Put it in quotes"), {
    error: "`tags` must be a map of tags, such as `{ team: ml }`",
  })
  .refine((given) => Object.keys(given).length > 0, "`tags` must not be empty");

/** The schema of one budget. */
const BudgetShape = z.strictObject(
  {
    name: text("the name")
      .optional()
      .describe(
        "The name in reports. Must be unique. Default: the name of the workspace, the tags, or Organization. Not allowed with otherWorkspaces.",
      ),
    workspace: text("the workspace")
      .optional()
      .describe("The workspace, by name or ID. Use the ID if several workspaces have the name."),
    tags: tags.optional().describe("All workspaces with these tags, including archived ones."),
    organization: flag("organization")
      .optional()
      .describe("The whole organization, including cost that belongs to no workspace."),
    otherWorkspaces: flag("otherWorkspaces")
      .optional()
      .describe("The same budget for each workspace without its own budget."),
    amount,
  },
  { error: ({ code }) => (code === "unrecognized_keys" ? undefined : "a budget must be an object") },
);
/** A valid budget. */
export type ValidBudget = z.output<typeof BudgetShape>;

const BudgetSchema = BudgetShape.superRefine((budget, context) => {
  const given = scopes.filter((scope) => budget[scope] !== undefined);
  const all = scopes.map((scope) => `\`${scope}\``).join(", ");
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map((scope) => `\`${scope}\``).join(" and ");
    context.addIssue({ code: "custom", message: `a budget must have exactly one of ${all}, not ${found}` });
  }
  if (budget.otherWorkspaces === true && budget.name !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["name"],
      message: "a budget with `otherWorkspaces` has no name, because each workspace has its own. Omit it",
    });
  }
});

/** The schema of the properties that a budgets file and the arguments of `getBudgetStatus` have in common. */
export const budgetsShape = {
  currency: z
    .string("the currency must be a string")
    .regex(/^[A-Z]{3}$/, "the currency must be a code such as USD")
    .default("USD")
    .describe("The currency code of the amounts. The cost must be in the same currency."),
  budgets: z
    .array(BudgetSchema, "`budgets` must be a list of budgets")
    .min(1, "there must be at least one budget")
    .max(1000, "`budgets` must have at most 1000 budgets")
    .describe("The budgets."),
};

/** The schema of a budgets file. */
export const BudgetsFile = z.strictObject(budgetsShape, {
  error: ({ code }) =>
    code === "unrecognized_keys" ? undefined : "the file must be an object with the property `budgets`",
});
/** A valid budgets file. */
export type BudgetsFile = z.output<typeof BudgetsFile>;
