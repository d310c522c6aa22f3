import { withoutSecrets } from "../../provider/api/foreignText.ts";
import { isImplicit, normalEmail } from "../../provider/users/people.ts";
import { defaultAmong } from "../organization/readOrganization.ts";
import type { Redactor } from "../output/redact.ts";
import { type Category, categories } from "./categories.ts";
import type { Scene } from "./context.ts";
import type { Finding } from "./finding.ts";
import { redactedFinding } from "./redact.ts";
import type { Report } from "./report.ts";

/** What the report says of a person, a workspace or a place: the most urgent category, and all sentences. */
export interface Mark {
  readonly category: Category;
  readonly details: readonly string[];
}

/** One place in one workspace. */
export interface Cell {
  /** The role there; undefined when there is none (any more, or yet). */
  readonly role: string | undefined;
  /** The role that a stack declares, where a finding speaks of it. */
  readonly declared: string | undefined;
  /** Whether the place comes with the role in the organization. */
  readonly implicit: boolean;
  readonly mark: Mark | undefined;
}

export interface Row {
  /** What the person is called. */
  readonly user: string;
  readonly userId: string | undefined;
  /** The role in the organization; undefined for somebody who is not in it. */
  readonly role: string | undefined;
  /** The role that a stack declares, where a finding speaks of it. */
  readonly declared: string | undefined;
  readonly mark: Mark | undefined;
  /** One for each column; undefined where the person has no place. */
  readonly cells: readonly (Cell | undefined)[];
}

export interface Column {
  readonly id: string;
  readonly name: string;
  /** Whether it is not archived. */
  readonly isOpen: boolean;
  readonly mark: Mark | undefined;
}

/** Who has access to what: people by workspaces. */
export interface Matrix {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** People of the organization who have no place in a workspace, and of whom there is nothing to say. */
  readonly others: number;
}

/** The organization as it is now, with the findings where they belong. */
export function matrixOf(scene: Scene, { findings }: Report, redactor: Redactor | undefined): Matrix {
  const shown = (text: string) => redactor?.text(text) ?? text;
  const marks = new Map<string, Mark>();
  const found = new Map<string, NonNullable<Finding["user"]>>();
  const places = new Set<string>();
  const declared = new Map<string, string>();
  for (const finding of findings) {
    const { category, user, workspace, kind, id } = finding;
    const { detail } = redactor === undefined ? finding : redactedFinding(finding, redactor);
    const who = user === undefined ? undefined : keyOf(scene, user);
    if (user !== undefined && who !== undefined) found.set(who, user);
    const where = kind === "Workspace" ? id : who === undefined ? undefined : workspace?.id;
    const key = `${where ?? ""} ${who ?? ""}`;
    if (where === undefined && who === undefined) continue;
    if (where !== undefined) places.add(where);
    const role = finding.differences.find(({ property }) => property === "role")?.declared;
    if (typeof role === "string") declared.set(key, role);
    const before = marks.get(key);
    const details = [...(before?.details ?? []), `${category}: ${detail}`];
    const urgent =
      before !== undefined && rank(before.category) <= rank(category) ? before.category : category;
    marks.set(key, { category: urgent, details });
  }

  const { workspaces, users, members } = scene.organization;
  const usual = defaultAmong(workspaces);
  const columns = workspaces
    .filter(
      (workspace) => workspace !== usual && (workspace.archived_at === null || places.has(workspace.id)),
    )
    .toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
    .map(
      ({ id, archived_at: at }): Column => ({
        id,
        name: shown(withoutSecrets(scene.workspace(id).name)),
        isOpen: at === null,
        mark: marks.get(`${id} `),
      }),
    );
  const roles = new Map(
    [...members.values()]
      .flat()
      .map(({ workspace_id: id, user_id: userId, workspace_role: role }) => [`${id} ${userId}`, role]),
  );
  const placed = new Set([...members.values()].flat().map(({ user_id: userId }) => userId));

  const row = (key: string, email: string | undefined, userId: string | undefined, role?: string): Row => ({
    user: shown(email ?? userId ?? key),
    userId,
    role,
    declared: declared.get(` ${key}`),
    mark: marks.get(` ${key}`),
    cells: columns.map(({ id, isOpen }) => {
      const mark = marks.get(`${id} ${key}`);
      const explicit = roles.get(`${id} ${key}`);
      const user = scene.user(userId);
      const implicit = isOpen && user !== undefined && isImplicit(user, explicit);
      const given = explicit ?? (implicit ? byRole(user.role) : undefined);
      return given === undefined && mark === undefined
        ? undefined
        : { role: given, declared: declared.get(`${id} ${key}`), implicit, mark };
    }),
  });
  const inside = users.filter(
    (user) => placed.has(user.id) || found.has(user.id) || isImplicit(user, undefined),
  );
  const outside = [...found].filter(([key]) => scene.user(key) === undefined);
  return {
    columns,
    rows: [
      ...inside.map(({ id, email, role }) => row(id, normalEmail(email), id, role)),
      ...outside.map(([key, { email, userId }]) => row(key, email, userId)),
    ].toSorted((one, other) => (one.user < other.user ? -1 : 1)),
    others: users.length - inside.length,
  };
}

/** People are known by their ids, and by their addresses before they have one. */
function keyOf(scene: Scene, user: NonNullable<Finding["user"]>): string | undefined {
  return scene.userOf(user)?.id ?? user.email ?? user.userId;
}

function rank(category: Category): number {
  return categories.indexOf(category);
}

function byRole(role: string): string {
  return role === "billing" ? "workspace_billing" : "workspace_admin";
}
