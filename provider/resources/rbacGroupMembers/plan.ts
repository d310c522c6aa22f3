import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { objectName } from "../../kernel/objectName.ts";
import { notifyPending } from "../../memberships/pendingNotice.ts";
import { warnOfProvisioning } from "../../rbac/provisioned.ts";
import { enumerated } from "../../text/phrases.ts";
import { noteEmailChange } from "../../users/emailChanged.ts";
import { findUser, waitingFor } from "../../users/findUser.ts";
import { formerEmailAttention } from "../../users/formerEmail.ts";
import { userInId } from "../../users/names.ts";
import { declareList, requireGroup } from "./declare.ts";
import { applyChanges, applyRemovals, changesFor, countRemovals, type Removal } from "./reconcile.ts";
import {
  active,
  byName,
  groupMemberNames,
  isExcepted,
  nameOf,
  newlyPending,
  pending,
  recordOf,
  recordsIn,
} from "./records.ts";
import { becameEmpty, rejectList } from "./reject.ts";
import { duplicateError, mustBeDistinct, Roster, resolve } from "./roster.ts";
import { Inputs, type MemberState, State } from "./schema.ts";

// All members of one group: `/v1/organizations/rbac_groups/{id}/members`. An undeclared member of this organization is drift, and the
// next update removes them. Members of other organizations are left unchanged, unless the program says otherwise: the users of this
// organization do not show who they are. Another group replaces the resource. Delete removes the members that the list declares.

