import type {
  Seed,
  SeedApiKey,
  SeedInvite,
  SeedMember,
  SeedUser,
  SeedWorkspace,
} from "../../../emulator/index.ts";

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();

/** Workspace names that are hard to turn into resource names, constants or strings. */
export const uglyNames = [
  "Research",
  "Research",
  "research",
  "🚀🚀",
  "👩‍💻 Lab",
  "class",
  "default",
  "new",
  "await",
  "constructor",
  "__proto__",
  "anthropic",
  "undefined",
  "2024 Q1",
  "Größe & Gewicht",
  "研究",
  "Команда",
  `Say "hi" & 'bye'`,
  ["back\\slash`tick` $", "{process.exit(1)}"].join(""),
  "*/ throw new Error('no comment'); //",
  "two\nlines\u2028and more",
  "turned \u202eround",
  "alice",
  "-",
  `Long ${"very ".repeat(40)}name`,
];

/** An organization with unusual names, roles and invitations. */
export function uglySeed(): Seed {
  const workspace = (name: string, index: number, more: Partial<SeedWorkspace> = {}): SeedWorkspace => ({
    name,
    id: `wrkspc_ugly${String(index).padStart(3, "0")}`,
    created_at: ago(900 - index),
    ...more,
  });
  const user = (email: string, role: SeedUser["role"] = "developer"): SeedUser => ({ email, role });
  const invite = (email: string, days: number, more: Partial<SeedInvite> = {}): SeedInvite => ({
    email,
    role: "user",
    invited_at: ago(days),
    ...more,
  });
  const member = (at: string, email: string, role: SeedMember["workspace_role"]): SeedMember => ({
    workspace_id: at,
    user_id: email,
    workspace_role: role,
  });
  const key = (name: string, workspaceId: string, more: Partial<SeedApiKey> = {}): SeedApiKey => ({
    name,
    scope: { type: "workspace", workspace_id: workspaceId },
    ...more,
  });

  const workspaces = uglyNames.map((name, index) => workspace(name, index));
  const [research, second] = workspaces;
  if (research === undefined || second === undefined) throw new Error("there are no names");
  research.tags = {
    team: "ml",
    "cost-center": "4200",
    "1": "one",
    constructor: "x",
    "quo\"te's": "🏷️",
    note: "a rather long value that no line of eighty columns can hold beside its own key",
  };
  research.data_residency = { allowed_inference_geos: ["us"], default_inference_geo: "us" };
  second.data_residency = { allowed_inference_geos: ["us", "global"], default_inference_geo: "global" };
  second.display_color = "#b5443a";

  return {
    version: 1,
    organization: { name: "Ugly & Sons" },
    users: [
      user("root@example.com", "admin"),
      user("second.root@example.com", "admin"),
      user("alice@example.com"),
      user("alice@example.org"),
      user("Bob.BIG@Example.com", "user"),
      user("new@example.com"),
      user("class@example.com", "claude_code_user"),
      user("1st@example.com"),
      user("o'brien+test@example.com"),
      user("research@example.com"),
      user("money@example.com", "billing"),
      user("more.money@example.com", "billing"),
      user("josé.garcía@example.com"),
    ],
    workspaces: [
      ...workspaces,
      workspace("Claude Code", 100),
      workspace("Prototype", 101, { archived_at: ago(3) }),
      workspace(" padded ", 102),
      workspace("Tagged by others", 103, { tags: { "anthropic-internal": "1", mine: "2" } }),
    ],
    members: [
      member("wrkspc_ugly000", "alice@example.com", "workspace_admin"),
      member("wrkspc_ugly000", "alice@example.org", "workspace_developer"),
      member("wrkspc_ugly000", "Bob.BIG@Example.com", "workspace_user"),
      member("wrkspc_ugly000", "root@example.com", "workspace_admin"),
      member("wrkspc_ugly001", "alice@example.com", "workspace_restricted_developer"),
      member("wrkspc_ugly002", "alice@example.com", "workspace_user"),
      member("wrkspc_ugly003", "o'brien+test@example.com", "workspace_developer"),
      member("wrkspc_ugly004", "money@example.com", "workspace_admin"),
      member("wrkspc_ugly004", "more.money@example.com", "workspace_billing"),
      member("wrkspc_ugly005", "new@example.com", "workspace_developer"),
      member("wrkspc_ugly005", "class@example.com", "workspace_developer"),
      member("wrkspc_ugly013", "1st@example.com", "workspace_developer"),
      member("wrkspc_ugly022", "research@example.com", "workspace_developer"),
      member("wrkspc_ugly100", "alice@example.com", "workspace_user"),
      member("wrkspc_ugly102", "alice@example.com", "workspace_user"),
    ],
    invites: [
      invite("pending@example.com", 2, { role: "developer" }),
      invite("expired@example.com", 40),
      invite("both@example.com", 50),
      invite("both@example.com", 1),
      invite("twice.expired@example.com", 50),
      invite("twice.expired@example.com", 30),
      invite("future.root@example.com", 1, { role: "admin" }),
      invite("alice@example.com", 400, { status: "accepted", accepted_at: ago(399) }),
      invite("deleted@example.com", 3, { status: "deleted" }),
      invite("alice@example.net", 3),
    ],
    api_keys: [
      key("deploy", "wrkspc_ugly000"),
      key("deploy", "wrkspc_ugly000", { status: "inactive" }),
      key("old", "wrkspc_ugly000", { status: "archived" }),
      key("gone", "wrkspc_ugly001", { expires_at: ago(5) }),
      key("everywhere", "Default"),
    ],
  };
}
