import { z } from "zod";
import type { ClaudeCodeModelJson, ClaudeCodeUsageJson, ReportPageJson } from "../reportsJson.ts";
import type { Call, Route } from "../routing.ts";
import type { OrganizationState } from "../state/organization.ts";
import { required } from "../usage/buckets.ts";
import { groupUsage, sumOf, type Usage } from "../usage/dimensions.ts";
import { centsText, discounted, listCost } from "../usage/prices.ts";
import { hashOf, noise } from "../usage/random.ts";
import { pageOf } from "../usage/rows.ts";
import { day, hour, secondsText } from "../usage/time.ts";
import { discountOf, usageOf } from "../usage/usage.ts";
import { check } from "../validation.ts";

export const claudeCodeRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/organizations/usage_report/claude_code",
    query: ["starting_at", "limit", "page"],
    handle: reportClaudeCode,
  },
];

/** How late the data are. */
const delay = hour;

const dayText = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)),
    "Input should be a valid date in the format YYYY-MM-DD",
  );

function reportClaudeCode({ state, query }: Call): ReportPageJson<ClaudeCodeUsageJson> {
  const date = check(dayText, query.text("starting_at") ?? required("starting_at"), "starting_at");
  const limit = query.integer("limit", { min: 1, max: 1000 }) ?? 20;
  const from = Date.parse(`${date}T00:00:00Z`);
  const to = Math.min(from + day, state.clock.milliseconds() - delay);
  const usage = usageOf(state, ({ product }) => product === "claude_code")({ from, to });
  const actors = groupUsage(usage, ({ userId, apiKeyId }) => userId ?? apiKeyId ?? "");
  const rows = actors.map((group) => rowOf(state, from, group));
  return pageOf(query, rows, limit, date);
}

function rowOf(state: OrganizationState, from: number, usage: readonly Usage[]): ClaudeCodeUsageJson {
  const [first] = usage;
  const id = first?.dimensions.userId ?? first?.dimensions.apiKeyId ?? "";
  const { requests } = sumOf(usage);
  const known = state.activity.user(id);
  const seed = hashOf(`${id} ${from}`);
  // A whole number around a share of the requests, the same each time.
  const share = (index: number, part: number): number =>
    Math.floor(requests * part * (0.5 + noise(seed, index)) + noise(seed, index + 100));
  const decisions = (index: number, part: number) => {
    const proposed = share(index, part);
    const rejected = Math.floor(proposed * 0.3 * noise(seed, index + 200));
    return { accepted: proposed - rejected, rejected };
  };
  const commits = share(5, 0.03);
  return {
    date: secondsText(from),
    actor:
      known === undefined
        ? { type: "api_actor", api_key_name: state.apiKeys.get(id)?.name ?? id }
        : { type: "user_actor", email_address: known.user.email },
    organization_id: state.id,
    customer_type: "api",
    terminal_type: terminals[hashOf(id) % terminals.length] ?? "xterm",
    core_metrics: {
      num_sessions: Math.max(1, share(1, 0.04)),
      lines_of_code: { added: share(3, 4), removed: share(4, 1.5) },
      commits_by_claude_code: commits,
      pull_requests_by_claude_code: Math.floor(commits * 0.4),
    },
    tool_actions: {
      edit_tool: decisions(11, 0.25),
      multi_edit_tool: decisions(12, 0.05),
      write_tool: decisions(13, 0.08),
      notebook_edit_tool: decisions(14, 0.01),
    },
    model_breakdown: groupUsage(usage, ({ model }) => model ?? "").map((of) => breakdownOf(state, of)),
  };
}

const terminals = ["iTerm.app", "vscode", "Apple_Terminal", "tmux", "ghostty", "windows-terminal"] as const;

function breakdownOf(state: OrganizationState, usage: readonly Usage[]): ClaudeCodeModelJson {
  const counts = sumOf(usage);
  return {
    model: usage[0]?.dimensions.model ?? "",
    tokens: {
      input: counts.uncachedInput,
      output: counts.output,
      cache_read: counts.cacheRead,
      cache_creation: counts.cacheWrite5m + counts.cacheWrite1h,
    },
    estimated_cost: {
      currency: "USD",
      amount: Number(centsText(discounted(listCost(usage), discountOf(state)))),
    },
  };
}
