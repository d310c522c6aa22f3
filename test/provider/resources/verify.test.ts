import { describe, expect, test } from "vitest";
import type { Resource } from "../../../provider/kernel/resource.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { skipLookups } from "../../../provider/kernel/verify.ts";
import { apiKey as ApiKey } from "../../../provider/resources/apiKey/plan.ts";
import { invite as Invite } from "../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../provider/resources/member/plan.ts";
import { spendLimit as SpendLimit } from "../../../provider/resources/spendLimit/plan.ts";
import { workspace as Workspace } from "../../../provider/resources/workspace/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../../provider/resources/workspaceMembers/plan.ts";
import { workspaceRateLimit as WorkspaceRateLimit } from "../../../provider/resources/workspaceRateLimit/plan.ts";
import { federate, identityToken, serviceAccount } from "../../emulator/identityToken.ts";
import {
  alice,
  listFaults,
  lookupFailures,
  organization,
  paths,
  preview,
  refreshed,
  refusal,
  rejection,
  up,
} from "../harness/index.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function start() {
  const context = await organization();
  const { console } = context;
  const research = console.createWorkspace({ name: "Research" });
  const archived = console.archiveWorkspace(console.createWorkspace({ name: "Old" }).id);
  const key = console.createApiKey({ name: "CI", workspaceId: research.id });
  const user = console.addUser({ email: alice, role: "developer" });
  const admin = context.state().users.find(({ role }) => role === "admin");
  if (admin === undefined) throw new Error("there is no admin");
  const { id: defaultWorkspace } = context.state().default_workspace;
  return { ...context, research: research.id, archived: archived.id, key, user, admin, defaultWorkspace };
}

const membership = (workspace: string) => ({ workspace, email: alice, role: "workspace_user" });
const list = (workspace: string) => ({ workspace, members: [{ email: alice, role: "workspace_user" }] });
const rateLimit = (workspace: string) => ({
  workspace,
  groupType: "batch",
  limits: { requests_per_minute: 1 },
});
const spendLimit = (workspace: string) => ({ scope: "workspace", workspace, amount: "5" });

