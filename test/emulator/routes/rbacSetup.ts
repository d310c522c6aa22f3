import type { OrganizationSettings } from "../../../emulator/index.ts";
import { emulate, type HttpResponse, send } from "../setup.ts";

export const groupsPath = "/v1/organizations/rbac_groups";

/** An emulator of a Claude Enterprise organization with groups, and a function that sends requests. */
export async function startEnterprise(settings: OrganizationSettings = {}) {
  const emulator = await emulate({
    seed: {
      version: 1,
      settings: {
        organization_type: "claude_enterprise",
        enterprise_users: [{ id: "user_else", email: "else@example.com" }],
        ...settings,
      },
      users: [
        { id: "user_owner", email: "owner@example.com", role: "primary_owner" },
        { id: "user_eva", email: "eva@example.com" },
        { id: "user_tom", email: "tom@example.com" },
      ],
      rbac_roles: [
        { id: "rbac_role_chat", display_name: "Chat" },
        { id: "rbac_role_owner", display_name: "Owner", owner_access: "granted" },
        { id: "rbac_role_maybe", display_name: "Maybe", owner_access: "unconfirmed" },
      ],
      rbac_groups: [
        { id: "rbac_group_eng", name: "Engineering", role_ids: ["Chat"] },
        { id: "rbac_group_scim", name: "Synced", source_type: "scim" },
        { id: "rbac_group_owner", name: "Owners", role_ids: ["Chat", "Owner"] },
        { id: "rbac_group_maybe", name: "Maybe", role_ids: ["Maybe"] },
      ],
      rbac_group_members: [
        { rbac_group_id: "Engineering", user_id: "eva@example.com" },
        { rbac_group_id: "Synced", user_id: "eva@example.com" },
        { rbac_group_id: "Owners", user_id: "eva@example.com" },
        { rbac_group_id: "Maybe", user_id: "eva@example.com" },
      ],
    },
  });
  const call = (what: string, body?: unknown): Promise<HttpResponse> =>
    send(emulator, what, body === undefined ? {} : { body });
  return { emulator, organization: emulator.organization(), call };
}
