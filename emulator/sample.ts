import { timestamp } from "./clock.ts";
import { newHint } from "./ids.ts";
import type { OrganizationRole, WorkspaceRole } from "./json.ts";
import type { Seed, SeedApiKey, SeedInvite, SeedMember, SeedUser, SeedWorkspace } from "./seed.ts";

/** The sample organization: a dozen users, six workspaces, and API keys and invitations of every status. */
export function sampleSeed(now: Date): Seed {
  const ago = (days: number): string => timestamp(new Date(now.getTime() - days * 86_400_000));

  const user = (email: string, name: string, role: OrganizationRole, days: number): SeedUser => ({
    email,
    name,
    role,
    added_at: ago(days),
  });

  const workspace = (name: string, days: number, more: Partial<SeedWorkspace>): SeedWorkspace => ({
    name,
    created_at: ago(days),
    ...more,
  });

  const member = (workspace_id: string, user_id: string, workspace_role: WorkspaceRole): SeedMember => ({
    workspace_id,
    user_id,
    workspace_role,
  });

  const invite = (
    email: string,
    role: OrganizationRole,
    days: number,
    more: Partial<SeedInvite> = {},
  ): SeedInvite => ({
    email,
    role,
    invited_at: ago(days),
    ...more,
  });

  const key = (
    name: string,
    workspace_id: string,
    by: string,
    days: number,
    more: Partial<SeedApiKey> = {},
  ): SeedApiKey => ({
    name,
    scope: { type: "workspace", workspace_id },
    created_by: { id: by, type: "user" },
    created_at: ago(days),
    ...more,
  });

  return {
    version: 1,
    organization: { name: "Example Robotics" },
    settings: { generated_usage: {} },
    users: [
      user("ines.falk@example.com", "Ines Falk", "admin", 720),
      user("omar.haddad@example.com", "Omar Haddad", "admin", 610),
      user("greta.lindqvist@example.com", "Greta Lindqvist", "billing", 600),
      user("tomas.novak@example.com", "Tomáš Novák", "developer", 540),
      user("aisha.bello@example.com", "Aisha Bello", "developer", 480),
      user("kenji.mori@example.com", "Kenji Mori", "developer", 400),
      user("lucia.romero@example.com", "Lucía Romero", "developer", 310),
      user("priya.nair@example.com", "Priya Nair", "developer", 220),
      user("daniel.weiss@example.com", "Daniel Weiss", "claude_code_user", 190),
      user("sofia.almeida@example.com", "Sofia Almeida", "claude_code_user", 120),
      user("ben.carter@example.com", "Ben Carter", "user", 90),
      user("mei.chen@example.com", "Mei Chen", "user", 14),
    ],
    default_workspace: { created_at: ago(720) },
    workspaces: [
      workspace("Claude Code", 700, { display_color: "#D97757" }),
      workspace("Prototype 2024", 650, { archived_at: ago(200), tags: { team: "research" } }),
      workspace("Production", 590, {
        display_color: "#B5443A",
        tags: { team: "platform", environment: "production", "cost-center": "4100" },
        data_residency: { allowed_inference_geos: ["us"], default_inference_geo: "us" },
      }),
      workspace("Staging", 585, {
        display_color: "#3A7CB5",
        tags: { team: "platform", environment: "staging", "cost-center": "4100" },
      }),
      workspace("Research", 430, {
        display_color: "#4E9A51",
        tags: { team: "research", "cost-center": "4200" },
      }),
      workspace("Customer Support", 150, { tags: { team: "support" } }),
    ],
    members: [
      member("Production", "tomas.novak@example.com", "workspace_admin"),
      member("Production", "aisha.bello@example.com", "workspace_developer"),
      member("Production", "priya.nair@example.com", "workspace_restricted_developer"),
      member("Staging", "tomas.novak@example.com", "workspace_admin"),
      member("Staging", "aisha.bello@example.com", "workspace_developer"),
      member("Staging", "kenji.mori@example.com", "workspace_developer"),
      member("Staging", "priya.nair@example.com", "workspace_developer"),
      member("Research", "lucia.romero@example.com", "workspace_admin"),
      member("Research", "kenji.mori@example.com", "workspace_developer"),
      member("Research", "mei.chen@example.com", "workspace_user"),
      member("Customer Support", "ben.carter@example.com", "workspace_admin"),
      member("Customer Support", "greta.lindqvist@example.com", "workspace_admin"),
      member("Claude Code", "daniel.weiss@example.com", "workspace_user"),
      member("Claude Code", "sofia.almeida@example.com", "workspace_user"),
    ],
    invites: [
      invite("mei.chen@example.com", "user", 16, { status: "accepted", accepted_at: ago(14) }),
      invite("rafael.costa@example.com", "developer", 40),
      invite("nora.eriksen@example.com", "user", 12, { status: "deleted" }),
      invite("hana.sato@example.com", "developer", 5),
      invite("julien.moreau@example.com", "claude_code_user", 1),
    ],
    api_keys: [
      key("legacy-scripts", "Default", "ines.falk@example.com", 700, {
        created_by: null,
        status: "inactive",
      }),
      key("prototype", "Prototype 2024", "omar.haddad@example.com", 640, { status: "archived" }),
      key("checkout-service", "Production", "tomas.novak@example.com", 500),
      key("search-service", "Production", "aisha.bello@example.com", 320, { expires_at: ago(-45) }),
      key("search-service-old", "Production", "aisha.bello@example.com", 470, { status: "inactive" }),
      key("staging-ci", "Staging", "tomas.novak@example.com", 450),
      key("load-test", "Staging", "kenji.mori@example.com", 130, { expires_at: ago(40) }),
      key("notebooks", "Research", "lucia.romero@example.com", 300),
      key("support-assistant", "Customer Support", "ben.carter@example.com", 80),
      {
        name: "priya-laptop",
        created_at: ago(60),
        created_by: { id: "priya.nair@example.com", type: "user" },
        principal: { type: "user_actor", user_id: "priya.nair@example.com" },
        scope: { type: "organization" },
        partial_key_hint: newHint(),
      },
    ],
    spend_limits: [
      { scope: { type: "usage_tier" }, amount: "1000000", created_at: ago(720) },
      { scope: { type: "organization" }, amount: "400000", created_at: ago(600) },
      {
        scope: { type: "workspace", workspace_id: "Production" },
        amount: "250000",
        created_at: ago(580),
        updated_at: ago(30),
      },
    ],
  };
}
