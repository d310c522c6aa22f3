import { describe, expect, test } from "vitest";
import type { Fault } from "../../../emulator/index.ts";
import { kinds } from "../../../provider/registry.ts";
import {
  alice,
  create,
  destroy,
  enterpriseOrganization,
  listOf,
  organization,
  organizationWithActiveMember,
  organizationWithApiKey,
  organizationWithInvitedMember,
  organizationWithSpendLimits,
  organizationWithUser,
  paths,
  refusal,
  rejection,
  up,
} from "../harness/index.ts";

// What errors of the API about invitations, users, workspace members and keys advise: it must follow from what is the case.

const { ApiKey, Invite, Member, SpendLimit, WorkspaceMember, WorkspaceMembers } = kinds;
const generic = "Fix the value that the API names and run again.";
const post = { method: "POST", path: paths.invites } as const;

/** A rejection whose reason only the message tells. */
const plain = (status: 400 | 403, message = "Not possible"): Omit<Fault, "method" | "path"> => ({
  kind: "status",
  status,
  message,
  times: 9,
});

describe.each([
  { type: "Member", definition: Member },
  { type: "Invite", definition: Invite },
])("an invitation that the API rejects at the create of $type", ({ definition }) => {
  const args = { email: alice, role: "developer" };

  async function rejected(errorCode: string, context: Awaited<ReturnType<typeof organization>>) {
    context.emulator.faults.add({ kind: "status", errorCode, ...post, times: 9 });
    const message = await refusal(create(context.process(), definition, args));
    expect(message).toContain(`cannot invite ${alice} as developer: the API rejected it (400 ${errorCode}`);
    // A second attempt would be rejected like the first one.
    expect(context.posts()).toHaveLength(1);
    expect(message).toMatch(/\[req_\w+\]$/);
    return message;
  }

  test("does not advise adopting an invitation that no list shows", async () => {
    const message = await rejected("invite_already_exists", await organization());
    expect(message).toContain("No list shows a pending invitation for this email address.");
    expect(message).toContain("delete the invitation in the Console");
  });

  test("names the pending invitation of a variant of the address", async () => {
    const context = await organization();
    const { id } = context.console.invite("alice+news@example.com", "developer");
    expect(await rejected("invite_already_exists", context)).toContain(
      `The API treats ${alice} as an address of the pending invitation of alice+news@example.com (${id}).`,
    );
  });

  test("names the role of a pending invitation that the list does not show yet", async () => {
    const context = await organization();
    const { id } = context.console.invite(alice, "billing");
    // The search has the invitation, and the lists do not.
    const { invites } = context.state();
    const fault = { kind: "status", status: 200, method: "GET", path: paths.invites } as const;
    context.emulator.faults.add({ ...fault, body: listOf(), times: 6 });
    context.emulator.faults.add({ ...fault, body: listOf(...invites), times: 9 });
    const message = await rejected("invite_already_exists", context);
    expect(message).toContain(`The pending invitation (${id}) is for the role billing`);
  });

  test("names the user whose variant of the address it is", async () => {
    const context = await organization();
    const { id } = context.console.addUser({ email: "alice+news@example.com" });
    const message = await rejected("already_member", context);
    expect(message).toContain(`The API treats ${alice} as an address of alice+news@example.com (${id}).`);
    expect(message).toContain("remove this resource");
  });

  test("does not advise declaring a user whom no list shows", async () => {
    const message = await rejected("already_member", await organization());
    expect(message).toContain("No user with this email address was found");
  });

  test.each([
    ["cannot_invite_emails_with_unverified_domains", "Verify the domain of the email address"],
    ["email_domain_not_allowed", "Add the domain of the email address to the organization's allowed domains"],
    ["org_member_limit_exceeded", "Remove users or delete pending invitations"],
  ])("says what to do about %s", async (code, advice) => {
    expect(await rejected(code, await organization())).toContain(advice);
  });

  test("says what to do when no seat is free or an identity provider provisions users", async () => {
    const { process, emulator } = await organization();
    emulator.faults.add({ ...plain(400, "Users are provisioned by your identity provider"), ...post });
    const message = await refusal(create(process(), definition, args));
    expect(message).toContain('declare a Member with `invite: "never"`');
    expect(message).toContain("If no seat is free");
    expect(message).not.toContain(generic);
  });
});

