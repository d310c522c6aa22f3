import { compareAmounts, rounded } from "../../provider/api/reports/money.ts";
import { dateText, timeText } from "../../provider/api/reports/span.ts";
import { markdownTable, type TableColumn, textTable } from "../output/columns.ts";
import { literal } from "../output/markdown.ts";
import { counted, nouns } from "../output/phrases.ts";
import { type RecordColumn, type RecordValues, recordsCsv, recordsJsonLines } from "../output/records.ts";
import { costDays, type KeyCosts } from "./costs.ts";
import { creatorText, type KeyRow, lastUseText } from "./keyRow.ts";
import { type LastUses, sourceTitles } from "./lastUse.ts";
import { lengthText } from "./lengthText.ts";

/** The list of keys, ready to be written in any format. */
export interface KeyList {
  readonly organization: string;
  readonly rows: readonly KeyRow[];
  readonly uses: LastUses;
  readonly costs: KeyCosts | undefined;
  /** `--max-age` in milliseconds. */
  readonly maxAge: number | undefined;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
}

/** Whether a key is active and older than `--max-age`. */
export function isTooOld({ maxAge, now }: Pick<KeyList, "maxAge" | "now">, { key }: KeyRow): boolean {
  return maxAge !== undefined && key.status === "active" && now - Date.parse(key.created_at) > maxAge;
}

/** The list for a terminal. */
export function keysText(list: KeyList): string {
  if (list.rows.length === 0) return [headline(list), "", noKeys].join("\n");
  const { columns, cells } = tableOf(list);
  return [headline(list), "", ...textTable(columns, cells), "", ...notes(list)].join("\n");
}

/** GitHub limits a job summary to 1 MiB. The other formats have no limit. */
const maxRows = 1000;

/** The list as Markdown, for a job summary or an issue. */
export function keysMarkdown(list: KeyList): string {
  const head = `## ${literal(headline(list))}`;
  if (list.rows.length === 0) return [head, "", noKeys].join("\n");
  const { columns, cells } = tableOf(list);
  const more = cells.length - maxRows;
  return [
    head,
    "",
    ...markdownTable(columns, cells.slice(0, maxRows)),
    ...(more > 0 ? ["", `... and ${more} more.`] : []),
    "",
    ...notes(list).map((note) => `<sub>${literal(note)}</sub>`),
  ].join("\n");
}

export function keysCsv(list: KeyList): string {
  return recordsCsv(recordColumns, records(list));
}

export function keysJsonLines(list: KeyList): string {
  return recordsJsonLines(recordColumns, records(list));
}

const noKeys = "No key matches.";

/** `12 API keys of organization ...: 2 active keys are older than 90 days, the creators of 1 key left.` */
function headline(list: KeyList): string {
  const { organization, rows, maxAge } = list;
  const old = rows.filter((row) => isTooOld(list, row)).length;
  const left = rows.filter(({ key, creator }) => key.status === "active" && creator.left === true).length;
  const findings = [
    ...(maxAge === undefined ? [] : [`${activeKeys(old)} older than ${lengthText(maxAge)}`]),
    ...(left === 0 ? [] : [`${activeKeys(left)} of a creator who left the organization`]),
  ];
  const detail = findings.length === 0 ? "" : `: ${findings.join(", ")}`;
  return `${counted(rows.length, nouns.key)} of organization ${organization}${detail}`;
}

function activeKeys(count: number): string {
  return counted(count, ["active key", "active keys"]);
}

function tableOf(list: KeyList): {
  readonly columns: readonly TableColumn[];
  readonly cells: readonly (readonly string[])[];
} {
  const { rows, costs } = list;
  const columns: TableColumn[] = [
    { title: "Key" },
    { title: "ID" },
    { title: "Status" },
    { title: "Workspace" },
    { title: "Age (days)", isNumber: true },
    { title: "Creator" },
    { title: "Last use" },
    ...(costs === undefined
      ? []
      : [{ title: `Cost, ${costDays} days (${costs.currency})`, isNumber: true as const }]),
  ];
  const cells = rows.map((row) => [
    row.key.name,
    row.key.id,
    row.key.status,
    row.workspace ?? "(none)",
    `${isTooOld(list, row) ? "! " : ""}${row.ageDays}`,
    creatorText(row.creator),
    lastUseText(row.lastUse),
    ...(costs === undefined ? [] : [costText(row.cost ?? "0")]),
  ]);
  return { columns, cells };
}

/** An amount with two decimals. Positive amounts that would be rounded to zero are `< 0.01`. */
function costText(amount: string): string {
  if (compareAmounts(amount, "0") === 0) return "0";
  const shown = rounded(amount, 2);
  return compareAmounts(shown, "0") === 0 ? "< 0.01" : shown;
}

/** The sources of the last use and of the cost. */
function notes({ uses, costs }: KeyList): string[] {
  return [
    lastUseNote(uses),
    costs === undefined
      ? "Cost: not known. Only the Analytics API has the cost of keys, and it is not available to this organization."
      : `Cost: the last ${costDays} days, including today, from the Analytics API.`,
  ];
}

/** The source of the last use, and the period that it covers. */
export function lastUseNote({ source, since, completeTo }: LastUses): string {
  const complete =
    completeTo === undefined
      ? ". It does not report how current it is, and usage can appear late"
      : `, complete up to ${timeText(completeTo)}`;
  return `Last use: ${sourceTitles[source]}, from ${dateText(since)}${complete}. Days are in UTC.`;
}

const text = (key: string): RecordColumn => ({ key, type: "text" });
const value = (key: string): RecordColumn => ({ key, type: "value" });

/** The properties of CSV and JSON Lines. Each row is self-contained. */
const recordColumns: readonly RecordColumn[] = [
  text("id"),
  text("name"),
  text("status"),
  text("workspaceId"),
  text("workspaceName"),
  text("createdAt"),
  value("ageDays"),
  value("tooOld"),
  text("expiresAt"),
  text("createdById"),
  text("createdByEmail"),
  value("creatorLeft"),
  text("actsAs"),
  text("lastUsed"),
  value("neverUsed"),
  text("usageSince"),
  text("usageCompleteTo"),
  text("usageSource"),
  value("cost"),
  text("currency"),
];

function records(list: KeyList): RecordValues[] {
  const { uses, costs, maxAge } = list;
  return list.rows.map((row): RecordValues => {
    const { key, workspace, creator, ageDays, lastUse, cost } = row;
    return {
      id: key.id,
      name: key.name,
      status: key.status,
      workspaceId: key.scope.workspace_id,
      workspaceName: workspace,
      createdAt: key.created_at,
      ageDays,
      tooOld: maxAge === undefined ? undefined : isTooOld(list, row),
      expiresAt: key.expires_at,
      createdById: creator.id,
      createdByEmail: creator.email,
      creatorLeft: creator.left,
      actsAs: key.principal?.user_id ?? key.principal?.service_account_id,
      lastUsed: lastUse.is === "used" ? lastUse.day : undefined,
      neverUsed: lastUse.is === "notSince" ? undefined : lastUse.is === "never",
      usageSince: timeText(uses.since),
      usageCompleteTo: uses.completeTo === undefined ? undefined : timeText(uses.completeTo),
      usageSource: uses.source,
      cost,
      currency: costs?.currency,
    };
  });
}
