import { jsonText, oneLine } from "../../../provider/api/foreignText.ts";
import type { BudgetStatus } from "../../../provider/budgets/types.ts";
import { type BudgetReport, cents, headline, percent, resultLine } from "./summary.ts";

/** The maximum number of budgets in a message. */
const maxBudgets = 30;

/**
 * The message for an incoming webhook of Slack, or of a chat that accepts its format. It has the budgets that are exceeded, or forecast to
 * be. The text is plain, so that names cannot contain markup.
 */
export function budgetSlack(report: BudgetReport): string {
  const { budgets, currency } = report;
  const over = budgets.filter(({ status }) => status !== "ok");
  const exceededFirst = over.toSorted((one, other) => rank(one) - rank(other));
  const more = over.length - maxBudgets;
  const lines = [
    `${headline(report)}: ${resultLine(report)}`,
    ...exceededFirst.slice(0, maxBudgets).map((budget) => `• ${budgetLine(budget, currency)}`),
    ...(more > 0 ? [`• and ${more} more`] : []),
  ];
  return `${jsonText({ text: lines.map(slackText).join("\n"), mrkdwn: false })}\n`;
}

function rank({ status }: BudgetStatus): number {
  return status === "exceeded" ? 0 : 1;
}

function budgetLine(budget: BudgetStatus, currency: string): string {
  const { name, budget: amount, used, usedPercent, forecast, overagePercent } = budget;
  const share = usedPercent === undefined ? "" : ` (${percent(usedPercent)})`;
  const parts = [`used ${cents(used)} of ${cents(amount)} ${currency}${share}`];
  if (forecast !== undefined) parts.push(`forecast ${cents(forecast)} ${currency}`);
  if (overagePercent !== undefined) parts.push(`${percent(overagePercent)} over the budget`);
  return `${name}: ${parts.join(", ")}`;
}

/** Escapes the control characters of Slack. Breaks mentions with an invisible character, since other chats detect them in any text. */
function slackText(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@(?=[\p{L}\p{N}])/gu, "@\u200b");
}