test("a Member that invites again names the user who has joined with a variant of the address", async () => {
  const { process, console, emulator, resource, declared } = await organizationWithInvitedMember();
  console.deleteInvite(alice);
  const { id } = console.addUser({ email: "alice+new@example.com" });
  emulator.faults.add({ kind: "status", errorCode: "already_member", ...post, times: 9 });
  const message = await refusal(up(process(), resource, { ...declared, reinvite: "1" }));
  expect(message).toContain(`The API treats ${alice} as an address of alice+new@example.com (${id}).`);
});

test("a rejected invitation keeps the advice for its code when the search fails, too", async () => {
  const { process, emulator } = await organization();
  emulator.faults.add({ kind: "status", errorCode: "already_member", ...post, times: 9 });
  emulator.faults.add({ kind: "status", status: 403, method: "GET", path: paths.users, after: 2, times: 9 });
  const message = await refusal(create(process(), Member, { email: alice }));
  expect(message).toContain("400 already_member");
});

describe("a rejected role change", () => {
  const change = { method: "POST", path: paths.user } as const;

  test.each([400, 403] as const)(
    "a role change that is rejected with %d says what to do when an identity provider manages roles",
    async (status) => {
      const { process, emulator, resource, declared } = await organizationWithActiveMember();
      emulator.faults.add({ ...plain(status, "Roles are managed by your identity provider"), ...change });
      const message = await refusal(up(process(), resource, { ...declared, role: "billing" }));
      expect(message).toContain(
        "If your identity provider manages roles, change the role there and remove `role`",
      );
      expect(message).not.toContain(generic);
    },
  );

  test.each([400, 403] as const)(
    "a rejected role change with %d names the role of a user who has just become an admin",
    async (status) => {
      const { process, console, emulator, resource, declared } = await organizationWithActiveMember();
      emulator.assumptions.adminUser = status;
      const session = process();
      await session.cache.users(-Infinity);
      console.setUserRole(alice, "admin");
      const message = await refusal(up(session, resource, { ...declared, role: "billing" }));
      expect(message).toContain(
        "They are `admin` now, and an admin's role can only be changed in the Console.",
      );
    },
  );

  test("says that the user has just left", async () => {
    const { process, console, resource, declared } = await organizationWithActiveMember();
    const session = process();
    await session.cache.users(-Infinity);
    console.removeUser(alice);
    const message = await refusal(up(session, resource, { ...declared, role: "billing" }));
    expect(message).toContain("The user is no longer in the organization.");
  });

  test("a role change that is rejected at a delete says how to delete the resource without it", async () => {
    const { process, emulator, resource } = await organizationWithActiveMember();
    emulator.faults.add({ ...plain(400), ...change });
    const message = await refusal(destroy(process(), resource));
    expect(message).toContain('set `onDelete: "retain"` and run `pulumi up` once');
  });
});

describe("a rejected removal of a user", () => {
  const remove = { method: "DELETE", path: paths.user } as const;

  test.each([
    [
      "SCIM manages the members",
      plain(400),
      "If your identity provider manages members, remove the user there",
    ],
    ["the user is the last member", { errorCode: "cannot_remove_last_member" }, "Add another user before"],
    [
      "members are being changed",
      { errorCode: "concurrent_membership_change" },
      "Run again when it is finished.",
    ],
  ])("says what to do when %s", async (_, fault, advice) => {
    const { process, emulator, resource } = await organizationWithActiveMember({ onDelete: "remove" });
    emulator.faults.add({ kind: "status", times: 20, ...fault, ...remove });
    expect(await refusal(destroy(process(), resource))).toContain(advice);
  });

  test("names the role of a user who has just become an admin", async () => {
    const { process, console, emulator, resource } = await organizationWithActiveMember({
      onDelete: "remove",
    });
    emulator.faults.add({ ...plain(403), ...remove });
    const { users } = emulator.organization().state();
    console.setUserRole(alice, "admin");
    const path = paths.users;
    emulator.faults.add({
      kind: "status",
      status: 200,
      method: "GET",
      path,
      body: listOf(...users),
      times: 9,
    });
    expect(await refusal(destroy(process(), resource))).toContain("They are `admin` now, and");
  });
});

test("a rejected delete of an invitation that is still pending points to the Console", async () => {
  const { process, emulator, resource } = await organizationWithInvitedMember();
  emulator.faults.add({ ...plain(400), method: "DELETE", path: paths.invite });
  const message = await refusal(destroy(process(), resource));
  expect(message).toContain("The invitation is still pending. Delete it in the Console");
});

