import { withoutSecrets } from "../../provider/api/foreignText.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { isImplicit } from "../../provider/users/roles.ts";
import { findDefaultWorkspace } from "../organization/readOrganization.ts";
import { compareTexts, sortedBy } from "../output/order.ts";
import type { Redactor } from "../output/redact.ts";
import { type AccountRule, highlightRule, rulesOf } from "./accountRules.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { type Highlight, Highlights, userKey } from "./highlights.ts";
import type { Report } from "./report.ts";

/** A user's access to a workspace. */
export interface Cell {
  /** The current role; undefined without access. */
  readonly role: string | undefined;
  /** The declared role, if a finding is about it. */
  readonly declared: string | undefined;
  /** Whether the organization role gives the access. */
  readonly implicit: boolean;
  readonly highlight: Highlight | undefined;
}

/** The row of a user in an access matrix, without the cells. */
export interface UserRow {
  /** The email or the ID of a user, or the name of a service account. */
  readonly user: string;
  /** The ID of the user or the service account. */
  readonly userId: string | undefined;
  /** The organization role; undefined for a user who is not in the organization. */
  readonly role: string | undefined;
  /** The role of the pending invitation of a user who is not in the organization. */
  readonly invitedAs: string | undefined;
  /** The declared organization role, if a finding is about it. */
  readonly declared: string | undefined;
  readonly highlight: Highlight | undefined;
}

export interface Row extends UserRow {
  readonly isServiceAccount: boolean;
  /** The federation rules of a service account. */
  readonly rules: readonly AccountRule[];
  /** One for each column; undefined without access. */
  readonly cells: readonly (Cell | undefined)[];
}

export interface Column {
  readonly id: string;
  readonly name: string;
  /** Whether it is not archived. */
  readonly isOpen: boolean;
  readonly highlight: Highlight | undefined;
}

/** The access matrix: users and active service accounts by workspaces. */
export interface Matrix {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The number of users without a row: no workspace membership and no finding. */
  readonly others: number;
}

