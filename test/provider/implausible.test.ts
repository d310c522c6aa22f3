import { describe, expect, test } from "vitest";
import type { Properties } from "../../provider/kernel/values.ts";
import { kindNamed } from "../../provider/registry.ts";
import { dark, hide, isList, notFound, type Passing, proxyOf } from "../emulator/proxy.ts";
import { create, destroy, organization, preview, refresh, refreshed, refusal, up } from "./harness/index.ts";

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
    workspace,
    user: user.id,
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
  test("a resource stays in the state and writes nothing while the API returns empty lists", async () => {
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

  test("a resource is not created while the API returns empty lists", async () => {
    const { args, process, becomes, writes } = await setUp();
    becomes(dark);
    await expect(create(process(), kind(name), args[name] ?? {})).rejects.toThrow(impossible);
    expect(writes()).toEqual([]);
  });
});

/** An API whose first response to each request does not show the object with this ID. */
function firstWithout(id: string): (passing: Passing) => void {
  const seen = new Set<string>();
  return (passing) => {
    if (passing.method !== "GET" || seen.has(passing.path)) return;
    seen.add(passing.path);
    if (isList(passing)) hide(passing, (entry) => entry["id"] === id || entry["service_account_id"] === id);
    else if (passing.path.endsWith(`/${id}`)) notFound(passing);
  };
}

/** An API that does not return a workspace, but what is in it. */
function withoutWorkspace(id: string): (passing: Passing) => void {
  return (passing) => {
    if (passing.path === "/workspaces" && isList(passing)) hide(passing, (entry) => entry["id"] === id);
    if (passing.path === `/workspaces/${id}`) notFound(passing);
  };
}

/** A resource, and the ID of its object. For memberships, that of the user or the service account. */
async function withObject(name: string) {
  const context = await setUp();
  const resource = await create(context.process(), kind(name), context.args[name] ?? {});
  const { outputs, id } = resource;
  const ofUser = name === "WorkspaceMembers" ? context.user : outputs["userId"];
  const hidden = String(ofUser ?? outputs["serviceAccount"] ?? outputs["spendLimitId"] ?? id);
  context.writes();
  return { ...context, resource, hidden };
}

describe.each(kinds)("%s that one list and one request do not show", (name) => {
  test.each(["directly", "after a refresh"])(
    "an object that one list and one request do not show is deleted %s",
    async (when) => {
      const { process, becomes, writes, resource, hidden } = await withObject(name);
      becomes(firstWithout(hidden));
      const before = when === "directly" ? resource : await refreshed(process(), resource);
      becomes(firstWithout(hidden));
      await destroy(process(), before);
      expect(writes()).toHaveLength(1);
    },
  );
});

// A membership whose user is not found is pending, which the next refresh corrects.
describe.each(kinds.filter((name) => !name.startsWith("WorkspaceMember")))(
  "%s that one list and one request do not show",
  (name) => {
    test("an object that one list and one request do not show is unchanged in the state after a refresh", async () => {
      const { process, becomes, resource, hidden } = await withObject(name);
      becomes(firstWithout(hidden));
      expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
    });
  },
);

describe.each([
  "WorkspaceMember",
  "WorkspaceMembers",
  "WorkspaceRateLimit",
  "SpendLimit",
  "WorkspaceServiceAccount",
])("%s in a workspace that the API does not return", (name) => {
  test.each(["directly", "after a refresh"])(
    "an object in a workspace that the API does not return is deleted %s",
    async (when) => {
      const { args, process, becomes, writes, workspace } = await setUp();
      const ofWorkspace = { scope: "workspace", workspace, amount: "5" };
      const declared = name === "SpendLimit" ? ofWorkspace : (args[name] ?? {});
      const resource = await create(process(), kind(name), declared);
      becomes(withoutWorkspace(String(resource.outputs["workspace"])));
      const before = when === "directly" ? resource : await refreshed(process(), resource);
      expect(before.outputs).toEqual(resource.outputs);
      writes();
      await destroy(process(), before);
      expect(writes()).toHaveLength(1);
    },
  );
});

test.each([
  ["Workspace", "archive"],
  ["ServiceAccount", "archive"],
  ["ApiKey", "deactivate"],
])("%s that the API does not return is not deleted before a refresh has recorded it", async (name, verb) => {
  const { args, process, becomes, writes } = await setUp();
  const resource = await create(process(), kind(name), args[name] ?? {});
  writes();
  becomes((passing) => {
    if (isList(passing)) hide(passing, (entry) => entry["id"] === resource.id);
    if (passing.path.endsWith(resource.id)) notFound(passing);
  });
  expect(await refusal(destroy(process(), resource))).toMatch(
    new RegExp(
      `^cannot ${verb} .*\\(${resource.id}\\): the API does not return it, although it cannot be deleted\\. Run again\\. If the API still does not return it, run \`pulumi refresh\`, after which delete leaves it unchanged\\.$`,
    ),
  );
  const removed = await refreshed(process(), resource);
  expect(removed.outputs["status"]).toBe("removed");
  await destroy(process(), removed);
  expect(writes()).toEqual([]);
  // The API returns it again, so it is deleted like any other.
  becomes(() => undefined);
  await destroy(process(), removed);
  expect(writes()).toHaveLength(1);
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
