import { clean } from "../api/foreignText.ts";
import type { WorkspaceWire } from "../api/objects.ts";
import { didYouMean } from "../nearest.ts";
import { enumerated } from "../text/phrases.ts";
import { normalName } from "../text/spelling.ts";
import { type BudgetProblem, rejectInvalid } from "./problems.ts";
import type { ValidBudget } from "./schema.ts";
import type { BudgetStatus } from "./types.ts";

/** The scope of a budget, with its workspaces. */
export interface Target extends Pick<BudgetStatus, "name" | "scope" | "workspaceIds"> {
  readonly budget: string;
}

/** The targets of all budgets, and the budget of each other workspace, if there is one. */
export interface Targets {
  readonly declared: readonly Target[];
  readonly others: { readonly budget: string; readonly position: number } | undefined;
}

type Found = Pick<Target, "name" | "scope" | "workspaceIds">;
type Resolved = Found | readonly BudgetProblem[];

/** Finds the workspaces of all budgets. Throws an error if a budget matches no workspace, or if two budgets have the same name. */
export function targetsOf(budgets: readonly ValidBudget[], workspaces: readonly WorkspaceWire[]): Targets {
  const problems: BudgetProblem[] = [];
  const declared: Target[] = [];
  const names = new Map<string, number>();
  let others: Targets["others"];
  for (const [index, budget] of budgets.entries()) {
    if (budget.otherWorkspaces === true) {
      if (others !== undefined) {
        problems.push({
          path: ["budgets", index],
          message: "`otherWorkspaces` is in two budgets. Remove one.",
        });
      }
      others = { budget: budget.amount, position: declared.length };
      continue;
    }
    const resolved = resolve(budget, workspaces);
    if (!("scope" in resolved)) {
      problems.push(...resolved.map(({ path, ...rest }) => ({ ...rest, path: ["budgets", index, ...path] })));
      continue;
    }
    const { scope, workspaceIds, name } = resolved;
    const target = { name: budget.name ?? name, scope, workspaceIds, budget: budget.amount };
    const same = names.get(target.name);
    if (same !== undefined) {
      const message = `\`budgets[${same}]\` has the same name, ${quoted(target.name)}. Remove one of the budgets, or give it a \`name\`.`;
      problems.push({ path: ["budgets", index], message });
    }
    names.set(target.name, index);
    declared.push(target);
  }
  rejectInvalid(problems);
  return { declared, others };
}

function resolve(budget: ValidBudget, workspaces: readonly WorkspaceWire[]): Resolved {
  const { workspace, tags } = budget;
  if (workspace !== undefined) return ofWorkspace(workspace, workspaces);
  if (tags !== undefined) return ofTags(tags, workspaces);
  return { scope: "organization", workspaceIds: [], name: "Organization" };
}

function ofWorkspace(wanted: string, workspaces: readonly WorkspaceWire[]): Resolved {
  const path = ["workspace"];
  const byId = workspaces.find(({ id }) => id === wanted);
  if (byId !== undefined) {
    return { scope: "workspace", workspaceIds: [byId.id], name: uniqueName(byId, workspaces) };
  }
  const named = workspaces.filter(({ name }) => normalName(name) === normalName(wanted));
  const active = named.filter(({ archived_at }) => archived_at === null);
  const [match, ...others] = active.length > 0 ? active : named;
  if (match === undefined) {
    const names = workspaces.map(({ name }) => name);
    const hint = didYouMean(wanted, names, quoted) ?? "Use the name or the ID of a workspace.";
    return [{ path, message: `the organization has no workspace ${quoted(wanted)}. ${hint}` }];
  }
  if (others.length > 0) {
    const ids = [match, ...others].map(({ id }) => id).join(", ");
    const kind = active.length > 0 ? "workspaces" : "archived workspaces";
    const message = `${others.length + 1} ${kind} have the name ${quoted(wanted)}. Use one of their IDs: ${ids}.`;
    return [{ path, message }];
  }
  return { scope: "workspace", workspaceIds: [match.id], name: uniqueName(match, workspaces) };
}

function ofTags(tags: Readonly<Record<string, string>>, workspaces: readonly WorkspaceWire[]): Resolved {
  const entries = Object.entries(tags);
  const found = workspaces.filter((workspace) =>
    entries.every(([key, value]) => tagOf(workspace, key) === value),
  );
  const name = entries.map(([key, value]) => `${key}=${value}`).join(", ");
  if (found.length > 0) return { scope: "tags", workspaceIds: found.map(({ id }) => id).sort(), name };
  const problems = entries.flatMap(([key, value]) => problemOfTag(key, value, workspaces) ?? []);
  if (problems.length > 0) return problems;
  return [{ path: ["tags"], message: `no workspace has all of the tags ${quoted(name)}. Correct the tags.` }];
}

/** The problem with a tag that no workspace has. Undefined if a workspace has it. */
function problemOfTag(
  key: string,
  value: string,
  workspaces: readonly WorkspaceWire[],
): BudgetProblem | undefined {
  const path = ["tags", key];
  const values = workspaces.flatMap((workspace) => tagOf(workspace, key) ?? []);
  if (values.includes(value)) return undefined;
  if (values.length === 0) {
    const keys = [...new Set(workspaces.flatMap(({ tags }) => Object.keys(tags)))];
    const hint = didYouMean(key, keys, quoted) ?? "Correct the tag, or add it to a workspace.";
    return { path, isKey: true, message: `no workspace has a tag ${quoted(key)}. ${hint}` };
  }
  const hint = didYouMean(value, values, quoted) ?? `The values of this tag are ${listed(values)}.`;
  return { path, message: `no workspace has the tag ${quoted(`${key}=${value}`)}. ${hint}` };
}

function tagOf({ tags }: WorkspaceWire, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined;
}

/** The name of a workspace, with its ID if the name is ambiguous. A name refers to an archived workspace only if no active one has it. */
export function uniqueName(workspace: WorkspaceWire, workspaces: readonly WorkspaceWire[]): string {
  const { id, name, archived_at } = workspace;
  const isUnique = workspaces.every(
    (other) => other.id === id || other.name !== name || (archived_at === null && other.archived_at !== null),
  );
  return isUnique ? name : `${name} (${id})`;
}

/** Up to 20 distinct strings. */
function listed(texts: readonly string[]): string {
  return enumerated([...new Set(texts)].sort().map(quoted));
}

function quoted(text: string): string {
  return JSON.stringify(clean(text));
}
