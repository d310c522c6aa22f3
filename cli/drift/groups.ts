import { type NameSet, objectName } from "../../provider/kernel/objectName.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { userInId } from "../../provider/users/names.ts";
import type { DriftContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { userIn } from "./subject.ts";

/** Groups that no stack manages, and members of this organization in groups whose list no stack manages. */
export function unmanagedGroups(context: DriftContext, managed: Pick<NameSet, "has">): Finding[] {
  const { groups, members } = context.organization.groups ?? { groups: [], members: new Map() };
  const finding = (
    kind: "RbacGroup" | "RbacGroupMembers",
    id: string,
    name: string,
    detail: string,
    user?: Finding["user"],
  ): Finding => ({
    category: "unmanaged",
    kind,
    id,
    name,
    ...(user === undefined ? {} : { user }),
    declarations: [],
    differences: [],
    detail,
  });
  return groups.flatMap(({ id, name, source_type: source, created_at: at }) => {
    const ofIdentityProvider = source === "scim";
    const group = ofIdentityProvider
      ? "the identity provider manages this group"
      : `no stack manages this group, created ${at.slice(0, 10)}`;
    const list = members.get(id) ?? [];
    return [
      ...(managed.has(objectName("RbacGroup", id)) ? [] : [finding("RbacGroup", id, name, group)]),
      // A RbacGroupMembers resource reports undeclared members itself, except those in its `except`. The members of a group that the
      // identity provider manages are its business.
      ...(managed.has(objectName("RbacGroupMembers", id)) || ofIdentityProvider
        ? []
        : list.map(({ user_id: userId, email: address }: { user_id: string; email: string }) => {
            const email = normalEmail(context.user(userId)?.email ?? address);
            const where = context.user(userId) === undefined ? ", from another organization" : "";
            return finding(
              "RbacGroupMembers",
              id,
              email,
              `a member of the group ${context.group(id).name}${where}`,
              {
                email,
                userId,
              },
            );
          })),
    ];
  });
}

/** What a refresh found about one member of a list. */
export type GroupMemberChange =
  /** The program declares the member, who was removed. */
  | { readonly is: "removed"; readonly user: NonNullable<Finding["user"]> }
  | { readonly is: "undeclared"; readonly user: NonNullable<Finding["user"]> }
  | {
      readonly is: "email";
      readonly user: NonNullable<Finding["user"]>;
      readonly declared: string;
      readonly actual: unknown;
    }
  | { readonly is: "pending"; readonly member: Properties };

/** Compares the declared members of a group, email addresses and IDs, with the members that a refresh found. */
export function groupMemberChanges(
  context: DriftContext,
  declared: unknown,
  present: unknown,
  recorded: unknown,
): GroupMemberChange[] {
  const names = (Array.isArray(declared) ? declared : []).filter((name) => typeof name === "string");
  const members = recordsIn(present);
  const before = recordsIn(recorded);
  const changes: GroupMemberChange[] = [];
  const seen = new Set<Properties>();
  for (const name of names) {
    const old = before.find((member) => isNamed(member, name));
    const member =
      members.find((candidate) => isNamed(candidate, name)) ??
      members.find(({ userId }) => userId !== undefined && userId === old?.["userId"]);
    if (member === undefined) {
      const user = userInId(name);
      changes.push({
        is: "removed",
        user: userIn({ ...user, userId: context.userOf(user)?.id ?? user.userId }),
      });
      continue;
    }
    seen.add(member);
    const { email } = userInId(name);
    if (member["status"] === "pending") changes.push({ is: "pending", member });
    else if (email !== undefined && member["email"] !== email)
      changes.push({ is: "email", user: userIn(member), declared: email, actual: member["email"] });
  }
  for (const member of members) {
    if (seen.has(member) || member["status"] === "otherOrganization") continue;
    changes.push({ is: "undeclared", user: userIn(member) });
  }
  return changes;
}

function recordsIn(list: unknown): Properties[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isNamed({ email, userId, declaredAs }: Properties, name: string): boolean {
  return name === email || name === userId || name === declaredAs;
}
