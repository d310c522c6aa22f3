import { z } from "zod";
import { emailDomain, filterForm, filterFormOf, normalizedEmail } from "../emails.ts";
import { coded, invalid } from "../errors.ts";
import type { InviteJson } from "../json.ts";
import { page, pageParameters } from "../pages.ts";
import { type Call, found, type Route, reject } from "../routing.ts";
import { assignableRolesOf, rolesOf } from "../schemas/roles.ts";
import { requireScope } from "../scopes.ts";
import { isEnterprise } from "../spendLimitScopes.ts";
import type { OrganizationState } from "../state/organization.ts";
import { email, fields, oneOf } from "../validation.ts";
import { checkOwnerAccess } from "./rbacGroups.ts";

export const inviteRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/organizations/invites",
    takes: "json",
    countedAsInvite: true,
    handle: createInvite,
  },
  {
    method: "GET",
    path: "/v1/organizations/invites",
    query: ["email", "roles", "statuses", ...pageParameters],
    handle: listInvites,
  },
  { method: "GET", path: "/v1/organizations/invites/{invite_id}", handle: getInvite },
  { method: "DELETE", path: "/v1/organizations/invites/{invite_id}", handle: deleteInvite },
];

const groupIds = z.optional(z.array(z.string()).max(100));

function createInvite(call: Call): InviteJson {
  const { state } = call;
  const wanted = call.body(
    fields({ email, role: oneOf(...assignableRolesOf(state.settings)), rbac_group_ids: groupIds }),
  );
  const groups = wanted.rbac_group_ids ?? [];
  if (groups.length > 0 || wanted.role === "managed") requireScope(call, ["write:rbac_groups"]);
  if (state.settings.scim_provisioning === true) throw invalid("The identity provider provisions users");
  checkGroups(call, groups);
  const member = state.users.byEmail(wanted.email);
  if (member !== undefined) {
    throw coded(
      "already_member",
      `${wanted.email} already belongs to member '${member.id}' of this organization.`,
    );
  }
  const pending = state.invites.pendingFor(wanted.email);
  if (pending !== undefined) {
    throw coded(
      "invite_already_exists",
      `A pending invite '${pending.id}' for ${wanted.email} already exists.`,
    );
  }
  checkDomain(state, emailDomain(wanted.email));
  checkMemberLimit(state);
  return state.invites.send(wanted.email, wanted.role, [...new Set(groups)]);
}

function checkGroups(call: Call, ids: readonly string[]): void {
  if (ids.length > 0 && !isEnterprise(call.state.settings)) {
    throw invalid("rbac_group_ids: This organization has no RBAC groups");
  }
  for (const id of ids) {
    const group = call.state.rbacGroups.get(id);
    if (group === undefined) reject(call.assumptions.unknownRbacGroup, `RBAC group '${id}' not found`);
    checkOwnerAccess(call, group);
  }
}

function checkDomain({ settings }: OrganizationState, domain: string): void {
  const isIn = (domains: readonly string[]): boolean =>
    domains.some((known) => normalizedEmail(known) === domain);
  const { allowed_email_domains: allowed, verified_email_domains: verified } = settings;
  if (verified !== undefined && !isIn(verified)) throw coded("cannot_invite_emails_with_unverified_domains");
  if (allowed !== undefined && !isIn(allowed)) throw coded("email_domain_not_allowed");
}

function checkMemberLimit(state: OrganizationState): void {
  const limit = state.settings.member_limit;
  if (limit === undefined) return;
  const pending = state.invites.all().filter((invite) => invite.status === "pending").length;
  if (state.users.size + pending >= limit) throw coded("org_member_limit_exceeded");
}

function listInvites({ state, query, assumptions }: Call): object {
  const email = query.text("email");
  const wanted = email === undefined ? undefined : filterForm(email);
  const roles: readonly string[] = query.someOf("roles", rolesOf(state.settings));
  const statuses: readonly string[] = query.someOf("statuses", ["pending", "accepted", "expired"]);
  return page(state.invites.storedAgo(assumptions.staleLists), (invite) => invite.id, query, {
    show: (invite) => state.invites.current(invite),
    keep: (invite) =>
      invite.status !== "deleted" &&
      (roles.length === 0 || roles.includes(invite.role)) &&
      (statuses.length === 0 || statuses.includes(invite.status)) &&
      (wanted === undefined || filterFormOf(invite) === wanted),
  });
}

function getInvite({ state, id, assumptions }: Call): InviteJson {
  const invite = state.invites.get(id("invite_id"));
  const hidden = invite?.status === "deleted" && assumptions.deletedInviteGet === 404;
  return found(hidden ? undefined : invite, "Invite", id("invite_id"));
}

function deleteInvite({ state, id, assumptions }: Call): object {
  const invite = found(state.invites.get(id("invite_id")), "Invite", id("invite_id"));
  if (invite.status === "deleted") {
    if (assumptions.deletedInviteDelete !== "allow")
      reject(assumptions.deletedInviteDelete, `Invite '${invite.id}' not found`);
  } else if (invite.status !== "pending") {
    throw invalid(`Only a pending invite can be deleted; this one is ${invite.status}`);
  } else state.invites.delete(invite);
  return { id: invite.id, type: "invite_deleted" };
}
