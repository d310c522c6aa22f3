import { attemptsFor } from "../../api/absence.ts";
import { clean } from "../../api/foreignText.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { memberOf, removeMember, removeUnlistedMember, seenMember } from "../../memberships/membership.ts";
import { membershipId, membershipNames } from "../../memberships/names.ts";
import { Email, normalEmail } from "../../users/email.ts";
import { noteEmailChange, rejectChangedEmail } from "../../users/emailChanged.ts";
import { findUser, isSameUser, waitingFor } from "../../users/findUser.ts";
import { formerEmailAttention } from "../../users/formerEmail.ts";
import { findMemberToRemove } from "../../users/outcome.ts";
import { isAdministrator, isImplicit } from "../../users/roles.ts";
import { findWorkspace, findWorkspaceOfMembers, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import type { Inputs as WorkspaceMembersInputs } from "../workspaceMembers/schema.ts";
import { declareMembership } from "./declare.ts";
import { membershipInId, membershipInState, updating, whyArchived } from "./identity.ts";
import { Inputs, State } from "./schema.ts";
import { absent, fromWire, implicit } from "./wire.ts";

// An explicit workspace membership: `/v1/organizations/workspaces/{id}/members`. Another workspace or another user replaces it;
// the old membership is removed afterwards. Delete removes the membership, also an adopted one: access is always removed.

export const workspaceMember = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceMember",
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "email", "userId", "role"],
  derived: { email: ["userId"] },
  identifying: ["workspace", "email", "userId"],
  // When a loop names resources by index, users can move between resources. Deletes run last, when all resources are declared.
  replaceInOrder: "createFirst",

  parseId(id) {
    const [workspace = "", user = "", ...more] = id.trim().split("/");
    const form = user.includes("@") ? Email : idWithPrefix("user_");
    const parsed = {
      workspace: idWithPrefix("wrkspc_").safeParse(workspace),
      user: form.safeParse(user),
    };
    if (!parsed.workspace.success || !parsed.user.success || more.length > 0) {
      throw new UserError(
        `${JSON.stringify(clean(id))} is not the ID of a WorkspaceMember, which is the ID of the workspace, a slash, and the email address or ID of the user, such as \`wrkspc_.../alice@example.com\`.`,
      );
    }
    return `${parsed.workspace.data}/${parsed.user.data}`;
  },
  idOf: ({ workspace, email, userId }) =>
    workspace === undefined || (email ?? userId) === undefined
      ? undefined
      : membershipId(workspace, email ?? userId ?? ""),
  names: ({ workspace, email, userId }, id) => [
    ...(id === undefined ? [] : membershipNames(membershipInId(id).workspace, membershipInId(id))),
    ...(workspace === undefined ? [] : membershipNames(workspace, { email, userId })),
  ],
  // The email in the state is not used, since it may belong to another user by now.
  exclusiveNamesInState: (_, { workspace, userId }) =>
    workspace === undefined ? [] : membershipNames(workspace, { userId }),

  reject({ workspace, email, userId }, { unknown, declarations }) {
    if (unknown.has("email") || unknown.has("userId")) return [];
    if ((email === undefined) === (userId === undefined)) {
      return [
        {
          // Reported for the whole resource: either property may be the one that changed.
          property: "",
          reason: `Set \`email\` or \`userId\`${email === undefined ? "" : ", not both"}.`,
        },
      ];
    }
    const user = email ?? userId ?? "";
    const lists = declarations
      .ofType<WorkspaceMembersInputs>("WorkspaceMembers")
      .filter(({ inputs }) => workspace !== undefined && inputs.workspace === workspace);
    const isExcepted = lists.some(
      (list) => list.unknown.has("except") || list.inputs.except?.includes(user) === true,
    );
    if (lists.length === 0 || isExcepted) return [];
    return [
      {
        // Reported for the whole resource: its properties may be unchanged, and only the list new.
        property: "",
        reason: `A WorkspaceMembers of this program declares all members of workspace ${workspace}, and would remove ${user}. Add ${user} to its \`members\` and remove this resource, or add ${user} to its \`except\`.`,
      },
    ];
  },

  async verify(operation, { workspace }, { olds, minFreshness }) {
    if (workspace === undefined || workspace === olds?.workspace) return;
    const doing = `declare a member of workspace ${workspace}`;
    await requireWorkspace(operation, workspace, minFreshness, doing, "defaultWorkspaceMembers");
  },

  async sameObject(operation, id, old, { workspace, email, userId }) {
    if (workspace !== old.workspace) return false;
    // The declared email names the membership, also when the user has another email now.
    if (email !== undefined && (email === old.email || email === membershipInId(id).email)) return true;
    if (userId !== undefined && userId === old.userId) return true;
    return await isSameUser(
      operation,
      { email, userId },
      { ...old, email: old.email ?? membershipInId(id).email },
    );
  },

  async attention(operation, old, inputs) {
    if (old.status === "archived") return { refuses: whyArchived({ ...old, ...inputs }) };
    const former = await formerEmailAttention(operation, updating({ ...old, ...inputs }), inputs.email, old);
    if (former !== undefined) return former;
    const minFreshness = operation.cache.lastMinute();
    if (old.status === "implicit") {
      // Once the organization role no longer gives access, the membership is added.
      const standing = await findUser(operation, { email: old.email, userId: old.userId }, minFreshness);
      const lacksAccess = standing.is === "member" && !isImplicit(standing.user, inputs.role ?? old.role);
      return lacksAccess ? "update" : undefined;
    }
    if (old.status !== "pending") return undefined;
    const { email, userId } = inputs;
    const standing = await findUser(operation, { email, userId }, minFreshness);
    noteEmailChange(operation, standing);
    return standing.is === "member" || waitingFor(standing) !== old.waitingFor ? "complete" : undefined;
  },

  async unadoptable(_, __, observed) {
    if (observed.status === "archived") return "the workspace is archived, which is final.";
    if (observed.status === "pending") return "the user is not in the organization. Remove `import`.";
    return undefined;
  },

  async create(operation, inputs) {
    const id = `${inputs.workspace}/${inputs.email ?? inputs.userId}`;
    return { id, observed: await declareMembership(operation, id, inputs, inputs, OrganizationCache.anyAge) };
  },

  async read(operation, id, old, inputs) {
    const minFreshness = operation.cache.lastMinute();
    const membership = membershipInState(id, old);
    const find = old === undefined ? findWorkspace : findWorkspaceOfMembers;
    const { wire, open } = await find(operation, membership.workspace, minFreshness);
    // `.get` declares nothing: it reads a membership or fails.
    const declared = old !== undefined || inputs !== undefined;
    if (!open) {
      const known = old !== undefined || (declared && wire !== undefined);
      return known ? { workspace: membership.workspace, status: "archived", waitingFor: null } : undefined;
    }
    const standing = await findUser(operation, membership, minFreshness);
    if (standing.is !== "member") {
      if (!declared) return undefined;
      // A user who joins again may get another ID. The email finds them.
      return {
        ...absent(membership.workspace, standing),
        ...(membership.email === undefined ? {} : { userId: null }),
      };
    }
    const { user } = standing;
    if (declared && isImplicit(user, old?.role ?? inputs?.role)) return implicit(membership.workspace, user);
    const waiting = old?.status === "pending";
    const member = waiting
      ? await memberOf(operation, membership.workspace, user.id, minFreshness)
      : await seenMember(operation, membership.workspace, user, minFreshness, attemptsFor(old));
    if (member !== undefined) return fromWire(member, user);
    // A user who has just joined waits for the next `up`. Any other member was removed outside of Pulumi.
    if (waiting) return { workspace: membership.workspace, status: "pending" };
    return isImplicit(user, undefined)
      ? {
          ...implicit(membership.workspace, user),
          role: isAdministrator(user) ? "workspace_admin" : "workspace_billing",
        }
      : undefined;
  },

  async update(operation, id, old, inputs) {
    const doing = updating(inputs);
    if (old.status === "archived") throw new UserError(`cannot ${whyArchived(inputs)}`);
    if (inputs.email !== undefined && inputs.email !== old.email && old.userId !== undefined) {
      const standing = await findUser(operation, { userId: old.userId }, operation.cache.lastMinute());
      if (standing.is === "member") rejectChangedEmail(doing, inputs.email, standing.user);
    }
    if (old.status === "active" && inputs.role === old.role) return {};
    const user = { email: inputs.email, userId: inputs.userId ?? old.userId };
    return await declareMembership(operation, id, inputs, user, OrganizationCache.anyAge, old);
  },

  async delete(operation, id, old) {
    const { limits, began } = operation;
    const membership = membershipInState(id, old);
    const { workspace } = membership;
    const { open } = await findWorkspaceOfMembers(operation, workspace, began);
    if (!open) return;
    const standing = await findMemberToRemove(operation, membership);
    const user = standing.is === "member" ? standing.user : undefined;
    const userId = user?.id ?? membership.userId;
    if (userId === undefined) return;
    const listed = (await memberOf(operation, workspace, userId, began)) !== undefined;
    // A user who left the organization has no memberships, which the list of the workspace confirms. Access through the organization role
    // cannot be removed, unless the list shows an explicit membership.
    if (!listed && (user === undefined || isImplicit(user, old.role))) return;
    const email = user === undefined ? membership.email : normalEmail(user.email);
    const named = email === undefined ? userId : `${email} (${userId})`;
    const doing = `remove ${named} from workspace ${workspace}`;
    if (user !== undefined && isAdministrator(user)) {
      operation.notify(
        "implicitAccess",
        `cannot ${doing}: as \`${user.role}\` of the organization they have access to every workspace, which the API cannot change.`,
      );
      return;
    }
    const target = user ?? { id: userId, role: "" };
    if (!listed) {
      await removeUnlistedMember(operation, workspace, target, doing);
      return;
    }
    limits.spend("removals", doing);
    await removeMember(operation, workspace, target, doing);
  },
});
