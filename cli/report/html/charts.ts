import { capitalized } from "../../output/phrases.ts";
import { countsModels, type Dimension } from "../query.ts";
import type { Report } from "../report.ts";
import type { Chart } from "./chart.ts";
import { activity, ranking } from "./rankings.ts";
import type { PageData, Ranking } from "./readPage.ts";
import { cacheRate, stackedDays, tokenTypes } from "./timeCharts.ts";

/** The charts that fit the data of a report, most important first. */
export function chartsOf(data: PageData): Chart[] {
  const { report } = data.query;
  if (report === "claude-code") return claudeCodeCharts(data);
  const { total, daily, metric, rankings, time } = data;
  const noun = report === "cost" ? "Cost" : "Tokens";
  const unit = report === "cost" ? total.currency : "tokens";
  return [
    stackedDays(data, { metric, title: `${noun} per ${time} ${groupedBy(data)}`, unit }),
    ...(report === "usage" ? [tokenTypes(data)] : []),
    ranking(data, total, { by: titleOf(data), title: `${noun} ${groupedBy(data)}` }),
    ...cacheCharts(data, report === "usage" ? daily : data.usage),
    ...rankings.map((each) => furtherRanking(data, each, noun)),
  ];
}

function claudeCodeCharts(data: PageData): Chart[] {
  const { query, total, daily, metric, rankings } = data;
  const grouped = groupedBy(data);
  const cost = "Estimated cost";
  // The API does not count sessions, lines and commits by model.
  const sessions = countsModels(query)
    ? []
    : [
        stackedDays(data, { metric: "sessions", title: `Sessions per day ${grouped}`, unit: "sessions" }),
        activity(data, {
          by: titleOf(data),
          title: `Lines of code ${grouped}`,
          unit: "lines",
          metrics: ["linesAdded", "linesRemoved"],
        }),
        activity(data, {
          by: titleOf(data),
          title: `Commits and pull requests ${grouped}`,
          unit: "",
          metrics: ["commits", "pullRequests"],
        }),
      ];
  return [
    ...sessions,
    stackedDays(data, { metric, title: `${cost} per day ${grouped}`, unit: total.currency }),
    ranking(data, total, { by: titleOf(data), title: `${cost} ${grouped}` }),
    ...rankings.map((each) => furtherRanking(data, each, cost)),
    ...cacheCharts(data, daily),
  ];
}

function furtherRanking(data: PageData, { dimension, report, endsAtFullHour }: Ranking, noun: string): Chart {
  return ranking(data, report, {
    by: capitalized(nouns[dimension]),
    title: `${noun} by ${nouns[dimension]}`,
    note: endsAtFullHour ? "Up to the last full hour." : undefined,
  });
}

function cacheCharts(data: PageData, report: Report | undefined): Chart[] {
  return report === undefined ? [] : [cacheRate(data, report)];
}

const nouns: Readonly<Record<Dimension, string>> = {
  workspace: "workspace",
  model: "model",
  "api-key": "API key",
  user: "user",
  "service-account": "service account",
  day: "day",
  hour: "hour",
};

/** `by workspace and model`. An actor of Claude Code is a user or an API key. */
function groupedBy({ by, query }: PageData): string {
  return query.report === "claude-code" && by.join() === "user,api-key"
    ? "by user or API key"
    : `by ${by.map((dimension) => nouns[dimension]).join(" and ")}`;
}

/** `Workspace and model`. */
function titleOf(data: PageData): string {
  return capitalized(groupedBy(data).slice("by ".length));
}
