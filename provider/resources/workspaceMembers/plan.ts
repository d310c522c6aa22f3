import { OrganizationCache } from "../../api/organizationCache.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { seenMember } from "../../memberships/membership.ts";
import { membershipNames } from "../../memberships/names.ts";
import { notifyPending } from "../../memberships/pendingNotice.ts";
import { enumerated } from "../../text/phrases.ts";
import { normalEmail } from "../../users/email.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { findUser, waitingFor } from "../../users/findUser.ts";
import { formerEmailAttention } from "../../users/formerEmail.ts";
import { findMemberToRemove } from "../../users/outcome.ts";
import { isImplicit } from "../../users/roles.ts";
import { findWorkspace, findWorkspaceOfMembers, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { declareList, requireOpen } from "./declare.ts";
import {
  applyChanges,
  applyRemovals,
  changesFor,
  countRemovals,
  type Removal,
  removalOf,
} from "./reconcile.ts";
import {
  active,
  declaredIn,
  entryFor,
  implicit,
  isExcepted,
  newlyPending,
  pending,
  recordOf,
  recordsIn,
} from "./records.ts";
import { becameEmpty, rejectList } from "./reject.ts";
import { duplicateError, mustBeDistinct, Roster, resolve } from "./roster.ts";
import { byName, type EntryState, Inputs, type MemberState, nameOf, State } from "./schema.ts";

// All explicit members of one workspace: `/v1/organizations/workspaces/{id}/members`. An undeclared member is drift, and the
// next update removes them. Another workspace replaces the resource: the members are removed from the old one afterwards.
// Delete removes the members that the list declares.

export const workspaceMembers = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMembers",
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "members"],
  derived: { memberStatuses: ["members"], unseenMembers: ["members"] },
  identifying: ["workspace"],
  // A member may move to another list of the program. Deletes run last, when all lists are declared.
  replaceInOrder: "createFirst",
  requestTriggers: ["except"],

  parseId: (id) => parsedId("a WorkspaceMembers, which is the ID of its workspace", "wrkspc_", id),
  idOf: ({ workspace }) => workspace,
  // Deleting a WorkspaceMember of a listed user leaves the membership to the list.
  names({ workspace, members, memberStatuses }, id) {
    const list = id ?? workspace;
    if (list === undefined) return [];
    const declared = [...(members ?? []), ...declaredIn(memberStatuses ?? [], members)];
    return [
      objectName("WorkspaceMembers", list),
      ...declared.flatMap((entry) => membershipNames(list, entry)),
    ];
  },

  reject: rejectList,

  async verify(operation, { workspace }, { olds, minFreshness }) {
    if (workspace !== undefined && workspace !== olds?.workspace)
      await requireOpen(operation, workspace, minFreshness);
  },

  async attention(operation, old, { members, except }, id) {
    if (old.status === "archived") return { refuses: whyArchived(id) };
    const records = recordsIn(old);
    const found = members === undefined ? [] : records.filter(({ status }) => status === "undeclared");
    // The program declares a member that it did not before: record it, so that delete removes it.
    if (found.some((record) => members?.some((entry) => recordOf([record], entry)))) return "update";
    // After `import`, undeclared members are in no inputs, and the engine sees no difference.
    const recorded = (old.members ?? []).map(nameOf);
    const undeclared = found.filter(
      (record) => !isExcepted(record, except) && !recorded.includes(nameOf(record)),
    );
    if (undeclared.length > 0) {
      operation.notifyOnce(
        "updatePending",
        `Workspace ${old.workspace}: the update removes members that the program does not declare: ${enumerated(undeclared.map(({ email, userId, role }) => `${nameOf({ email, userId })} (${role})`))}.`,
      );
      return "update";
    }
    for (const entry of members ?? []) {
      const former = await formerEmailAttention(
        operation,
        updating(id),
        entry.email,
        recordOf(records, entry) ?? {},
      );
      if (former !== undefined) return former;
    }
    let waited = false;
    for (const record of records) {
      if (record.status !== "pending" && record.status !== "implicit") continue;
      const standing = await findUser(operation, record, operation.cache.lastMinute());
      noteEmailChange(operation, standing);
      if (record.status === "implicit") {
        // Once the organization role no longer gives access, the membership is added.
        if (standing.is === "member" && !isImplicit(standing.user, record.role)) return "update";
      } else if (standing.is === "member" || waitingFor(standing) !== record.waitingFor) waited = true;
    }
    return waited ? "complete" : undefined;
  },

  async unadoptable(operation, id, observed, inputs) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    const { isDefault } = await findWorkspace(operation, id, OrganizationCache.anyAge);
    if (isDefault) return apiLimitation("defaultWorkspaceMembers");
    const actual = observed.members ?? [];
    const differences = inputs.members.flatMap((entry) => {
      const present = actual.find((candidate) => nameOf(candidate) === nameOf(entry));
      if (present === undefined) return [`${nameOf(entry)} is not a member of the workspace`];
      return present.role === entry.role
        ? []
        : [`${nameOf(entry)} is ${present.role} in the organization, and ${entry.role} in the program`];
    });
    if (differences.length > 0) {
      return `${enumerated(differences)}. Nothing was changed. Declare the current values, run \`up\`, and change them afterwards.`;
    }
    const undeclared = (observed.memberStatuses ?? []).filter(({ status }) => status === "undeclared");
    if (undeclared.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `Workspace ${id} has members that the program does not declare: ${enumerated(undeclared.map(nameOf))}. They are recorded and left unchanged; the next \`up\` removes them, unless the program declares them or names them in \`except\` by then.`,
      );
    }
    return undefined;
  },

  async create(operation, inputs) {
    const memberStatuses = await declareList(operation, inputs);
    const { workspace } = inputs;
    notifyPending(operation, `workspace ${workspace}`, newlyPending(memberStatuses, []));
    return { id: workspace, observed: { workspace, memberStatuses, status: "active", adopted: false } };
  },

  async read(operation, id, old, inputs) {
    const minFreshness = operation.cache.lastMinute();
    const find = old === undefined ? findWorkspace : findWorkspaceOfMembers;
    const { wire, open } = await find(operation, id, minFreshness);
    if (wire === undefined && old === undefined) return undefined;
    if (!open) return { workspace: id, status: "archived" };
    const roster = await Roster.of(operation, id, { members: minFreshness, users: minFreshness });
    const records = old === undefined ? [] : recordsIn(old);
    const declared = await resolve(operation, inputs?.members ?? old?.members ?? [], records, minFreshness);
    const except = inputs?.except ?? old?.except;

    const members: EntryState[] = [];
    const memberStatuses: MemberState[] = [];
    const before = old?.unseenMembers ?? [];
    const unseen = before.filter(({ userId = "" }) => roster.member(userId) === undefined);
    const known = new Set<string>();
    for (const { entry, record, standing } of declared) {
      // A member that was found undeclared waits for nothing.
      const foundUndeclared = record?.status === "undeclared";
      const keep = (state: MemberState) => {
        if (foundUndeclared) return;
        members.push(entry);
        memberStatuses.push(state);
      };
      if (standing.is !== "member") {
        keep(pending(entry, standing));
        continue;
      }
      const { user } = standing;
      if (known.has(user.id)) continue;
      known.add(user.id);
      const waiting = record?.status === "pending";
      if (isImplicit(user, entry.role)) {
        keep(implicit(entry, user));
        continue;
      }
      const member = waiting
        ? roster.member(user.id)
        : await seenMember(operation, id, user, minFreshness, "once");
      if (member === undefined) {
        // A user who has just joined waits for the next `up`. Any other member was removed outside of Pulumi, or the responses are wrong.
        if (waiting) keep(record);
        else if (record?.status === "active") unseen.push({ ...record, userId: user.id });
      } else {
        const role = member.workspace_role;
        const email = normalEmail(user.email);
        members.push(entry.email === undefined ? { ...entry, role } : { email, role });
        const declaredAs = entry.email !== email ? entry.email : record?.declaredAs;
        memberStatuses.push({
          ...active(user, member, foundUndeclared ? "undeclared" : "active"),
          ...(declaredAs === undefined ? {} : { declaredAs }),
        });
      }
    }
    for (const member of roster.undeclared(known, except)) {
      const user = roster.user(member.user_id);
      // `import` compares the declared members, and records the others.
      if (inputs === undefined) members.push(entryFor(user, member));
      const isBack = before.some(({ userId }) => userId === member.user_id);
      memberStatuses.push(active(user, member, isBack ? "active" : "undeclared"));
    }
    return {
      workspace: id,
      members: byName(members),
      memberStatuses: byName(memberStatuses),
      unseenMembers: unseen.length === 0 ? null : byName(unseen),
      status: "active",
    };
  },

  async update(operation, id, old, inputs) {
    const { settings, cache, began } = operation;
    const { members, except } = inputs;
    const doing = updating(id);
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(id)}`);
    const records = recordsIn(old);
    const kept = new Map<MemberState, EntryState>();
    let open = false;
    for (const entry of members) {
      const record = recordOf(records, entry);
      if (record?.status !== "active" || record.role !== entry.role) open = true;
      // The user may have another email now, which is rejected once the users are read.
      if (entry.email !== undefined && record?.email !== entry.email) open = true;
      if (record === undefined) continue;
      const other = kept.get(record);
      if (other !== undefined) throw duplicateError(doing, nameOf(other), nameOf(entry));
      kept.set(record, entry);
    }
    const dropped = (old.unseenMembers ?? []).filter(
      (record) => !members.some((entry) => recordOf([record], entry)),
    );
    const toRemove = [...records, ...dropped].filter(
      (record) =>
        !kept.has(record) &&
        (record.status === "active" || record.status === "undeclared") &&
        !isExcepted(record, except),
    );
    if (!open && toRemove.length === 0)
      return { memberStatuses: records.filter((record) => kept.has(record)), unseenMembers: null };

    // Only members in the state are removed: the preview showed those.
    const minFreshness = toRemove.length === 0 ? cache.lastMinute() : began;
    await requireWorkspace(operation, id, minFreshness, doing, "defaultWorkspaceMembers");
    const roster = await Roster.of(operation, id, { members: minFreshness, users: minFreshness });
    const declared = await resolve(operation, members, records, minFreshness);
    for (const { standing } of declared) noteEmailChange(operation, standing);
    const known = mustBeDistinct(doing, declared, except);
    const removals: Removal[] = [];
    for (const record of toRemove) {
      const standing = await findMemberToRemove(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      const userId = user?.id ?? record.userId ?? "";
      if (known.has(userId)) continue;
      const email = user === undefined ? undefined : normalEmail(user.email);
      if (isExcepted({ email, userId }, except)) continue;
      known.add(userId);
      const removal = removalOf(operation, id, record, user, roster.member(userId));
      if (removal !== undefined) removals.push(removal);
    }
    if (removals.length > 0) {
      if (members.length === 0 && !settings.allowEmpty) {
        throw new UserError(`cannot ${doing}: ${becameEmpty}`);
      }
      countRemovals(operation, id, removals);
    }
    const memberStatuses = await applyChanges(operation, id, changesFor(declared, roster, removals));
    notifyPending(operation, `workspace ${id}`, newlyPending(memberStatuses, records));
    const unseen = roster.undeclared(known, except);
    if (unseen.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `Workspace ${id} has members that the program does not declare and no preview has shown: ${enumerated(unseen.map((member) => roster.shown(member)))}. They are left unchanged; after \`pulumi refresh\` the next preview shows them.`,
      );
    }
    return { memberStatuses, unseenMembers: null, status: "active" };
  },

  async delete(operation, id, old) {
    const { ownership, began } = operation;
    const { open } = await findWorkspaceOfMembers(operation, id, began);
    if (!open) return;
    const roster = await Roster.of(operation, id, { members: began, users: began });
    const removals: Removal[] = [];
    const declaredSingly: string[] = [];
    // An interrupted update leaves a member both in the statuses and unseen.
    const known = new Set<string>();
    for (const record of [...recordsIn(old), ...(old.unseenMembers ?? [])]) {
      if (record.status === "undeclared" || isExcepted(record, old.except)) continue;
      const standing = await findMemberToRemove(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      const userId = user?.id ?? record.userId;
      if (userId === undefined || known.has(userId)) continue;
      known.add(userId);
      const email = user === undefined ? record.email : normalEmail(user.email);
      const names = [
        ...membershipNames(id, { email, userId }),
        ...membershipNames(id, { email: record.declaredAs }),
      ];
      const isElsewhere = (name: ObjectName) =>
        ownership.isDeclared(name) || ownership.isOwnedByAnother(name, "WorkspaceMembers", operation.name);
      if (names.some(isElsewhere) || (await operation.recordedAs(...names)) !== undefined)
        declaredSingly.push(email ?? userId);
      else {
        const removal = removalOf(operation, id, record, user, roster.member(userId));
        if (removal !== undefined) removals.push(removal);
      }
    }
    if (declaredSingly.length > 0) {
      operation.notify(
        "retained",
        `${enumerated(declaredSingly)} stay members of workspace ${id}: a WorkspaceMember of this stack declares them now.`,
      );
    }
    countRemovals(operation, id, removals);
    await applyRemovals(operation, id, removals);
  },
});

function updating(workspace: string): string {
  return `update the members of workspace ${workspace}`;
}

/** Why update rejects an archived workspace. */
function whyArchived(workspace: string): string {
  return `${updating(workspace)}: the workspace is archived, which is final. Remove the list from the program, or declare it for another workspace.`;
}