describe("check with a key", () => {
  test("rejects references to objects that the organization does not have, with the errors of create", async () => {
    const { process, writes, research, archived, key, user, admin, defaultWorkspace } = await start();
    const other = "wrkspc_01other";
    const cases: [Resource, Properties, RegExp][] = [
      [WorkspaceMember, membership(other), /no workspace with this ID/],
      [WorkspaceMember, membership(archived), /the workspace is archived/],
      [WorkspaceMember, membership(defaultWorkspace), /the default workspace has no members of its own/],
      [WorkspaceMembers, list(other), /no workspace with this ID/],
      [WorkspaceMembers, list(defaultWorkspace), /the default workspace has no members of its own/],
      [WorkspaceRateLimit, rateLimit(other), /no workspace with this ID/],
      [SpendLimit, spendLimit(other), /no workspace with this ID/],
      [ApiKey, { apiKeyId: "apikey_01other" }, /no key with this ID/],
      [ApiKey, { apiKeyId: key.id, workspace: other }, /it belongs to workspace/],
      [ApiKey, { apiKeyId: key.id, status: "archived" }, /is final and disables the key at once/],
      [Member, { userId: "user_01other" }, /no user with this ID/],
      [
        Member,
        { email: admin.email, role: "developer" },
        /they are `admin`, which can only be changed in the Console/,
      ],
      [
        Member,
        { userId: admin.id, role: "user" },
        /they are `admin`, which can only be changed in the Console/,
      ],
      [Invite, { email: user.email, role: "user" }, /they are in the organization already/],
      [
        Workspace,
        { name: "Research", adopt: other },
        /cannot adopt Workspace wrkspc_01other: the organization has no/,
      ],
      [
        WorkspaceMember,
        { ...membership(other), adopt: `${other}/${alice}` },
        /the organization has no object with this ID/,
      ],
      [
        Workspace,
        { name: "Lab", adopt: research },
        /`name` is "Research" in the organization, and "Lab" in the/,
      ],
    ];
    for (const [resource, args, reason] of cases) {
      const failures = await lookupFailures(process(), resource, args);
      expect(failures).toEqual([expect.stringMatching(reason)]);
      const [failure = ""] = failures;
      expect(failure).toMatch(/^cannot .*[.?]$/);
      // Create rejects the same.
      const created = resource.create(process(), { ...args, __origin: "acme/dev::it" });
      expect((await rejection(created)).message).toMatch(reason);
    }
    expect(writes()).toEqual([]);
  });

  test("accepts what create accepts", async () => {
    const { process, research, key, user, admin } = await start();
    for (const [resource, args] of [
      [WorkspaceMember, membership(research)],
      [WorkspaceMember, { ...membership(research), email: "bob@example.com" }],
      [WorkspaceMember, { ...membership(research), workspace: unknown }],
      [WorkspaceMembers, list(research)],
      [WorkspaceRateLimit, rateLimit(research)],
      [SpendLimit, spendLimit(research)],
      [ApiKey, { apiKeyId: key.id, status: "inactive" }],
      [Member, { email: "bob@example.com", role: "developer" }],
      [Member, { email: user.email, role: "developer" }],
      [Member, { email: admin.email }],
      [Invite, { email: "bob@example.com", role: "user" }],
      [Workspace, { name: "Research", adopt: research }],
      [Workspace, { name: "Research", adopt: unknown }],
    ] as const) {
      expect(await lookupFailures(process(), resource, args)).toEqual([]);
    }
  });

  test("looks nothing up for a resource that does not change, and shares the lists of the others", async () => {
    const { process, requests, research, archived, user } = await start();
    requests();
    const session = process();
    const args = membership(research);
    expect(await lookupFailures(session, WorkspaceMember, args, args)).toEqual([]);
    expect(
      await lookupFailures(session, Member, { email: alice, role: "user" }, { email: alice, role: "user" }),
    ).toEqual([]);
    expect(requests()).toEqual([]);
    // A replaced resource is checked again, without its old inputs.
    expect(await lookupFailures(session, Member, { email: alice, role: "user" })).toEqual([]);
    expect(requests()).toEqual([]);
    await lookupFailures(session, WorkspaceMember, { ...args, role: "workspace_admin" });
    await lookupFailures(session, SpendLimit, spendLimit(research), spendLimit(archived));
    await lookupFailures(session, Member, { email: user.email, role: "developer" });
    await lookupFailures(session, Invite, { email: "bob@example.com", role: "user" });
    expect(requests().toSorted()).toEqual(["GET /users", "GET /workspaces"]);
  });

  test("rejects nothing because of what has changed since the lists of a long run were requested", async () => {
    const { process, console, user, admin, key, research } = await start();
    const second = console.addUser({ email: "second@example.com", role: "admin" });
    const session = process();
    await lookupFailures(session, Member, { email: admin.email });
    await lookupFailures(session, ApiKey, { apiKeyId: key.id });
    console.removeUser(user.id);
    console.setUserRole(second.id, "user");
    console.setApiKeyStatus(key.id, "archived");
    for (const [resource, args] of [
      [Invite, { email: user.email, role: "user" }],
      [Member, { email: second.email, role: "developer" }],
      [ApiKey, { apiKeyId: key.id, status: "archived", workspace: research }],
    ] as const) {
      expect(await lookupFailures(session, resource, args)).toEqual([]);
    }
  });

  test("does not stop a run because of a role that was changed outside of Pulumi, but announces the refusal", async () => {
    const { process, console, user, existing, notices } = await start();
    const args = { email: alice, role: "developer" };
    const resource = await existing(Member, args);
    console.setUserRole(user.id, "admin");
    const read = await refreshed(process(), resource);
    expect(await lookupFailures(process(), Member, args, read.inputs)).toEqual([]);
    notices.splice(0);
    expect((await preview(process(), read, args)).action).toBe("update");
    const why = `change the role of alice@example.com (${user.id}) to developer: they are \`admin\`, and `;
    expect(notices).toEqual([expect.stringContaining(`it: \`up\` will refuse to ${why}`)]);
    expect(await refusal(up(process(), read, args))).toContain(`cannot ${why}`);
  });

  test("reports the other organization instead of a missing object", async () => {
    const { process } = await start();
    const organizationId = "11111111-1111-4111-8111-111111111111";
    const [failure] = await lookupFailures(
      process({ organizationId }),
      WorkspaceMember,
      membership("wrkspc_01other"),
    );
    expect(failure).toMatch(/^The credential belongs to organization .*, but this stack belongs to 11111111/);
  });
});

describe("check that cannot look anything up", () => {
  const args = membership("wrkspc_01other");

  test("accepts everything without a key, and for `plan`, which looks everything up itself", async () => {
    const { process, requests } = await start();
    requests();
    for (const env of [{ ANTHROPIC_ADMIN_KEY: undefined }, { [skipLookups]: "true" }])
      expect(await lookupFailures(process({}, env), WorkspaceMember, args)).toEqual([]);
    expect(requests()).toEqual([]);
  });

  test("leaves the only identity token of a run to the update, and looks up once it is exchanged", async () => {
    const { process, emulator, requests } = await start();
    federate(emulator);
    const env = {
      ANTHROPIC_ADMIN_KEY: undefined,
      ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
      ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
      ANTHROPIC_SERVICE_ACCOUNT_ID: serviceAccount,
      ANTHROPIC_IDENTITY_TOKEN: identityToken(emulator),
    };
    requests();
    expect(await lookupFailures(process({}, env), WorkspaceMember, args)).toEqual([]);
    expect(requests()).toEqual([]);
    const update = process({}, env);
    await update.cache.users(update.cache.now());
    expect(await lookupFailures(update, WorkspaceMember, args)).toHaveLength(1);
  });

  test.each(listFaults)("accepts everything after the first failed request: $name", async ({ fault }) => {
    const { process, emulator, requests } = await start();
    emulator.faults.add({ ...fault, method: "GET", path: paths.workspaces, times: 100 });
    const session = process();
    expect(await lookupFailures(session, WorkspaceMember, args)).toEqual([]);
    requests();
    expect(await lookupFailures(session, WorkspaceMembers, list("wrkspc_01third"))).toEqual([]);
    expect(requests()).toEqual([]);
  });
});
