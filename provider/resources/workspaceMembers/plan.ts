import { OrganizationCache } from "../../api/organizationCache.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Failure } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";
import { mustTakeMembers, openWorkspace, seenMember } from "../../memberships/membership.ts";
import { membershipNames } from "../../memberships/names.ts";
import { findPerson, isImplicit, normalEmail, waitingFor } from "../../users/people.ts";
import { seekToTakeOut } from "../../users/whereabouts.ts";
import type { Inputs as WorkspaceMemberInputs } from "../workspaceMember/schema.ts";
import { carryOut, carryOutTaking, mayTake, type Taking, takingOf, workFor } from "./reconcile.ts";
import { active, entryFor, implicit, isSpared, pending, peopleIn, recordOf } from "./records.ts";
import { listed, mustBeDistinct, resolve, Scene, twice } from "./roster.ts";
import { byName, type EntryState, Inputs, nameOf, type PersonState, State } from "./schema.ts";

// The whole list of those who have an explicit place in one workspace: `/v1/organizations/workspaces/{id}/members`. Who
// is there and not declared is drift, and is taken out by the next update. Another workspace replaces the list: the old
// one is given up afterwards. Deleting it takes out the people whom it declares, and nobody else.

export const workspaceMembers = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMembers",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "members"],
  identifying: ["workspace"],
  // Only after all lists are declared is it known who has to go.
  replaceInOrder: "createFirst",
  requestTriggers: ["except"],

  parseId: (id) => parsedId("a WorkspaceMembers, which is that of its workspace", "wrkspc_", id),
  idOf: ({ workspace }) => workspace,
  // Deleting a WorkspaceMember of a listed user leaves the membership to the list.
  names({ workspace, members, people }, id) {
    const list = id ?? workspace;
    if (list === undefined) return [];
    const declared = (people ?? []).filter(({ status }) => status !== "undeclared");
    return [
      objectName("WorkspaceMembers", list),
      ...[...(members ?? []), ...declared].flatMap((entry) => membershipNames(list, entry)),
    ];
  },

  reject({ workspace, members, except }, { olds, unknown, settings, declarations }) {
    const failures: Failure[] = [];
    const names = (members ?? []).map(nameOf);
    const double = names.find((name, index) => names.indexOf(name) !== index);
    if (double !== undefined) {
      failures.push({
        property: "members",
        reason: `\`members\` names ${double} twice. Remove one of them.`,
      });
    }
    const both = names.find((name) => except?.includes(name));
    if (both !== undefined) {
      failures.push({
        property: "except",
        reason: `${both} is among \`members\` and among \`except\`, which leaves people alone. Remove one of them.`,
      });
    }
    if (members?.length === 0 && (olds?.members ?? []).length > 0 && !settings.allowEmpty) {
      failures.push({ property: "members", reason: becameEmpty });
    }
    if (workspace !== undefined && !unknown.has("except")) {
      const single = declarations
        .ofType<WorkspaceMemberInputs>("WorkspaceMember")
        .filter(({ inputs }) => inputs.workspace === workspace)
        .flatMap(({ inputs: { email, userId } }) => email ?? userId ?? []);
      const beside = [...new Set(single)].filter((user) => except?.includes(user) !== true);
      if (beside.length > 0) {
        failures.push({
          // Of the whole resource: the properties may be as they always were, and the other resource be new.
          property: "",
          reason: `The program also declares one by one, as WorkspaceMember, whom workspace ${workspace} has: ${listed(beside)}. This list would take them out again. Put them into \`members\` and remove their WorkspaceMember, or name them in \`except\`.`,
        });
      }
    }
    return failures;
  },

  async attention(operation, old, { members, except }, id) {
    if (old.status === "archived") return { refuses: whyArchived(id) };
    const people = peopleIn(old);
    const undeclared = members === undefined ? [] : people.filter(({ status }) => status === "undeclared");
    // A stranger whom the program has accepted since: from now on, delete takes them out too.
    const accepted = undeclared.filter((person) => members?.some((entry) => recordOf([person], entry)));
    if (accepted.length > 0) return "update";
    // After `import`, whom it found is in no inputs, so that the engine cannot see the difference.
    const recorded = (old.members ?? []).map(nameOf);
    const strangers = undeclared.filter(
      (person) => !isSpared(person, except) && !recorded.includes(nameOf(person)),
    );
    if (strangers.length > 0) {
      operation.notifyOnce(
        "updatePending",
        `Workspace ${old.workspace}: the update takes out who is there without being declared: ${listed(strangers.map(({ email, userId, role }) => `${nameOf({ email, userId })} (${role})`))}.`,
      );
      return "update";
    }
    let waited = false;
    for (const person of people) {
      if (person.status !== "pending" && person.status !== "implicit") continue;
      const standing = await findPerson(operation, person, operation.cache.lastMinute());
      if (person.status === "implicit") {
        // Once the organization role no longer gives the workspace, the place must be given.
        if (standing.is === "member" && !isImplicit(standing.user, person.role)) return "update";
      } else if (standing.is === "member" || waitingFor(standing) !== person.waitingFor) waited = true;
    }
    return waited ? "complete" : undefined;
  },

  async unadoptable(operation, id, observed, inputs) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    const { wire } = await openWorkspace(operation, id, OrganizationCache.anyAge);
    if (wire?.name === "Default") return apiLimitation("defaultWorkspaceMembers");
    const there = observed.members ?? [];
    const differences = inputs.members.flatMap((entry) => {
      const present = there.find((candidate) => nameOf(candidate) === nameOf(entry));
      if (present === undefined) return [`${nameOf(entry)} is not a member there`];
      return present.role === entry.role
        ? []
        : [`${nameOf(entry)} is ${present.role} in the organization, and ${entry.role} in the program`];
    });
    if (differences.length > 0) {
      return `${listed(differences)}. Nothing was changed. Declare the present values, run \`up\`, and change them afterwards.`;
    }
    const strangers = (observed.people ?? []).filter(({ status }) => status === "undeclared");
    if (strangers.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `Workspace ${id} has members whom the program does not declare: ${listed(strangers.map(nameOf))}. They are recorded and left as they are; the next \`up\` takes them out, unless they are declared or named in \`except\` by then.`,
      );
    }
    return undefined;
  },

  async create(operation, inputs) {
    const { ownership, began } = operation;
    const { workspace, except } = inputs;
    const doing = `give workspace ${workspace} its list of members`;
    await mustTakeMembers(operation, workspace, OrganizationCache.anyAge, doing);
    const scene = await Scene.of(operation, workspace, { members: began, users: OrganizationCache.anyAge });
    const declared = await resolve(operation, inputs.members, [], OrganizationCache.anyAge);
    const strangers = scene.strangers(mustBeDistinct(doing, declared, except), except);
    const known = "If you renamed or moved this resource, add the resource option `aliases`.";
    if (strangers.length > 0) {
      throw new UserError(
        `cannot ${doing}: people are there whom the program does not declare: ${listed(strangers.map((member) => scene.shown(member)))}. ${known} ` +
          "Otherwise put them into `members`, or into `except` to leave them alone; " +
          `or give the resource option \`import: "${workspace}"\`, which only records them, so that the next preview shows that they are taken out.`,
      );
    }
    const work = workFor(declared, scene, []);
    if (work.changes.length > 0 && !ownership.isMoved(objectName("WorkspaceMembers", workspace))) {
      const others = work.changes.map(
        ({ entry, present }) => `${scene.shown(present)} instead of ${entry.role}`,
      );
      throw new UserError(
        `cannot ${doing}: people have other roles there than declared: ${listed(others)}. ${known} ` +
          "Otherwise declare the roles that they have, run `up`, and change them afterwards.",
      );
    }
    const people = await carryOut(operation, workspace, work);
    return { id: workspace, observed: { workspace, people, status: "active", adopted: false } };
  },

  async read(operation, id, old, inputs) {
    const minFreshness = operation.cache.lastMinute();
    const { wire, open } = await openWorkspace(operation, id, minFreshness);
    if (wire === undefined && old === undefined) return undefined;
    if (!open) return { workspace: id, status: "archived" };
    const scene = await Scene.of(operation, id, { members: minFreshness, users: minFreshness });
    const records = old === undefined ? [] : peopleIn(old);
    const declared = await resolve(operation, inputs?.members ?? old?.members ?? [], records, minFreshness);
    const except = inputs?.except ?? old?.except;

    const members: EntryState[] = [];
    const people: PersonState[] = [];
    const known = new Set<string>();
    for (const { entry, record, standing } of declared) {
      // Whom an earlier look found there without being declared has no place to wait for.
      const foreign = record?.status === "undeclared";
      const keep = (person: PersonState) => {
        if (foreign) return;
        members.push(entry);
        people.push(person);
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
      const member = waiting ? scene.member(user.id) : await seenMember(operation, id, user, minFreshness);
      if (member === undefined) {
        // Who has just come waits for the next `up`; anybody else was taken out by hand.
        if (waiting) keep(record);
      } else {
        const role = member.workspace_role;
        const email = normalEmail(user.email);
        members.push(entry.email === undefined ? { ...entry, role } : { email, role });
        const declaredAs = entry.email !== email ? entry.email : record?.declaredAs;
        people.push({
          ...active(user, member, foreign ? "undeclared" : "active"),
          ...(declaredAs === undefined ? {} : { declaredAs }),
        });
      }
    }
    for (const stranger of scene.strangers(known, except)) {
      const user = scene.user(stranger.user_id);
      // `import` compares the people whom the program declares, and records the others.
      if (inputs === undefined) members.push(entryFor(user, stranger));
      people.push(active(user, stranger, "undeclared"));
    }
    return { workspace: id, members: byName(members), people: byName(people), status: "active" };
  },

  async update(operation, id, old, inputs) {
    const { settings, cache, began } = operation;
    const { members, except } = inputs;
    const doing = updating(id);
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(id)}`);
    const records = peopleIn(old);
    const kept = new Map<PersonState, EntryState>();
    let open = false;
    for (const entry of members) {
      const record = recordOf(records, entry);
      if (record?.status !== "active" || record.role !== entry.role) open = true;
      // Known by another address now, which is refused once it is certain.
      if (entry.email !== undefined && record?.email !== entry.email) open = true;
      if (record === undefined) continue;
      const other = kept.get(record);
      if (other !== undefined) throw twice(doing, nameOf(other), nameOf(entry));
      kept.set(record, entry);
    }
    const superfluous = records.filter(
      (record) =>
        !kept.has(record) &&
        (record.status === "active" || record.status === "undeclared") &&
        !isSpared(record, except),
    );
    if (!open && superfluous.length === 0) return { people: records.filter((record) => kept.has(record)) };

    // Relative to what was kept, which is what the preview showed: whom nobody saw there is not taken out.
    const minFreshness = superfluous.length === 0 ? cache.lastMinute() : began;
    await mustTakeMembers(operation, id, minFreshness, doing);
    const scene = await Scene.of(operation, id, { members: minFreshness, users: minFreshness });
    const declared = await resolve(operation, members, records, minFreshness);
    const known = mustBeDistinct(doing, declared, except);
    const removals: Taking[] = [];
    for (const record of superfluous) {
      const standing = await seekToTakeOut(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      const userId = user?.id ?? record.userId ?? "";
      if (known.has(userId)) continue;
      const email = user === undefined ? undefined : normalEmail(user.email);
      if (isSpared({ email, userId }, except)) continue;
      known.add(userId);
      const removal = takingOf(operation, id, record, user, scene.member(userId));
      if (removal !== undefined) removals.push(removal);
    }
    if (removals.length > 0) {
      if (members.length === 0 && !settings.allowEmpty) {
        throw new UserError(`cannot ${doing}: ${becameEmpty}`);
      }
      mayTake(operation, id, removals);
    }
    const people = await carryOut(operation, id, workFor(declared, scene, removals));
    const unseen = scene.strangers(known, except);
    if (unseen.length > 0) {
      operation.notify(
        "undeclaredMembers",
        `Workspace ${id} has members whom the program does not declare and no preview has shown: ${listed(unseen.map((member) => scene.shown(member)))}. They are left unchanged; \`pulumi refresh\` makes them part of the next preview.`,
      );
    }
    return { people, status: "active" };
  },

  async delete(operation, id, old) {
    const { ownership, began } = operation;
    const { open } = await openWorkspace(operation, id, began);
    if (!open) return;
    const scene = await Scene.of(operation, id, { members: began, users: began });
    const removals: Taking[] = [];
    const handedOver: string[] = [];
    for (const record of peopleIn(old)) {
      if (record.status === "undeclared" || isSpared(record, old.except)) continue;
      const standing = await seekToTakeOut(operation, record);
      const user = standing.is === "member" ? standing.user : undefined;
      if (user === undefined) continue;
      const email = normalEmail(user.email);
      const names = [
        ...membershipNames(id, { email, userId: user.id }),
        ...membershipNames(id, { email: record.declaredAs }),
      ];
      if (names.some((name) => ownership.isDeclared(name))) handedOver.push(email);
      else {
        const removal = takingOf(operation, id, record, user, scene.member(user.id));
        if (removal !== undefined) removals.push(removal);
      }
    }
    if (handedOver.length > 0) {
      operation.notify(
        "retained",
        `Of workspace ${id}, ${listed(handedOver)} stay: they are declared by a WorkspaceMember of this program now.`,
      );
    }
    mayTake(operation, id, removals);
    for (const removal of removals) await carryOutTaking(operation, id, removal);
  },
});

function updating(workspace: string): string {
  return `update the members of workspace ${workspace}`;
}

/** What update refuses, and why, when the workspace is no more. */
function whyArchived(workspace: string): string {
  return `${updating(workspace)}: the workspace is archived, which is final. Remove the list from the program, or declare it for another workspace.`;
}

const becameEmpty =
  "`members` has become empty, which would remove every member. If this is intended, set `anthropic:allowEmpty` to `true`, or ANTHROPIC_ALLOW_EMPTY=true for one run.";