describe.each([
  {
    type: "WorkspaceMember",
    definition: WorkspaceMember,
    args: (workspace: string, role: string) => ({ workspace, email: alice, role }),
  },
  {
    type: "WorkspaceMembers",
    definition: WorkspaceMembers,
    args: (workspace: string, role: string) => ({ workspace, members: [{ email: alice, role }] }),
  },
])("a rejected change of $type", ({ definition, args }) => {
  test("says that the workspace has just been archived", async () => {
    const { process, console, workspace, declared } = await organizationWithUser();
    const session = process();
    await session.cache.workspaces(-Infinity);
    await session.cache.members(workspace, -Infinity);
    console.archiveWorkspace(workspace);
    const message = (await rejection(create(session, definition, args(workspace, declared.role)))).message;
    expect(message).toMatch(/archived/);
    expect(message).not.toContain(generic);
  });

  test("names the role of a user who has just become an admin", async () => {
    const { process, console, existing, workspace } = await organizationWithUser();
    const resource = await existing(definition, args(workspace, "workspace_developer"));
    const session = process();
    await session.cache.users(-Infinity);
    console.setUserRole(alice, "admin");
    const { message } = await rejection(up(session, resource, args(workspace, "workspace_admin")));
    expect(message).toContain("They are `admin` of the organization now");
  });

  test("says what to do when the workspace is full, and shows any other reason of the API", async () => {
    const { process, emulator, workspace } = await organizationWithUser();
    const add = { method: "POST", path: paths.workspaceMembers } as const;
    emulator.faults.add({ kind: "status", errorCode: "workspace_member_limit_exceeded", ...add });
    const declared = args(workspace, "workspace_developer");
    expect((await rejection(create(process(), definition, declared))).message).toContain(
      "The workspace is full",
    );
    emulator.faults.add({ ...plain(400, "Not on a Monday"), ...add, times: 1 });
    const { message } = await rejection(create(process(), definition, declared));
    expect(message).toContain("Not on a Monday");
    expect(message).toContain(generic);
  });
});

test("a rejected spend limit says that the user has just left, or the workspace has just been archived", async () => {
  const { process, console, emulator, user } = await enterpriseOrganization();
  const limited = process();
  await limited.cache.users(-Infinity);
  console.removeUser(user.id);
  emulator.faults.add({ ...plain(400, "User not found"), method: "POST", path: paths.spendLimits });
  const ofUser = { scope: "user", email: alice, amount: "5" };
  expect(await refusal(create(limited, SpendLimit, ofUser))).toContain(
    "The user is no longer in the organization.",
  );

  const spending = await organizationWithSpendLimits();
  const session = spending.process();
  await session.cache.workspaces(-Infinity);
  spending.console.archiveWorkspace(spending.workspace);
  const ofWorkspace = { scope: "workspace", workspace: spending.workspace, amount: "5" };
  expect(await refusal(create(session, SpendLimit, ofWorkspace))).toContain("The workspace is archived");
});

describe("a rejected change of an API key", () => {
  const change = { method: "POST", path: paths.apiKey } as const;

  test.each([
    ["org_api_key_limit_exceeded", "The organization has reached its limit of active API keys"],
    ["workspace_api_key_limit_exceeded", "The workspace has reached its limit of active API keys"],
  ])("says what to do about %s", async (errorCode, advice) => {
    const { process, emulator, existing, apiKeyId } = await organizationWithApiKey("inactive");
    const resource = await existing(ApiKey, { apiKeyId, status: "inactive" });
    emulator.faults.add({ kind: "status", errorCode, ...change, times: 9 });
    expect(await refusal(up(process(), resource, { apiKeyId, status: "active" }))).toContain(advice);
  });

  test("names the principal of a key, and otherwise shows the reason of the API", async () => {
    const { process, console, emulator, existing, apiKeyId } = await organizationWithApiKey();
    const user = console.addUser({ email: alice, role: "developer" });
    const personal = console.createApiKey({ name: "notebook", personal: true, createdBy: alice }).id;
    emulator.faults.add({
      ...plain(400, "Identity-linked API keys cannot be changed"),
      ...change,
      times: 99,
    });
    const changed = async (id: string) => {
      const resource = await existing(ApiKey, { apiKeyId: id, status: "active" });
      return await refusal(up(process(), resource, { apiKeyId: id, status: "inactive" }));
    };
    expect(await changed(personal)).toContain(`The key acts as ${user.id}`);
    expect(await changed(apiKeyId)).toContain(generic);
  });
});
