import { readClaudeCodeUsage } from "../../provider/api/reports/claudeCode.ts";
import type { ClaudeCodeUsage } from "../../provider/api/reports/results.ts";
import { bucketLength, spanTimes } from "../../provider/api/reports/span.ts";
import { spanOf } from "../../provider/functions/reportSpan.ts";
import { type Entry, given, passes, type ReadContext, type Reading } from "./entry.ts";
import { countsModels, doing } from "./query.ts";

/** Reads the Claude Code report. Rows by model have no sessions, lines or commits, because the API does not count those by model. */
export async function claudeCode({ client, query, filters, period, start }: ReadContext): Promise<Reading> {
  const { users, apiKeys, models } = filters;
  const span = await spanOf(client, doing(query.report), given(period), "1d");
  const entries: Entry[] = [];
  for await (const rows of readClaudeCodeUsage(client, span, start(span))) {
    for (const row of rows) {
      if (!passes(users, row.userEmail) || !passes(apiKeys, row.apiKeyName)) continue;
      entries.push(...(countsModels(query) ? modelEntries(row, models) : [claudeCodeEntry(row)]));
    }
  }
  return { entries, span, refreshedAt: undefined };
}

function claudeCodeEntry(row: ClaudeCodeUsage): Entry {
  const { sessions, linesAdded, linesRemoved, commits, pullRequests, models, estimatedCost } = row;
  const total = (count: (model: (typeof models)[number]) => number) =>
    models.reduce((sum, model) => sum + count(model), 0);
  return {
    ...claudeCodeDimensions(row),
    values: {
      sessions,
      linesAdded,
      linesRemoved,
      commits,
      pullRequests,
      inputTokens: total((model) => model.inputTokens),
      cacheReadTokens: total((model) => model.cacheReadTokens),
      cacheCreationTokens: total((model) => model.cacheCreationTokens),
      outputTokens: total((model) => model.outputTokens),
      estimatedCost,
    },
    byModel: modelEntries(row, undefined),
  };
}

function modelEntries(row: ClaudeCodeUsage, wanted: readonly string[] | undefined): Entry[] {
  return row.models
    .filter(({ model }) => passes(wanted, model))
    .map(({ model, ...values }) => ({ ...claudeCodeDimensions(row), model, values }));
}

function claudeCodeDimensions({ date, userEmail, apiKeyName, currency }: ClaudeCodeUsage) {
  const from = Date.parse(date);
  return { ...spanTimes({ from, to: from + bucketLength["1d"] }), userEmail, apiKeyName, currency };
}
