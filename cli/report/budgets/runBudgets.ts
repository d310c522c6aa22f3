import { OrganizationCache } from "../../../provider/api/organizationCache.ts";
import { readBudgetStatus } from "../../../provider/budgets/budgetStatus.ts";
import { sessionFor } from "../../organization/snapshotSession.ts";
import type { Io } from "../../output/io.ts";
import { capitalized } from "../../output/phrases.ts";
import { sourceTitle } from "../query.ts";
import { readBudgetsFile } from "./budgetsFile.ts";
import { budgetCsv, budgetJsonLines } from "./data.ts";
import { budgetMarkdown } from "./markdown.ts";
import { type BudgetRun, hasFailed, mustBeRecent } from "./options.ts";
import { budgetSlack } from "./slack.ts";
import { type BudgetReport, sourceLine } from "./summary.ts";
import { budgetText } from "./text.ts";

/** Compares the cost of a month with the budgets of a file, and prints the result. Returns whether `--fail-on` applies. */
export async function runBudgets(io: Io, run: BudgetRun): Promise<boolean> {
  const { file, month, source, format, failOn } = run;
  const { budgets, currency, located } = await readBudgetsFile(io, file);
  const { guard, client, cache } = sessionFor(io, () => undefined);
  const organization = await guard.confirm();
  const onFallback = (reason: string) =>
    io.progress(`${capitalized(reason)} Reading ${sourceTitle("cost", "legacy")} instead.`);
  const workspaces = () => cache.workspaces(OrganizationCache.anyAge);
  const status = await located(() =>
    readBudgetStatus({ client, workspaces }, { budgets, currency, month, source, onFallback }),
  );
  const report: BudgetReport = { organization, ...status };
  io.progress(sourceLine(report));
  if (format === "table") io.print(budgetText(report));
  else if (format === "markdown") io.print(budgetMarkdown(report));
  else io.write({ csv: budgetCsv, jsonl: budgetJsonLines, slack: budgetSlack }[format](report));
  const failed = hasFailed(report, failOn);
  // After the report, which is useful nevertheless.
  if (!failed && failOn !== "none") mustBeRecent(report, client.serverNow());
  return failed;
}