/** The current access of all users, with the findings about it. */
export function matrixOf(
  context: DriftContext,
  { findings }: Report,
  redactor: Redactor | undefined,
): Matrix {
  const shown = (text: string) => redactor?.text(text) ?? text;
  const { highlights, declared, usersFound, accountsFound, workspacesFound } = findingsByCell(
    context,
    findings,
    redactor,
  );
  const { workspaces, users, members } = context.organization;
  const defaultWorkspace = findDefaultWorkspace(workspaces);
  const { accounts = [], members: accountMembers = [] } = context.organization.serviceAccounts ?? {};
  // Only service accounts can have an explicit membership in the default workspace.
  const showsDefault = accountMembers.some(({ workspace_id: id }) => id === defaultWorkspace?.id);
  const columns = workspaces
    .filter(
      (workspace) =>
        (workspace !== defaultWorkspace || showsDefault) &&
        (workspace.archived_at === null || workspacesFound.has(workspace.id)),
    )
    .toSorted((one, other) => compareTexts(one.name.toLowerCase(), other.name.toLowerCase()))
    .map(
      ({ id, archived_at: at }): Column => ({
        id,
        name: shown(withoutSecrets(context.workspace(id).name)),
        isOpen: at === null,
        highlight: highlights.get(`${id} `),
      }),
    );
  const roles = new Map([
    ...[...members.values()]
      .flat()
      .map(({ workspace_id: id, user_id: of, workspace_role: role }) => [`${id} ${of}`, role] as const),
    ...accountMembers.map(
      ({ workspace_id: id, service_account_id: of, workspace_role: role }) => [`${id} ${of}`, role] as const,
    ),
  ]);
  const withMembership = new Set([...members.values()].flat().map(({ user_id: userId }) => userId));

  const row = (key: string, email: string | undefined, userId: string | undefined, role?: string): Row => ({
    user: shown(email ?? userId ?? key),
    userId,
    isServiceAccount: false,
    rules: [],
    role,
    invitedAs: role === undefined ? context.invitedAs(email) : undefined,
    declared: declared.get(` ${key}`),
    highlight: highlights.get(` ${key}`),
    cells: columns.map(({ id, isOpen }) => {
      const highlight = highlights.get(`${id} ${key}`);
      const explicit = roles.get(`${id} ${key}`);
      const user = context.user(userId);
      const implicit = isOpen && user !== undefined && isImplicit(user, explicit);
      const actual = explicit ?? (implicit ? implicitRole(user.role) : undefined);
      return actual === undefined && highlight === undefined
        ? undefined
        : { role: actual, declared: declared.get(`${id} ${key}`), implicit, highlight };
    }),
  });
  const accountRow = (id: string, role: string | undefined): Row => ({
    ...row(id, undefined, id, role),
    user: shown(withoutSecrets(context.serviceAccount(id).name)),
    isServiceAccount: true,
    rules: rulesOf(context, id, highlights).map((rule) => ({ ...rule, text: shown(rule.text) })),
    invitedAs: undefined,
  });
  const active = accounts.filter(({ archived_at: at }) => at === null);
  // Of archived accounts, and of those that the credential cannot read, only findings are shown.
  const otherAccounts = [...accountsFound].filter((id) => !active.some((account) => account.id === id));
  const inside = users.filter(
    (user) => withMembership.has(user.id) || usersFound.has(user.id) || isImplicit(user, undefined),
  );
  const outside = [...usersFound].filter(([key]) => context.user(key) === undefined);
  return {
    columns,
    rows: [
      ...sortedBy(
        [
          ...inside.map(({ id, email, role }) => row(id, normalEmail(email), id, role)),
          ...outside.map(([key, { email, userId }]) => row(key, email, userId)),
        ],
        ({ user }) => user,
      ),
      ...sortedBy(
        [
          ...active.map(({ id, organization_role: role }) => accountRow(id, role)),
          ...otherAccounts.map((id) => accountRow(id, undefined)),
        ],
        ({ user }) => user,
      ),
    ],
    others: users.length - inside.length,
  };
}

/** The findings by workspace and user: keys are `WORKSPACE USER`, `WORKSPACE ` and ` USER`. */
function findingsByCell(
  context: DriftContext,
  findings: readonly Finding[],
  redactor: Redactor | undefined,
): {
  readonly highlights: Highlights;
  readonly declared: ReadonlyMap<string, string>;
  readonly usersFound: ReadonlyMap<string, NonNullable<Finding["user"]>>;
  readonly accountsFound: ReadonlySet<string>;
  readonly workspacesFound: ReadonlySet<string>;
} {
  const highlights = new Highlights(redactor);
  const declared = new Map<string, string>();
  const usersFound = new Map<string, NonNullable<Finding["user"]>>();
  const accountsFound = new Set<string>();
  const workspacesFound = new Set<string>();
  for (const finding of findings) {
    const { user, workspace, kind, id } = finding;
    highlightRule(highlights, finding);
    const account = kind === "ServiceAccount" ? id : finding.serviceAccount?.id;
    const rowKey = user === undefined ? account : userKey(context, user);
    if (account !== undefined) accountsFound.add(account);
    else if (user !== undefined && rowKey !== undefined) usersFound.set(rowKey, user);
    const workspaceId = kind === "Workspace" ? id : rowKey === undefined ? undefined : workspace?.id;
    if (workspaceId === undefined && rowKey === undefined) continue;
    if (workspaceId !== undefined) workspacesFound.add(workspaceId);
    const key = `${workspaceId ?? ""} ${rowKey ?? ""}`;
    const role = finding.differences.find(({ property }) => property === "role")?.declared;
    if (typeof role === "string") declared.set(key, role);
    highlights.add(key, finding);
  }
  return { highlights, declared, usersFound, accountsFound, workspacesFound };
}

function implicitRole(role: string): string {
  return role === "billing" ? "workspace_billing" : "workspace_admin";
}
