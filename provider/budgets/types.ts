// The public types of budgets. This file has no imports, so the published types need no dependencies.

/** A monthly budget. It applies to exactly one of `workspace`, `tags`, `organization` and `otherWorkspaces`. */
export interface Budget {
  /**
   * The name in reports. Must be unique. Default: the name of the workspace, the tags such as `team=ml`, or `Organization`. With
   * `otherWorkspaces`, each workspace has its own name, and this property is not allowed.
   */
  name?: string;
  /**
   * The workspace, by name or ID. `Default` is the default workspace. A name that matches several workspaces or none is an error. A name
   * refers to an archived workspace only if no active one has it.
   */
  workspace?: string;
  /** All workspaces with these tags, including archived ones. It is an error if no workspace has them. */
  tags?: Record<string, string>;
  /** `true`: the whole organization, including cost that belongs to no workspace. */
  organization?: boolean;
  /** `true`: each workspace without its own `workspace` budget has this budget. Budgets for tags and for the organization do not count. */
  otherWorkspaces?: boolean;
  /** The amount per month in currency units, with at most 2 decimals, such as `5000` or `"1234.50"`. */
  amount: number | string;
}

/** The status of a budget in a month. */
export interface BudgetStatus {
  /** The name of the budget. */
  name: string;
  /** The scope of the budget: `workspace`, `tags` or `organization`. */
  scope: "workspace" | "tags" | "organization";
  /** The IDs of the workspaces, `wrkspc_...`. Empty for the organization. */
  workspaceIds: string[];
  /** The budget in currency units, as an exact decimal. */
  budget: string;
  /** The cost of the month so far in currency units, as an exact decimal. Negative if credits exceed the cost. */
  used: string;
  /**
   * The cost of the month so far in percent of the budget, rounded to 1 decimal: up if it exceeds the budget, otherwise down. Undefined if
   * the budget is 0.
   */
  usedPercent: number | undefined;
  /**
   * The expected cost of the whole month in currency units, rounded to 2 decimals: the cost so far, plus the average cost of the complete
   * days for each remaining day. Undefined until the first day of the month is complete.
   */
  forecast: string | undefined;
  /**
   * The excess over the budget in percent of the budget, rounded up to 1 decimal. It is that of the forecast or, without a forecast, of the
   * cost so far. `0` if the budget is not exceeded. Undefined if a budget of 0 is exceeded.
   */
  overagePercent: number | undefined;
  /** `exceeded`: the cost so far exceeds the budget. `forecast`: only the forecast exceeds it. Otherwise `ok`. */
  status: "ok" | "forecast" | "exceeded";
}

/** The result of `getBudgetStatus`. */
export interface GetBudgetStatusResult {
  /** The month in UTC, such as `2026-11`. */
  month: string;
  /** The start of the month, in RFC 3339 format. */
  startingAt: string;
  /** The end of the month, in RFC 3339 format. */
  endingAt: string;
  /** The API that the cost was read from: `analytics` or `legacy`. */
  source: "analytics" | "legacy";
  /** The time up to which the cost is complete, in RFC 3339 format. Only the Analytics API returns it. */
  dataRefreshedAt: string | undefined;
  /** The number of complete days that the forecast is based on. */
  completeDays: number;
  /** The currency code of all amounts. */
  currency: string;
  /** The cost of the whole organization in currency units, as an exact decimal. */
  amount: string;
  /** The part of `amount` that no workspace or tag budget includes. */
  amountWithoutBudget: string;
  /** The budgets in the order of the argument. Each workspace of `otherWorkspaces` has its own entry, the most expensive first. */
  budgets: BudgetStatus[];
}