export const rbacGroupMembers = defineResource<typeof Inputs, typeof State>({
  kind: "RbacGroupMembers",
  organization: "enterprise",
  inputs: Inputs,
  state: State,
  managed: ["group", "members"],
  derived: { memberStatuses: ["members"], unseenMembers: ["members"] },
  identifying: ["group"],
  // A member may move to another list of the program. Deletes run last, when all lists are declared.
  replaceInOrder: "createFirst",
  requestTriggers: ["except", "allOrganizations"],

  parseId: (id) => parsedId("an RbacGroupMembers, which is the ID of its group", "rbac_group_", id),
  idOf: ({ group }) => group,
  names({ group, members, memberStatuses, unseenMembers }, id) {
    const list = id ?? group;
    if (list === undefined) return [];
    const records = [...(memberStatuses ?? []), ...(unseenMembers ?? [])].filter(
      ({ status }) => status === "active" || status === "pending",
    );
    return [
      objectName("RbacGroupMembers", list),
      ...[...(members ?? []).map(userInId), ...records].flatMap((user) => groupMemberNames(list, user)),
    ];
  },
  exclusiveNames: ({ group }) => (group === undefined ? [] : [objectName("RbacGroupMembers", group)]),

  reject: rejectList,

  async verify(operation, { group, members }, { olds, minFreshness }) {
    if (group === undefined) return;
    const isOther = group !== olds?.group;
    const isChanged = members !== undefined && String(members) !== String(olds?.members ?? []);
    if (!isOther && !isChanged) return;
    const wire = await requireGroup(operation, group, minFreshness);
    if (isChanged) warnOfProvisioning(operation, `RBAC group ${group}`, wire.source_type);
  },

  async attention(operation, old, { members, except }, id) {
    if (old.status === "removed") return { refuses: whyRemoved(id) };
    const records = recordsIn(old);
    const found = members === undefined ? [] : records.filter(({ status }) => status === "undeclared");
    // The program declares a member that it did not before: record it, so that delete removes it.
    if (found.some((record) => members?.some((name) => recordOf([record], name)))) return "update";
    // After `import`, undeclared members are in no inputs, and the engine sees no difference.
    const undeclared = found.filter(
      (record) => !isExcepted(record, except) && !(old.members ?? []).includes(nameOf(record)),
    );
    if (undeclared.length > 0) {
      operation.notifyOnce(
        "updatePending",
        `RBAC group ${id}: the update removes members that the program does not declare: ${enumerated(undeclared.map(nameOf))}.`,
      );
      return "update";
    }
    for (const name of members ?? []) {
      const former = await formerEmailAttention(
        operation,
        updating(id),
        userInId(name).email,
        recordOf(records, name) ?? {},
      );
      if (former !== undefined) return former;
    }
    let waited = false;
    for (const record of records) {
      if (record.status !== "pending") continue;
      const standing = await findUser(operation, record, operation.cache.lastMinute());
      noteEmailChange(operation, standing);
      if (standing.is === "member" || waitingFor(standing) !== record.waitingFor) waited = true;
    }
    return waited ? "complete" : undefined;
  },

  async unadoptable(operation, id, observed, inputs) {
    const records = observed.memberStatuses ?? [];
    const missing = inputs.members.filter((name) => recordOf(records, name)?.status === undefined);
    const absent = [
      ...missing,
      ...inputs.members.filter((name) => recordOf(records, name)?.status === "pending"),
    ];
    if (absent.length > 0) {
      return `${enumerated(absent.map((name) => `${name} is not a member of the group`))}. Nothing was changed. Declare the current members, run \`up\`, and add them afterwards.`;
    }
    const undeclared = records.filter(({ status }) => status === "undeclared");
    if (undeclared.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `RBAC group ${id} has members that the program does not declare: ${enumerated(undeclared.map(nameOf))}. They are recorded and left unchanged; the next \`up\` removes them, unless the program declares them or names them in \`except\` by then.`,
      );
    }
    return undefined;
  },

  async create(operation, inputs) {
    const { group } = inputs;
    const memberStatuses = await declareList(operation, inputs);
    notifyPending(operation, `RBAC group ${group}`, newlyPending(memberStatuses, []));
    return { id: group, observed: { group, memberStatuses, status: "active", adopted: false } };
  },

  async read(operation, id, old, inputs) {
    const { cache } = operation;
    const minFreshness = cache.lastMinute();
    const wire = await cache.rbac.group(id, minFreshness);
    if (wire === undefined) return old === undefined ? undefined : { group: id, status: "removed" };
    const records = old === undefined ? [] : recordsIn(old);
    const roster = await Roster.withMembersOf(operation, id, records, minFreshness);
    const names = inputs?.members ?? old?.members ?? [];
    const declared = await resolve(operation, roster, names, records, minFreshness);
    const except = inputs?.except ?? old?.except;
    const allOrganizations = inputs?.allOrganizations ?? old?.allOrganizations;

    const members: string[] = [];
    const memberStatuses: MemberState[] = [];
    const before = old?.unseenMembers ?? [];
    const unseen = before.filter(({ userId }) => roster.member(userId) === undefined);
    const known = new Set<string>();
    for (const { name, record, standing, userId } of declared) {
      // A member that was found undeclared waits for nothing.
      const foundUndeclared = record?.status === "undeclared";
      const member = roster.member(userId);
      if (userId !== undefined && known.has(userId)) continue;
      if (member !== undefined) {
        known.add(member.user_id);
        const email = roster.emailOf(member);
        const declaredEmail = userInId(name).email;
        members.push(declaredEmail === undefined ? name : email);
        const declaredAs = declaredEmail === email ? record?.declaredAs : declaredEmail;
        memberStatuses.push({
          ...active(member, email, foundUndeclared ? "undeclared" : "active"),
          ...(declaredAs === undefined ? {} : { declaredAs }),
        });
      } else if (record?.status === "active" && userId !== undefined) {
        // The member was removed outside of Pulumi, or the list is wrong.
        unseen.push({ ...record, userId });
      } else if (!foundUndeclared && (record?.status === "pending" || standing.is !== "member")) {
        // A user who has just joined waits for the next `up`.
        members.push(name);
        memberStatuses.push(
          standing.is === "member" && record !== undefined ? record : pending(name, standing),
        );
      }
    }
    for (const member of roster.others(known, except)) {
      const email = roster.emailOf(member);
      const isBack = before.some(({ userId }) => userId === member.user_id);
      if (!isBack && allOrganizations !== true && !roster.isOwn(member)) {
        memberStatuses.push(active(member, email, "otherOrganization"));
        continue;
      }
      // `import` compares the declared members, and records the others.
      if (inputs === undefined) members.push(email);
      memberStatuses.push(active(member, email, isBack ? "active" : "undeclared"));
    }
    return {
      group: id,
      members: members.sort(),
      memberStatuses: byName(memberStatuses),
      unseenMembers: unseen.length === 0 ? null : byName(unseen),
      status: "active",
    };
  },

  async update(operation, id, old, inputs) {
    const { settings, cache, began } = operation;
    const { members, except } = inputs;
    const doing = updating(id);
    if (old.status === "removed") throw new UserError(`cannot ${whyRemoved(id)}`);
    const records = recordsIn(old);
    const kept = new Map<MemberState, string>();
    let open = false;
    for (const name of members) {
      const record = recordOf(records, name);
      // The user may have another email now, which is rejected once the users are read.
      if (record?.status !== "active" || record.declaredAs === name) open = true;
      if (record === undefined) continue;
      const other = kept.get(record);
      if (other !== undefined) throw duplicateError(doing, other, name);
      kept.set(record, name);
    }
    const dropped = (old.unseenMembers ?? []).filter(
      (record) => !members.some((name) => recordOf([record], name)),
    );
    const toRemove = [...records, ...dropped].filter(
      (record) =>
        !kept.has(record) &&
        (record.status === "active" || record.status === "undeclared") &&
        !isExcepted(record, except),
    );
    const left = records.filter(
      (record) => kept.has(record) || (record.status === "otherOrganization" && !isExcepted(record, except)),
    );
    if (!open && toRemove.length === 0) return { memberStatuses: left, unseenMembers: null };

    // Only members in the state are removed: the preview showed those.
    const minFreshness = toRemove.length === 0 ? cache.lastMinute() : began;
    await requireGroup(operation, id, minFreshness);
    const roster = await Roster.of(operation, id, { members: minFreshness, users: minFreshness });
    const declared = await resolve(operation, roster, members, records, minFreshness);
    for (const { standing } of declared) noteEmailChange(operation, standing);
    const known = mustBeDistinct(doing, declared, except);
    const removals: Removal[] = [];
    for (const record of toRemove) {
      const userId = record.userId ?? roster.withEmail(record.email)?.user_id;
      if (userId === undefined || known.has(userId)) continue;
      const member = roster.member(userId);
      const email = member === undefined ? record.email : roster.emailOf(member);
      if (isExcepted({ email, userId }, except)) continue;
      known.add(userId);
      removals.push({ record, userId, listed: member !== undefined });
    }
    if (removals.length > 0) {
      if (members.length === 0 && !settings.allowEmpty)
        throw new UserError(`cannot ${doing}: ${becameEmpty}`);
      countRemovals(operation, id, removals);
    }
    const others = left.filter(
      ({ status, userId }) => status === "otherOrganization" && !known.has(userId ?? ""),
    );
    const applied = await applyChanges(operation, id, changesFor(declared, roster, removals));
    notifyPending(operation, `RBAC group ${id}`, newlyPending(applied, records));
    const seen = new Set([...known, ...others.flatMap(({ userId }) => userId ?? [])]);
    const unseen = roster.undeclared(seen, inputs);
    if (unseen.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `RBAC group ${id} has members that the program does not declare and no preview has shown: ${enumerated(unseen.map((member) => roster.shown(member)))}. They are left unchanged; after \`pulumi refresh\` the next preview shows them.`,
      );
    }
    return { memberStatuses: byName([...applied, ...others]), unseenMembers: null, status: "active" };
  },

  async delete(operation, id, old) {
    const { cache, began } = operation;
    if ((await cache.rbac.group(id, began)) === undefined) return;
    const roster = await Roster.of(operation, id, { members: began, users: began });
    const removals: Removal[] = [];
    // An interrupted update leaves a member both in the statuses and unseen.
    const known = new Set<string>();
    for (const record of [...recordsIn(old), ...(old.unseenMembers ?? [])]) {
      const isDeclared = record.status === "active" || record.status === "pending";
      if (!isDeclared || isExcepted(record, old.except)) continue;
      // An interrupted run may have added a member who is pending in the state.
      const userId =
        record.userId ?? roster.members.find((member) => roster.emailOf(member) === record.email)?.user_id;
      const member = roster.member(userId);
      if (userId === undefined || known.has(userId)) continue;
      if (member === undefined && record.status === "pending") continue;
      known.add(userId);
      removals.push({ record, userId, listed: member !== undefined });
    }
    countRemovals(operation, id, removals);
    await applyRemovals(operation, id, removals);
  },
});

function updating(group: string): string {
  return `update the members of RBAC group ${group}`;
}

/** Why update rejects a group that was deleted outside of Pulumi. */
function whyRemoved(group: string): string {
  return `${updating(group)}: the group was deleted outside of Pulumi. Remove the list from the program, or declare it for another group.`;
}
