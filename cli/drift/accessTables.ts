import { escaped } from "../output/html.ts";
import { counted } from "../output/phrases.ts";
import type { Access } from "./access.ts";
import type { AccountRule } from "./accountRules.ts";
import { categories, meanings } from "./categories.ts";
import type { GroupCell, GroupColumn, GroupMatrix, GroupRow } from "./groupMatrix.ts";
import type { Highlight } from "./highlights.ts";
import { highlightClass, sign, signs, title, withCode } from "./marks.ts";
import type { Cell, Column, Matrix, Row, UserRow } from "./matrix.ts";

/** The access matrices as HTML tables. The script of the page filters their rows. */
export function accessTables({ workspaces, groups }: Access): string {
  const ofWorkspaces = workspaces === undefined ? undefined : workspaceTable(workspaces);
  const tables = [ofWorkspaces, groups === undefined ? undefined : groupTable(groups)].filter(
    (each) => each !== undefined,
  );
  return [
    ...(workspaces === undefined ? [`<p>${withoutWorkspaces(groups !== undefined)}</p>`] : []),
    ...(tables.length === 0 ? [] : [tools, ...tables]),
    ...(tables.length === 0 && workspaces !== undefined
      ? ["<p>The organization has only the default workspace.</p>"]
      : []),
  ].join("\n");
}

function withoutWorkspaces(hasGroups: boolean): string {
  return `A Claude Enterprise organization has no workspaces. ${hasGroups ? "The roles of its RBAC groups give permissions to their members." : "Findings about its users are below."}`;
}

const tools = `<p class="tools"><label>Find <input id="find" type="search" placeholder="a user, a role"></label>
<label><input id="marked" type="checkbox"> only rows with findings</label> <span id="shown" role="status"></span></p>`;

/** Undefined if there is only the default workspace. */
function workspaceTable({ columns, rows, others }: Matrix): string | undefined {
  if (columns.length === 0 && !rows.some(({ isServiceAccount }) => isServiceAccount)) return undefined;
  return table(
    "Workspaces",
    columns.map(headCell),
    rows.map((row) => accessRow(row, row.cells.map(cellOf))),
    ["<li><i>in italics</i>: given by the organization role</li>", legendOf(columns, rows)],
    withoutRow(others, "workspace membership"),
  );
}

function groupTable({ columns, rows, others }: GroupMatrix): string {
  const roles = columns.map(({ roles: names }) => `<td>${roleNames(names)}</td>`).join("");
  return table(
    "RBAC groups",
    columns.map(groupHead),
    [
      `<tr class="roles"><th scope="row" class="user">Roles of the group</th><td></td>${roles}</tr>`,
      ...rows.map((row) => accessRow(row, row.cells.map(groupCellOf))),
    ],
    [legendOf(columns, rows)],
    withoutRow(others, "RBAC group"),
  );
}

function table(
  label: string,
  heads: readonly string[],
  rows: readonly string[],
  legend: readonly string[],
  rest: string,
): string {
  return `<div class="wide" tabindex="0" role="region" aria-label="${label}">
<table class="access">
<thead><tr><th scope="col">User</th><th scope="col">Organization</th>${heads.join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
<ul class="legend">${legend.join("")}</ul>
${rest}`;
}

interface Highlighted {
  readonly highlight: Highlight | undefined;
}

/** The categories of the highlights in a table. */
function legendOf(
  columns: readonly Highlighted[],
  rows: readonly (Highlighted & {
    readonly cells: readonly (Highlighted | undefined)[];
    readonly rules?: readonly Highlighted[];
  })[],
): string {
  const all = [...columns, ...rows, ...rows.flatMap(({ cells, rules = [] }) => [...cells, ...rules])];
  const present = new Set(all.map((each) => each?.highlight?.category));
  return categories
    .filter((category) => present.has(category))
    .map(
      (category) =>
        `<li><span class="mark ${category}">${signs[category]}</span> ${withCode(meanings[category])}</li>`,
    )
    .join("");
}

function withoutRow(others: number, what: string): string {
  return others === 0
    ? ""
    : `<p class="quiet">${counted(others, ["user has", "users have"])} no ${what}.</p>`;
}

function headCell({ id, name, highlight }: Pick<Column, "id" | "name" | "highlight">): string {
  return `<th scope="col" class="turned${highlightClass(highlight)}" title="${title(id, highlight)}"><span>${sign(highlight)}${escaped(name)}</span></th>`;
}

function groupHead({ id, name, isOfIdentityProvider, highlight }: GroupColumn): string {
  const manager = isOfIdentityProvider ? " (identity provider)" : "";
  return headCell({ id, name: `${name}${manager}`, highlight });
}

/** `cells` is the HTML of the cells. */
function accessRow(row: Row | GroupRow, cells: readonly string[]): string {
  const { user, userId, highlight } = row;
  const isServiceAccount = "isServiceAccount" in row && row.isServiceAccount;
  const type = isServiceAccount ? " <small>service account</small>" : "";
  const rules = "rules" in row ? row.rules : [];
  const isHighlighted = [row, ...row.cells, ...rules].some((each) => each?.highlight !== undefined);
  return `<tr${isHighlighted ? ' class="marked"' : ""}><th scope="row" class="user${highlightClass(highlight)}" title="${title(userId ?? "", highlight)}">${sign(highlight)}${escaped(user)}${type}${rules.map(ruleLine).join("")}</th><td>${organizationRole(row, isServiceAccount)}</td>${cells.join("")}</tr>`;
}

/** A federation rule with which workloads get tokens of the service account. */
function ruleLine({ id, text, highlight }: AccountRule): string {
  return `<br><small class="rule${highlightClass(highlight)}" title="${title(id, highlight)}">${sign(highlight)}rule ${escaped(text)}</small>`;
}

function organizationRole({ role, invitedAs, declared }: UserRow, isServiceAccount: boolean): string {
  const missing = isServiceAccount ? "archived or not read" : "not in the organization";
  const absent = invitedAs === undefined ? missing : `invited as ${invitedAs}`;
  const actual = escaped(role ?? absent);
  return declared === undefined || declared === (role ?? invitedAs)
    ? actual
    : `${actual} <small>declared ${escaped(declared)}</small>`;
}

function cellOf(cell: Cell | undefined): string {
  if (cell === undefined) return "<td></td>";
  const { role, declared, implicit, highlight } = cell;
  const name = role === undefined ? "" : roleName(role);
  const declaredRole =
    declared === undefined || declared === role ? "" : ` <small>declared ${roleName(declared)}</small>`;
  return highlightedCell(`${implicit ? `<i>${name}</i>` : name}${declaredRole}`, highlight);
}

function groupCellOf(cell: GroupCell | undefined): string {
  if (cell === undefined) return "<td></td>";
  const { isMember, isDeclared, highlight } = cell;
  const declared = isDeclared ? "<small>declared</small>" : "";
  return highlightedCell(isMember ? "member" : declared, highlight);
}

function highlightedCell(text: string, highlight: Highlight | undefined): string {
  return `<td class="cell${highlightClass(highlight)}"${highlight === undefined ? "" : ` title="${title("", highlight)}"`}>${sign(highlight)}${text}</td>`;
}

function roleName(role: string): string {
  return escaped(role.replace(/^workspace_/, "").replaceAll("_", " "));
}

function roleNames(roles: GroupColumn["roles"]): string {
  return roles === undefined ? "<i>unknown</i>" : roles.map(escaped).join("<br>");
}
