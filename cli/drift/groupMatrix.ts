import { withoutSecrets } from "../../provider/api/foreignText.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { compareTexts, sortedBy } from "../output/order.ts";
import type { Redactor } from "../output/redact.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { type Highlight, Highlights, userKey } from "./highlights.ts";
import type { UserRow } from "./matrix.ts";
import type { Report } from "./report.ts";

/** A user's membership in an RBAC group. */
export interface GroupCell {
  readonly isMember: boolean;
  /** Whether a finding is about a declared membership. */
  readonly isDeclared: boolean;
  readonly highlight: Highlight | undefined;
}

export interface GroupRow extends UserRow {
  /** One for each column; undefined without a membership. */
  readonly cells: readonly (GroupCell | undefined)[];
}

export interface GroupColumn {
  readonly id: string;
  readonly name: string;
  /** Whether the identity provider manages the group and its members. */
  readonly isOfIdentityProvider: boolean;
  /** The names of the group's roles, or the IDs of roles without a known name. Undefined if the API does not return the roles. */
  readonly roles: readonly string[] | undefined;
  readonly highlight: Highlight | undefined;
}

/** The members and roles of RBAC groups: users by groups. */
export interface GroupMatrix {
  readonly columns: readonly GroupColumn[];
  readonly rows: readonly GroupRow[];
  /** The number of users of the organization without a row: no group and no finding. */
  readonly others: number;
}

/** The current members and roles of all groups, with the findings about them. Undefined without groups. */
export function groupMatrixOf(
  context: DriftContext,
  { findings }: Report,
  redactor: Redactor | undefined,
): GroupMatrix | undefined {
  const shown = (text: string) => redactor?.text(text) ?? text;
  const { groups = [], members = new Map() } = context.organization.groups ?? {};
  const {
    highlights,
    declared,
    roles: declaredRoles,
    usersFound,
    groupsFound,
  } = findingsByCell(context, findings, redactor);
  const present = groups.map(({ id, source_type: source, role_ids: roles }) => ({ id, source, roles }));
  // Deleted groups, and those that the credential cannot read.
  const absent = [...groupsFound]
    .filter(([id]) => !groups.some((group) => group.id === id))
    .map(([id]) => ({ id, source: undefined, roles: [] }));
  if (present.length + absent.length === 0) return undefined;
  const roleNames = new Map(context.organization.rbacRoles?.map((role) => [role.id, role.display_name]));
  const columns = [...present, ...absent]
    .map(({ id, source, roles }): GroupColumn => {
      const { name } = context.group(id);
      return {
        id,
        name: shown(withoutSecrets(name === id ? (groupsFound.get(id) ?? id) : name)),
        isOfIdentityProvider: source === "scim",
        roles: roles?.map((role) => shown(withoutSecrets(roleNames.get(role) ?? role))),
        highlight: highlights.get(`${id} `),
      };
    })
    .toSorted((one, other) => compareTexts(one.name.toLowerCase(), other.name.toLowerCase()));

  const emails = new Map<string, string>();
  const memberships = new Set<string>();
  for (const { rbac_group_id: group, user_id: userId, email } of [...members.values()].flat()) {
    memberships.add(`${group} ${userId}`);
    emails.set(userId, normalEmail(email));
  }
  for (const { id, email } of context.organization.users) emails.set(id, normalEmail(email));
  for (const [key, { email }] of usersFound)
    if (!emails.has(key) && email !== undefined) emails.set(key, email);

  const { users } = context.organization;
  const withRow = new Set([
    ...[...memberships].map((pair) => pair.slice(pair.indexOf(" ") + 1)),
    ...usersFound.keys(),
  ]);
  const rows = [...withRow].map((key): GroupRow => {
    const user = context.user(key);
    const email = emails.get(key);
    return {
      user: shown(email ?? key),
      userId: user?.id ?? (key === email ? undefined : key),
      role: user?.role,
      invitedAs: user === undefined ? context.invitedAs(email) : undefined,
      declared: declaredRoles.get(key),
      highlight: highlights.get(` ${key}`),
      cells: columns.map(({ id }) => {
        const pair = `${id} ${key}`;
        const isMember = memberships.has(pair);
        const highlight = highlights.get(pair);
        return isMember || highlight !== undefined
          ? { isMember, isDeclared: declared.has(pair), highlight }
          : undefined;
      }),
    };
  });
  return {
    columns,
    rows: sortedBy(rows, ({ user }) => user),
    others: users.filter(({ id }) => !withRow.has(id)).length,
  };
}

/** The findings by group and user: keys are `GROUP USER`, `GROUP ` and ` USER`. */
function findingsByCell(
  context: DriftContext,
  findings: readonly Finding[],
  redactor: Redactor | undefined,
): {
  readonly highlights: Highlights;
  /** The keys of findings about declared memberships. */
  readonly declared: ReadonlySet<string>;
  /** The declared organization roles of users with a finding about them. */
  readonly roles: ReadonlyMap<string, string>;
  readonly usersFound: ReadonlyMap<string, NonNullable<Finding["user"]>>;
  /** The names of groups with findings, by ID. */
  readonly groupsFound: ReadonlyMap<string, string>;
} {
  const highlights = new Highlights(redactor);
  const declared = new Set<string>();
  const roles = new Map<string, string>();
  const usersFound = new Map<string, NonNullable<Finding["user"]>>();
  const groupsFound = new Map<string, string>();
  for (const finding of findings) {
    const { kind, id, name, user, declarations, differences } = finding;
    const isGroup = kind === "RbacGroup" || kind === "RbacGroupMembers";
    const rowKey = user === undefined ? undefined : userKey(context, user);
    if (!isGroup && rowKey === undefined) continue;
    if (user !== undefined && rowKey !== undefined) usersFound.set(rowKey, user);
    if (isGroup && (kind === "RbacGroup" || !groupsFound.has(id))) {
      groupsFound.set(id, kind === "RbacGroup" ? name : context.group(id).name);
    }
    const key = `${isGroup ? id : ""} ${rowKey ?? ""}`;
    if (declarations.length > 0) declared.add(key);
    const role = differences.find(({ property }) => property === "role")?.declared;
    if (rowKey !== undefined && typeof role === "string") roles.set(rowKey, role);
    highlights.add(key, finding);
  }
  return { highlights, declared, roles, usersFound, groupsFound };
}
