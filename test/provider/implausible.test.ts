import { describe, expect, test } from "vitest";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import { dark, proxyOf } from "../emulator/proxy.ts";
import { create, destroy, organization, preview, refresh, refreshed, up } from "./harness/index.ts";

// An API that returns empty lists with status 200: a key with too few permissions, a gateway, an outage.

function kind(name: string) {
  const found = kindNamed(name);
  if (found === undefined) throw new Error(`there is no resource type ${name}`);
  return found;
}

/** An organization with an object of every resource type, and an API that can be made to return nothing. */
async function setUp() {
  const context = await organization({ pace: 0.01, token: "interactiveOauth" });
  const { emulator, console } = context;
  emulator.organization().settings.spend_limits_early_access = true;
  const workspace = console.createWorkspace({ name: "Research" }).id;
  const user = console.addUser({ email: "alice@example.com", role: "developer" });
  console.addMember(workspace, user.id, "workspace_user");
  const other = console.createWorkspace({ name: "Labs" }).id;
  console.addMember(other, user.id, "workspace_user");
  const account = console.createServiceAccount({ name: "deploy" }).id;
  const key = console.createApiKey({ name: "Key", workspaceId: workspace }).id;
  let change: Parameters<typeof proxyOf>[1] = () => undefined;
  const baseUrl = await proxyOf(emulator, (passing) => change(passing));
  const args: Record<string, Properties> = {
    Workspace: { name: "Lab" },
    Member: { email: "alice@example.com", role: "developer", onDelete: "remove" },
    Invite: { email: "guest@example.com", role: "user" },
    WorkspaceMember: { workspace, email: "alice@example.com", role: "workspace_user" },
    WorkspaceMembers: { workspace: other, members: [{ userId: user.id, role: "workspace_user" }] },
    ApiKey: { apiKeyId: key, onDelete: "deactivate" },
    WorkspaceRateLimit: { workspace, groupType: "batch", limits: { requests_per_minute: 5 } },
    SpendLimit: { scope: "organization", amount: "500", onDelete: "remove" },
    ExternalKey: {
      providerConfig: {
        type: "gcp",
        keyName: "projects/acme/locations/us/keyRings/claude/cryptoKeys/main",
      },
    },
    ServiceAccount: { name: "ci" },
    WorkspaceServiceAccount: { workspace, serviceAccount: account, role: "workspace_user" },
  };
  return {
    ...context,
    args,
    process: () => context.process({}, { ANTHROPIC_ADMIN_BASE_URL: baseUrl }),
    becomes: (rule: typeof change) => {
      change = rule;
    },
  };
}

const kinds = [
  "Workspace",
  "Member",
  "Invite",
  "WorkspaceMember",
  "WorkspaceMembers",
  "ApiKey",
  "SpendLimit",
  "WorkspaceRateLimit",
  "ExternalKey",
  "ServiceAccount",
  "WorkspaceServiceAccount",
];
const impossible = /every organization has an? [a-z ]+, and the list /;

describe.each(kinds)("%s with implausible lists", (name) => {
  test("stays in state and writes nothing while the API returns empty lists", async () => {
    const { args, process, becomes, emulator, writes } = await setUp();
    const resource = await create(process(), kind(name), args[name] ?? {});
    const before = emulator.organization().state();
    becomes(dark);
    writes();
    await expect(destroy(process(), resource)).rejects.toThrow(impossible);
    await expect(refresh(process(), resource)).rejects.toThrow(impossible);
    expect(writes()).toEqual([]);
    becomes(() => undefined);
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
    expect(emulator.organization().state()).toEqual(before);
  });

  test("is not created while the API returns empty lists", async () => {
    const { args, process, becomes, writes } = await setUp();
    becomes(dark);
    await expect(create(process(), kind(name), args[name] ?? {})).rejects.toThrow(impossible);
    expect(writes()).toEqual([]);
  });
});

test("keeps a pending membership in state while the API returns empty lists", async () => {
  const { process, becomes, writes, args } = await setUp();
  const waiting = { ...args["WorkspaceMember"], email: "bob@example.com" };
  const member = { email: "bob@example.com", role: "developer" };
  const invited = await create(process(), kind("Member"), member);
  const pending = await create(process(), kind("WorkspaceMember"), waiting);
  writes();
  becomes(dark);
  for (const [resource, declared] of [
    [invited, member],
    [pending, waiting],
  ] as const) {
    await expect(preview(process(), resource, declared)).rejects.toThrow(impossible);
    await expect(up(process(), resource, declared)).rejects.toThrow(impossible);
  }
  expect(writes()).toEqual([]);
});

test("does not recreate a workspace while the API returns empty lists, even with `onArchived`", async () => {
  const { process, becomes, writes } = await setUp();
  const declared = { name: "Lab", onArchived: "recreate" };
  const resource = await create(process(), kind("Workspace"), declared);
  writes();
  becomes(dark);
  await expect(refresh(process(), resource)).rejects.toThrow(impossible);
  expect(writes()).toEqual([]);
});
