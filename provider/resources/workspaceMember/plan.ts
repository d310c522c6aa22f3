import { clean } from "../../api/foreignText.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { memberOf, openWorkspace, seenMember, takeOut, takeOutUnseen } from "../../memberships/membership.ts";
import { membershipId, membershipNames } from "../../memberships/names.ts";
import { rejectChangedEmail } from "../../users/emailChanged.ts";
import {
  Email,
  findPerson,
  isAdministrator,
  isImplicit,
  normalEmail,
  waitingFor,
} from "../../users/people.ts";
import { seekToTakeOut } from "../../users/whereabouts.ts";
import type { Inputs as WorkspaceMembersInputs } from "../workspaceMembers/schema.ts";
import { give } from "./give.ts";
import { placeKnown, placeOf, updating, whyArchived } from "./place.ts";
import { Inputs, State } from "./schema.ts";
import { absent, fromWire, implicit } from "./wire.ts";

// One person's explicit place in one workspace: `/v1/organizations/workspaces/{id}/members`. Another workspace or
// another person replaces it (the old place is given up afterwards). Deleting it removes the place, also one that was found
// and taken over: access is always withdrawn.

export const workspaceMember = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMember",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "email", "userId", "role"],
  identifying: ["workspace", "email", "userId"],
  // In a list by number one person takes the place of another. Only after all are declared is it known who has to go.
  replaceInOrder: "createFirst",

  parseId(id) {
    const [workspace = "", person = "", ...more] = id.trim().split("/");
    const form = person.includes("@") ? Email : idWithPrefix("user_");
    const parsed = {
      workspace: idWithPrefix("wrkspc_").safeParse(workspace),
      person: form.safeParse(person),
    };
    if (!parsed.workspace.success || !parsed.person.success || more.length > 0) {
      throw new UserError(
        `${JSON.stringify(clean(id))} is not the ID of a WorkspaceMember, which is the workspace's id, a slash, and the person's address or id: \`wrkspc_.../alice@example.com\`.`,
      );
    }
    return `${parsed.workspace.data}/${parsed.person.data}`;
  },
  idOf: ({ workspace, email, userId }) =>
    workspace === undefined || (email ?? userId) === undefined
      ? undefined
      : membershipId(workspace, email ?? userId ?? ""),
  names: ({ workspace, email, userId }, id) => [
    ...(id === undefined ? [] : membershipNames(placeOf(id).workspace, placeOf(id))),
    ...(workspace === undefined ? [] : membershipNames(workspace, { email, userId })),
  ],
  // Not the email in the state: it may be another user's by now.
  exclusiveNamesInState: (_, { workspace, userId }) =>
    workspace === undefined ? [] : membershipNames(workspace, { userId }),

  reject({ workspace, email, userId }, { unknown, declarations }) {
    if (unknown.has("email") || unknown.has("userId")) return [];
    if ((email === undefined) === (userId === undefined)) {
      return [
        {
          // Of the whole resource: the one that was there before is not blamed for what is new.
          property: "",
          reason: `Name the person by \`email\` or by \`userId\`${email === undefined ? "" : ", not by both"}.`,
        },
      ];
    }
    const person = email ?? userId ?? "";
    const lists = declarations
      .ofType<WorkspaceMembersInputs>("WorkspaceMembers")
      .filter(({ inputs }) => workspace !== undefined && inputs.workspace === workspace);
    const isExcepted = lists.some(
      (list) => list.unknown.has("except") || list.inputs.except?.includes(person) === true,
    );
    if (lists.length === 0 || isExcepted) return [];
    return [
      {
        // Of the whole resource: the properties may be as they always were, and the list be new.
        property: "",
        reason: `The whole list of workspace ${workspace} is declared by a WorkspaceMembers of this program, which would take ${person} out again. Put ${person} into its \`members\` and remove this resource, or name ${person} in its \`except\`.`,
      },
    ];
  },

  async sameObject(operation, id, old, { workspace, email, userId }) {
    if (workspace !== old.workspace) return false;
    // The address under which the membership was declared stays its name, also when the person has another one now.
    if (email !== undefined && (email === old.email || email === placeOf(id).email)) return true;
    if (userId !== undefined && userId === old.userId) return true;
    const standing = await findPerson(operation, { email, userId }, operation.cache.lastMinute());
    return (
      standing.is === "member" &&
      (standing.user.id === old.userId ||
        (old.userId === undefined && normalEmail(standing.user.email) === old.email))
    );
  },

  async attention(operation, old, inputs) {
    if (old.status === "archived") return { refuses: whyArchived({ ...old, ...inputs }) };
    const minFreshness = operation.cache.lastMinute();
    if (old.status === "implicit") {
      // Once the organization role no longer gives the workspace, the membership must be given.
      const standing = await findPerson(operation, { email: old.email, userId: old.userId }, minFreshness);
      const withoutRole = standing.is === "member" && !isImplicit(standing.user, inputs.role ?? old.role);
      return withoutRole ? "update" : undefined;
    }
    if (old.status !== "pending") return undefined;
    const { email, userId } = inputs;
    const standing = await findPerson(operation, { email, userId }, minFreshness);
    return standing.is === "member" || waitingFor(standing) !== old.waitingFor ? "complete" : undefined;
  },

  async unadoptable(_, __, observed) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    if (observed.status === "pending") return "the person is not in the organization. Remove `import`.";
    return undefined;
  },

  async create(operation, inputs) {
    const id = `${inputs.workspace}/${inputs.email ?? inputs.userId}`;
    return { id, observed: await give(operation, id, inputs, inputs, OrganizationCache.anyAge) };
  },

  async read(operation, id, old, inputs) {
    const minFreshness = operation.cache.lastMinute();
    const place = placeKnown(id, old);
    const { wire, open } = await openWorkspace(operation, place.workspace, minFreshness);
    // Nobody declares what `.get` reads, so there it is a membership or nothing.
    const declared = old !== undefined || inputs !== undefined;
    if (!open) {
      const known = old !== undefined || (declared && wire !== undefined);
      return known ? { workspace: place.workspace, status: "archived", waitingFor: null } : undefined;
    }
    const standing = await findPerson(operation, place, minFreshness);
    if (standing.is !== "member") {
      if (!declared) return undefined;
      // Who comes back may be another user_ to the API; the address finds them again.
      return { ...absent(place.workspace, standing), ...(place.email === undefined ? {} : { userId: null }) };
    }
    const { user } = standing;
    if (declared && isImplicit(user, old?.role ?? inputs?.role)) return implicit(place.workspace, user);
    const waiting = old?.status === "pending";
    const member = waiting
      ? await memberOf(operation, place.workspace, user.id, minFreshness)
      : await seenMember(operation, place.workspace, user, minFreshness);
    if (member !== undefined) return fromWire(member, user);
    // Who has just come waits for the next `up`; anybody else was taken out by hand.
    if (waiting) return { workspace: place.workspace, status: "pending" };
    return isImplicit(user, undefined)
      ? {
          ...implicit(place.workspace, user),
          role: isAdministrator(user) ? "workspace_admin" : "workspace_billing",
        }
      : undefined;
  },

  async update(operation, id, old, inputs) {
    const doing = updating(inputs);
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(inputs)}`);
    if (inputs.email !== undefined && inputs.email !== old.email && old.userId !== undefined) {
      const standing = await findPerson(operation, { userId: old.userId }, operation.cache.lastMinute());
      if (standing.is === "member") rejectChangedEmail(doing, inputs.email, standing.user);
    }
    if (old.status === "active" && inputs.role === old.role) return {};
    const person = { email: inputs.email, userId: inputs.userId ?? old.userId };
    return await give(operation, id, inputs, person, OrganizationCache.anyAge, old);
  },

  async delete(operation, id, old) {
    const { limits, began } = operation;
    const place = placeKnown(id, old);
    const { workspace } = place;
    const { open } = await openWorkspace(operation, workspace, began);
    if (!open) return;
    const standing = await seekToTakeOut(operation, place);
    if (standing.is !== "member") return;
    const { user } = standing;
    const listed = (await memberOf(operation, workspace, user.id, began)) !== undefined;
    // Access through the organization role cannot be removed, unless the list shows an explicit membership.
    if (!listed && isImplicit(user, old.role)) return;
    const doing = `remove ${normalEmail(user.email)} (${user.id}) from workspace ${workspace}`;
    if (isAdministrator(user)) {
      operation.notify(
        "implicitAccess",
        `cannot ${doing}: as \`${user.role}\` of the organization they have access to every workspace, which the API cannot change.`,
      );
      return;
    }
    if (!listed) {
      await takeOutUnseen(operation, workspace, user, doing);
      return;
    }
    limits.spend("removals", doing);
    await takeOut(operation, workspace, user, doing);
  },
});
