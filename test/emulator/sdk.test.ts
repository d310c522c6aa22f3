import Anthropic from "@anthropic-ai/sdk";
import type * as Sdk from "@anthropic-ai/sdk/resources/organization";
import {
  AlreadyMemberError,
  CannotInviteEmailsWithUnverifiedDomainsError,
  CannotRemoveLastMemberError,
  ChangeOutcomeUnknownError,
  ConcurrentMembershipChangeError,
  EmailDomainNotAllowedError,
  ExternalKeyChangedError,
  ExternalKeyValidationFailedError,
  ExternalKeyValidationTimedOutError,
  InviteAlreadyExistsError,
  KeyProfileMismatchError,
  OrgAPIKeyLimitExceededError,
  OrgMemberLimitExceededError,
  RBACGroupGrantsOwnerAccessError,
  RBACGroupOwnerAccessUnconfirmedError,
  StorageAttachedDuringArchiveError,
  StorageProfileMismatchError,
  WorkspaceAPIKeyLimitExceededError,
  WorkspaceCreatedIncompleteError,
  WorkspaceMemberLimitExceededError,
  WorkspacePolicyViolationError,
} from "@anthropic-ai/sdk/resources/organization";
import type * as SdkSpendLimits from "@anthropic-ai/sdk/resources/organization/spend-limits";
import type {
  WorkspaceRateLimit,
  WorkspaceRateLimitType,
} from "@anthropic-ai/sdk/resources/organization/workspaces";
import { describe, expect, expectTypeOf, it } from "vitest";
import type {
  ApiKeyJson,
  ApprovedIncreaseRequestJson,
  IncreaseRequestJson,
  InviteJson,
  OrganizationJson,
  ServiceAccountJson,
  ServiceAccountMemberJson,
  SpendLimitJson,
  SpendSummaryJson,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
} from "../../emulator/index.ts";
import type { overridableLimits } from "../../emulator/rateLimits.ts";
import type { RateLimitJson, WorkspaceRateLimitJson } from "../../emulator/rateLimitsJson.ts";
import type { AnalyticsCostJson, AnalyticsUsageJson } from "../../emulator/reportsJson.ts";
import { routes } from "../../emulator/routes/index.ts";
import { driveEnterprise } from "./sdk/enterprise.ts";
import "./sdk/federation.ts";
import { all, drivenRoutes, failure, start } from "./sdk/harness.ts";
import "./sdk/rbac.ts";

it("the emulator's JSON has the types of the official SDK", () => {
  expectTypeOf<OrganizationJson>().toExtend<Anthropic.OrganizationInfo>();
  expectTypeOf<UserJson>().toExtend<Sdk.OrganizationUser>();
  expectTypeOf<InviteJson>().toExtend<Sdk.OrganizationInvite>();
  expectTypeOf<AnalyticsUsageJson>().toExtend<Anthropic.Beta.Organization.Analytics.BetaAnalyticsUsageItem>();
  expectTypeOf<AnalyticsCostJson>().toExtend<Anthropic.Beta.Organization.Analytics.BetaAnalyticsCostItem>();
  expectTypeOf<WorkspaceJson>().toExtend<Sdk.Workspace>();
  expectTypeOf<WorkspaceMemberJson>().toExtend<Sdk.WorkspaceMember>();
  expectTypeOf<ApiKeyJson>().toExtend<Sdk.APIKey>();
  expectTypeOf<Sdk.OrganizationUser>().toExtend<UserJson>();
  expectTypeOf<Sdk.OrganizationInvite>().toExtend<InviteJson>();
  expectTypeOf<Sdk.Workspace>().toExtend<WorkspaceJson>();
  expectTypeOf<Sdk.WorkspaceMember>().toExtend<WorkspaceMemberJson>();
  expectTypeOf<Sdk.APIKey>().toExtend<ApiKeyJson>();
  expectTypeOf<RateLimitJson>().toExtend<Sdk.OrganizationRateLimit>();
  expectTypeOf<WorkspaceRateLimitJson>().toExtend<WorkspaceRateLimit>();
  expectTypeOf<Sdk.OrganizationRateLimit>().toExtend<RateLimitJson>();
  expectTypeOf<WorkspaceRateLimit>().toExtend<WorkspaceRateLimitJson>();
  expectTypeOf<WorkspaceRateLimitType>().toEqualTypeOf<(typeof overridableLimits)[number]>();
  expectTypeOf<SpendLimitJson>().toExtend<Anthropic.Beta.Organization.BetaSpendLimit>();
  expectTypeOf<Anthropic.Beta.Organization.BetaSpendLimit>().toExtend<SpendLimitJson>();
  expectTypeOf<SpendSummaryJson>().toExtend<Sdk.SpendSummary>();
  expectTypeOf<IncreaseRequestJson>().toExtend<SdkSpendLimits.SpendLimitIncreaseRequest>();
  expectTypeOf<ApprovedIncreaseRequestJson>().toExtend<SdkSpendLimits.IncreaseRequestApproveResponse>();
  expectTypeOf<ServiceAccountJson>().toEqualTypeOf<Sdk.ServiceAccount>();
  expectTypeOf<ServiceAccountMemberJson>().toEqualTypeOf<Sdk.ServiceAccountWorkspaceMember>();
});

describe("the official SDK", () => {
  it("reads the organization", async () => {
    const { emulator, organization } = await start();
    expect(await organization.retrieve()).toEqual({
      id: emulator.organization().id,
      name: "Example Robotics",
      type: "organization",
    });
  });

  it("lists, reads, changes and removes users", async () => {
    const { organization } = await start();
    const [newest] = await all(organization.users.list());
    expect(newest).toMatchObject({ type: "user", email: "mei.chen@example.com", role: "user" });
    const [priya] = await all(organization.users.list({ email: "Priya.Nair+work@example.com" }));
    const id = priya?.id ?? "";
    expect(await organization.users.retrieve(id)).toEqual(priya);
    expect(await organization.users.update(id, { role: "claude_code_user" })).toEqual({
      ...priya,
      role: "claude_code_user",
    });
    expect(await organization.users.remove(id)).toEqual({ id, type: "user_deleted" });
    await expect(organization.users.retrieve(id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const admins = await all(organization.users.list({ roles: ["admin", "billing"] }));
    expect(admins.map((user) => user.name)).toEqual(["Greta Lindqvist", "Omar Haddad", "Ines Falk"]);
  });

  it("creates, reads, lists and deletes invitations", async () => {
    const { emulator, organization } = await start();
    const invite = await organization.invites.create({ email: "new@example.com", role: "developer" });
    expect(invite).toMatchObject({
      type: "invite",
      status: "pending",
      role: "developer",
      rbac_group_ids: [],
    });
    expect(Date.parse(invite.expires_at) - Date.parse(invite.invited_at)).toBe(21 * 86_400_000);
    expect(emulator.sentInvitations).toMatchObject([{ to: "new@example.com", inviteId: invite.id }]);
    expect(await organization.invites.retrieve(invite.id)).toEqual(invite);
    const pending = await all(organization.invites.list({ statuses: ["pending"], roles: ["developer"] }));
    expect(pending.map((one) => one.email)).toEqual(["new@example.com", "hana.sato@example.com"]);
    expect(await organization.invites.delete(invite.id)).toEqual({ id: invite.id, type: "invite_deleted" });
    expect(await all(organization.invites.list({ email: "new@example.com" }))).toEqual([]);
  });

  it("creates, reads, lists, changes and archives workspaces", async () => {
    const { organization } = await start();
    const workspace = await organization.workspaces.create({
      name: "Robots",
      display_color: "#a1B2c3",
      tags: { team: "robots" },
      data_residency: { allowed_inference_geos: ["us"], default_inference_geo: "us" },
    });
    expect(workspace).toMatchObject({
      type: "workspace",
      name: "Robots",
      archived_at: null,
      display_color: "#a1B2c3",
      data_residency: { workspace_geo: "us", allowed_inference_geos: ["us"], default_inference_geo: "us" },
      external_key_id: null,
      tags: { team: "robots" },
      user_profile_id: null,
    });
    expect(await organization.workspaces.retrieve(workspace.id)).toEqual(workspace);
    const changed = await organization.workspaces.update(workspace.id, {
      name: "Robot Arms",
      tags: { team: null, owner: "mei" },
    });
    expect(changed).toEqual({ ...workspace, name: "Robot Arms", tags: { owner: "mei" } });
    const archived = await organization.workspaces.archive(workspace.id);
    expect(archived).toEqual({ ...changed, archived_at: expect.any(String) });
    const names = async (query: Sdk.WorkspaceListParams): Promise<string[]> =>
      (await all(organization.workspaces.list(query))).map((one) => one.name);
    expect(await names({})).toEqual(["Customer Support", "Research", "Staging", "Production", "Claude Code"]);
    expect(await names({ include_archived: true, include_default: true })).toEqual([
      "Robot Arms",
      "Customer Support",
      "Research",
      "Staging",
      "Production",
      "Prototype 2024",
      "Claude Code",
      "Default",
    ]);
    expect(await names({ ids: [workspace.id] })).toEqual([]);
    expect(await names({ ids: [workspace.id], include_archived: true })).toEqual(["Robot Arms"]);
  });

  it("adds, reads, lists, changes and removes members of a workspace", async () => {
    const { organization, actions } = await start();
    const { id: workspace_id } = actions.createWorkspace({ name: "Robots" });
    const { id: user_id } = actions.addUser({ email: "rosa@example.com" });
    const members = organization.workspaces.members;
    const member = { type: "workspace_member", user_id, workspace_id, workspace_role: "workspace_user" };
    expect(await members.add(workspace_id, { user_id, workspace_role: "workspace_user" })).toEqual(member);
    expect(await members.retrieve(user_id, { workspace_id })).toEqual(member);
    expect(await all(members.list(workspace_id))).toEqual([member]);
    expect(await members.update(user_id, { workspace_id, workspace_role: "workspace_admin" })).toEqual({
      ...member,
      workspace_role: "workspace_admin",
    });
    expect(await members.remove(user_id, { workspace_id })).toEqual({
      type: "workspace_member_deleted",
      user_id,
      workspace_id,
    });
    expect(await all(members.list(workspace_id))).toEqual([]);
  });

  it("lists, reads and changes API keys", async () => {
    const { organization } = await start();
    const active = await all(organization.apiKeys.list({ status: "active" }));
    expect(active.map((key) => key.name)).toEqual([
      "priya-laptop",
      "support-assistant",
      "notebooks",
      "search-service",
      "staging-ci",
      "checkout-service",
    ]);
    const [laptop, support] = active;
    expect(laptop).toMatchObject({ scope: { type: "organization" }, principal: { type: "user_actor" } });
    const id = support?.id ?? "";
    expect(await organization.apiKeys.retrieve(id)).toEqual(support);
    const changed = await organization.apiKeys.update(id, { name: "support", status: "inactive" });
    expect(changed).toEqual({ ...support, name: "support", status: "inactive" });
    const scope = support?.scope.type === "workspace" ? support.scope.workspace_id : "";
    expect(await all(organization.apiKeys.list({ workspace_id: scope }))).toEqual([changed]);
    const creator = support?.created_by?.id ?? "";
    expect(await all(organization.apiKeys.list({ created_by_user_id: creator }))).toEqual([changed]);
  });

  it("lists the rate limits of the organization and of a workspace, and overrides and clears some", async () => {
    const { organization, actions } = await start();
    const { id: workspace_id } = actions.createWorkspace({ name: "Robots" });
    const [opus, ...others] = await all(organization.rateLimits.list({ model: "claude-opus-5-5" }));
    expect(others).toEqual([]);
    expect(opus).toMatchObject({
      type: "rate_limit",
      group: { type: "model_group", display_name: "Claude Opus 5.x", id: expect.stringMatching(/^rlg_/) },
      models: ["claude-opus-5", "claude-opus-5-5"],
    });
    const { id = "", ...shared } = opus ?? {};
    const { rateLimits } = organization.workspaces;
    const limits = [{ type: "requests_per_minute" as const, value: 100 }];
    const overridden = await rateLimits.update(id, { workspace_id, limits });
    expect(overridden).toEqual({
      ...shared,
      type: "workspace_rate_limit",
      workspace_id,
      rate_limit_id: id,
      limits: [{ type: "requests_per_minute", value: 100, org_limit: 4000, source: { type: "workspace" } }],
    });
    expect(await all(rateLimits.list(workspace_id))).toEqual([overridden]);
    const [group] = await all(
      rateLimits.list(workspace_id, { include_inherited: true, group_type: "model_group", limit: 2 }),
    );
    expect(group?.limits).toContainEqual({
      type: "output_tokens_per_minute",
      value: 400_000,
      org_limit: 400_000,
      source: { type: "organization" },
    });
    const cleared = await rateLimits.update(id, {
      workspace_id,
      limits: [{ type: "requests_per_minute", value: null }],
    });
    expect(cleared).toEqual({ ...overridden, limits: [] });
    expect(await all(rateLimits.list(workspace_id))).toEqual([]);
    const paged = await all(organization.rateLimits.list({ limit: 2 }));
    expect(paged).toEqual(await all(organization.rateLimits.list()));
    expect(new Set(paged.map((entry) => entry.id)).size).toBe(9);
    await expect(all(organization.rateLimits.list({ model: "claude-2" }))).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
  });

  it("reads the usage report, for which it has no method", async () => {
    const { client, emulator } = await start({ seed: { version: 1 } });
    const query = { starting_at: emulator.clock.now().toISOString(), group_by: ["api_key_id"] };
    const report = await client.get("/v1/organizations/usage_report/messages", { query });
    expect(report).toMatchObject({ data: [{ results: [] }], has_more: false, next_page: null });
  });

  it("reads the cost report and the Claude Code report, for which it has no method", async () => {
    const { client, emulator } = await start({ seed: { version: 1 } });
    const now = emulator.clock.now().toISOString();
    const cost = await client.get("/v1/organizations/cost_report", { query: { starting_at: now } });
    expect(cost).toMatchObject({ data: [{ results: [] }], has_more: false, next_page: null });
    const path = "/v1/organizations/usage_report/claude_code";
    const code = await client.get(path, { query: { starting_at: now.slice(0, 10) } });
    expect(code).toEqual({ data: [], has_more: false, next_page: null });
  });

  it("reads every page of usage and cost of the Analytics API", async () => {
    const now = new Date("2026-11-20T10:00:00Z");
    const { client, emulator } = await start({ now });
    emulator.organization().settings.generated_usage = { seed: "robots", discount_percent: 10 };
    const { usage, cost } = client.beta.organization.analytics;
    const query = {
      starting_at: "2026-11-01T00:00:00Z",
      ending_at: "2026-11-11T00:00:00Z",
      time_bucket_width: "1d",
      limit: 100,
    } as const;
    const rows = await all(
      usage.list({ ...query, group_by: ["actor", "model", "product", "workspace_id", "api_key_id"] }),
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.find(({ group }) => group.actor?.type === "user_actor")?.group.actor).toMatchObject({
      email_address: expect.stringContaining("@example.com"),
      deleted: false,
    });
    expect(emulator.requests.length).toBe(Math.ceil(rows.length / 100));
    const costs = await all(cost.list({ ...query, group_by: ["cost_type", "token_type"] }));
    expect(new Set(costs.map(({ group }) => group.token_type)).size).toBeGreaterThan(4);
    expect(costs[0]).toMatchObject({
      group: { cost_type: "tokens", token_type: expect.any(String) },
      cost: { currency: "USD", requests: null },
    });
    await all(cost.list({ ...query, api_key_ids: [""], order_by: "time", order: "asc" }));
  });
});

describe("the spend limit methods of the official SDK", () => {
  it("set, read, list and delete the limits of a Console organization with early access", async () => {
    const { client, emulator, actions } = await start();
    const { spendLimits } = client.beta.organization;
    const { id: workspace_id } = actions.createWorkspace({ name: "Robots" });
    const scope = { type: "workspace", workspace_id } as const;
    const [denied] = await Promise.allSettled([spendLimits.set({ amount: "1", scope })]);
    expect(denied).toMatchObject({
      reason: { status: 403, errorCode: "spend_limits_admin_api_writes_not_enabled" },
    });
    emulator.organization().settings.spend_limits_early_access = true;
    const limit = await spendLimits.set({ amount: "50000", scope, period: "monthly" });
    expect(limit).toMatchObject({ type: "spend_limit", amount: "50000", scope });
    expect(await spendLimits.retrieve(limit.id)).toEqual(limit);
    expect(await all(spendLimits.list({ workspace_id, scope_type: ["workspace"] }))).toEqual([limit]);
    expect(await spendLimits.delete(limit.id)).toEqual({ id: limit.id, type: "spend_limit_deleted" });
  });

  it("read effective limits and decide increase requests of a Claude Enterprise organization", async () => {
    const { organization, emulator, actions } = await start();
    emulator.organization().settings.organization_type = "claude_enterprise";
    const { effective, increaseRequests } = organization.spendLimits;
    const request = actions.requestSpendLimitIncrease("mei.chen@example.com", "weekly");
    const other = actions.requestSpendLimitIncrease("priya.nair@example.com");
    const user_ids = [request.actor.user_id];
    expect(await all(effective.list({ user_ids, period: ["weekly"] }))).toEqual([]);
    const approved = await increaseRequests.approve(request.id, { amount: "7500" });
    expect(approved).toMatchObject({ status: "approved", spend_limit: { amount: "7500" } });
    expect(await all(effective.list({ user_ids, period: ["weekly"] }))).toMatchObject([
      { amount: "7500", source: { type: "user" }, actor: { name: "Mei Chen" } },
    ]);
    expect(await increaseRequests.retrieve(request.id)).toMatchObject({ status: "approved" });
    expect(await increaseRequests.deny(other.id, {})).toMatchObject({ status: "denied" });
    const listed = await all(increaseRequests.list({ status: ["denied"], actor_ids: [other.actor.user_id] }));
    expect(listed.map(({ id }) => id)).toEqual([other.id]);
  });
});

describe("the service account methods of the official SDK", () => {
  it("create, read, list, change and archive accounts, and set their roles in workspaces", async () => {
    const { emulator, actions } = await start();
    const secret = "sk-ant-oat01-login";
    emulator.organization().credentials.add({ secret, kind: "interactiveOauth" });
    const client = new Anthropic({ baseURL: emulator.url, authToken: secret, apiKey: null, maxRetries: 0 });
    const { serviceAccounts, workspaces } = client.organization;
    const account = await serviceAccounts.create({ name: "deploy", organization_role: "admin" });
    expect(await serviceAccounts.retrieve(account.id)).toEqual(account);
    expect(await all(serviceAccounts.list({ include_archived: true }))).toContainEqual(account);
    const changed = await serviceAccounts.update(account.id, { description: "Deploys" });
    expect(changed).toMatchObject({ description: "Deploys" });

    const { id: workspace_id } = actions.createWorkspace({ name: "Robots" });
    const service_account_id = account.id;
    const role = { workspace_role: "workspace_developer" } as const;
    const added = await workspaces.serviceAccounts.add(workspace_id, { service_account_id, ...role });
    expect(added).toMatchObject({ service_account_id, workspace_id, ...role, implicit: false });
    expect(await workspaces.serviceAccounts.retrieve(account.id, { workspace_id })).toEqual(added);
    expect(await all(workspaces.serviceAccounts.list(workspace_id))).toEqual([added]);
    const user = { workspace_id, workspace_role: "workspace_user" } as const;
    expect(await workspaces.serviceAccounts.update(account.id, user)).toMatchObject(user);
    expect(await serviceAccounts.workspaces.add(account.id, { workspace_id, ...role })).toEqual(added);
    expect(await all(serviceAccounts.workspaces.list(account.id))).toMatchObject([{ implicit: true }, added]);
    const removed = { type: "service_account_workspace_member_deleted", service_account_id, workspace_id };
    expect(await serviceAccounts.workspaces.remove(workspace_id, { service_account_id })).toEqual(removed);
    expect(await workspaces.serviceAccounts.remove(account.id, { workspace_id })).toEqual(removed);
    expect(await serviceAccounts.archive(account.id)).toMatchObject({ archived_at: expect.any(String) });
  });
});

it("a list with several pages is complete and in order", async () => {
  const users = Array.from({ length: 45 }, (_, index) => ({ email: `user${index}@example.com` }));
  const { emulator, organization, actions } = await start({
    seed: {
      version: 1,
      users,
      workspaces: users.map((_, index) => ({ name: `W${index}` })),
      members: users.map(({ email }) => ({
        workspace_id: "W0",
        user_id: email,
        workspace_role: "workspace_user" as const,
      })),
      invites: users.map((_, index) => ({ email: `guest${index}@example.com` })),
      api_keys: users.map((_, index) => ({ name: `key${index}` })),
    },
  });
  const emails = users.map((user) => user.email).reverse();
  expect((await all(organization.users.list())).map((user) => user.email)).toEqual(emails);
  expect(emulator.requests.map((request) => request.query.replace(/user_\w+/, "ID"))).toEqual([
    "",
    "after_id=ID",
    "after_id=ID",
  ]);
  expect(await all(organization.invites.list({ limit: 7 }))).toHaveLength(45);
  expect(await all(organization.workspaces.list({ limit: 44 }))).toHaveLength(45);
  expect(await all(organization.apiKeys.list({ limit: 1000 }))).toHaveLength(45);
  const workspace = actions.updateWorkspace("W0", {});
  const members = await all(organization.workspaces.members.list(workspace.id, { limit: 20 }));
  expect(new Set(members.map((member) => member.user_id)).size).toBe(45);
});

it("a list with several pages can be read backwards from a cursor", async () => {
  const { organization } = await start();
  const everybody = await all(organization.users.list());
  const last = everybody.at(-1)?.id ?? "";
  const back = await organization.users.list({ before_id: last, limit: 4 });
  expect(back.data).toEqual(everybody.slice(-5, -1));
  expect(back).toMatchObject({ has_more: true, first_id: back.data[0]?.id, last_id: back.data.at(-1)?.id });
});

it("the errors of the official SDK have the classes of the error codes for invitations", async () => {
  const { emulator, organization } = await start();
  const { settings } = emulator.organization();
  const invite = (email: string) => failure(organization.invites.create({ email, role: "user" }));
  expect(await invite("Mei.Chen@example.com")).toBeInstanceOf(AlreadyMemberError);
  const again = await invite("Hana.Sato@example.com");
  expect(again).toBeInstanceOf(InviteAlreadyExistsError);
  expect(again).toMatchObject({ message: expect.stringMatching(/'invite_01/) });
  settings.verified_email_domains = ["example.com"];
  expect(await invite("a@example.org")).toBeInstanceOf(CannotInviteEmailsWithUnverifiedDomainsError);
  settings.allowed_email_domains = [];
  expect(await invite("a@example.com")).toBeInstanceOf(EmailDomainNotAllowedError);
  settings.allowed_email_domains = ["Example.com"];
  settings.member_limit = 14;
  expect(await invite("a@example.com")).toBeInstanceOf(OrgMemberLimitExceededError);
  settings.member_limit = 15;
  expect(await invite("a@example.com")).toMatchObject({ status: "fulfilled" });
});

it("the errors of the official SDK have the classes of the error codes for users, workspaces, members and API keys", async () => {
  const bound = "uprof_01aaaaaaaaaaaaaaaaaaaaaa";
  const key = (validation: "success" | "failure" | "timeout" | "changed") => ({
    id: `ekey_01${validation}`,
    validation,
  });
  const external_keys = [
    key("success"),
    key("failure"),
    key("timeout"),
    key("changed"),
    { id: "ekey_01bound", user_profile_id: bound },
  ];
  const { emulator, organization, actions } = await start({ seed: { version: 1, external_keys } });
  const { settings } = emulator.organization();
  const [only] = await all(organization.users.list());
  expect(await failure(organization.users.remove(only?.id ?? ""))).toBeInstanceOf(
    CannotRemoveLastMemberError,
  );

  settings.user_profiles = [{ id: bound }, { id: "uprof_01gone", active: false }];
  const creating = (external_key_id: string | null, user_profile_id: string | null = null) =>
    failure(organization.workspaces.create({ name: "W", external_key_id, user_profile_id }));
  expect(await creating("ekey_01failure")).toBeInstanceOf(ExternalKeyValidationFailedError);
  expect(await creating("ekey_01timeout")).toBeInstanceOf(ExternalKeyValidationTimedOutError);
  expect(await creating("ekey_01changed")).toBeInstanceOf(ExternalKeyChangedError);
  expect(await creating("ekey_01changed")).toBeInstanceOf(Anthropic.ConflictError);
  expect(await creating("ekey_01bound")).toBeInstanceOf(KeyProfileMismatchError);
  expect(await creating("ekey_01success", bound)).toBeInstanceOf(KeyProfileMismatchError);
  expect(await creating(null, "uprof_01gone")).toMatchObject({ errorCode: "user_profile_not_found" });
  expect(await creating("ekey_01unknown")).toBeInstanceOf(Anthropic.NotFoundError);
  expect(await creating("ekey_01bound", bound)).toMatchObject({ status: "fulfilled" });
  settings.workspace_policy = { allowed_external_key_ids: ["ekey_01bound"] };
  const violation = await creating("ekey_01success");
  expect(violation).toBeInstanceOf(WorkspacePolicyViolationError);
  expect(violation).toMatchObject({ details: { field: "external_key_id" } });

  const workspace = actions.createWorkspace({ name: "Robots" });
  const user = actions.addUser({ email: "rosa@example.com" });
  settings.workspace_member_limit = 0;
  const adding = organization.workspaces.members.add(workspace.id, {
    user_id: user.id,
    workspace_role: "workspace_user",
  });
  expect(await failure(adding)).toBeInstanceOf(WorkspaceMemberLimitExceededError);
  actions.addMember(workspace.id, user.id, "workspace_user");
  const changing = organization.workspaces.members.update(user.id, {
    workspace_id: workspace.id,
    workspace_role: "workspace_admin",
  });
  expect(await failure(changing)).toBeInstanceOf(WorkspaceMemberLimitExceededError);

  const asleep = actions.createApiKey({ name: "k", workspaceId: workspace.id, status: "inactive" });
  const waking = () => failure(organization.apiKeys.update(asleep.id, { status: "active" }));
  settings.workspace_api_key_limit = 0;
  expect(await waking()).toBeInstanceOf(WorkspaceAPIKeyLimitExceededError);
  settings.api_key_limit = 0;
  expect(await waking()).toBeInstanceOf(OrgAPIKeyLimitExceededError);
});

it("the errors of the official SDK have the classes of the error codes of faults", async () => {
  const { emulator, organization } = await start();
  const cases = [
    ["concurrent_membership_change", ConcurrentMembershipChangeError, 409],
    ["rbac_group_grants_owner_access", RBACGroupGrantsOwnerAccessError, 400],
    ["rbac_group_owner_access_unconfirmed", RBACGroupOwnerAccessUnconfirmedError, 400],
    ["sandbox_egress_restricted", Anthropic.PermissionDeniedError, 403],
    ["workspace_created_incomplete", WorkspaceCreatedIncompleteError, 503],
    ["change_outcome_unknown", ChangeOutcomeUnknownError, 503],
    ["storage_profile_mismatch", StorageProfileMismatchError, 400],
    ["storage_attached_during_archive", StorageAttachedDuringArchiveError, 409],
    ["organization_on_hold", Anthropic.BadRequestError, 400],
  ] as const;
  for (const [errorCode, type, status] of cases) {
    emulator.faults.add({ kind: "status", method: "DELETE", errorCode });
    const problem = await failure(organization.users.remove("user_01unknown"));
    expect(problem).toBeInstanceOf(type);
    expect(problem).toMatchObject({ status, errorCode, requestID: emulator.requests.at(-1)?.requestId });
  }
});

it("the errors of the official SDK have the class of the status without an error code", async () => {
  const { emulator, organization } = await start({ requestsPerMinute: 2 });
  const stranger = new Anthropic({ baseURL: emulator.url, apiKey: "sk-ant-admin01-nobody", maxRetries: 0 });
  const rejected = await failure(stranger.organization.retrieve());
  expect(rejected).toBeInstanceOf(Anthropic.AuthenticationError);
  expect(rejected).toMatchObject({ type: "authentication_error", errorCode: null, details: null });
  expect(await failure(organization.users.retrieve("user_01unknown"))).toBeInstanceOf(
    Anthropic.NotFoundError,
  );
  expect(await failure(organization.invites.retrieve("user_01wrong"))).toBeInstanceOf(
    Anthropic.BadRequestError,
  );
  expect(await failure(organization.retrieve())).toBeInstanceOf(Anthropic.RateLimitError);
});

describe("the official SDK for encryption and compliance", driveEnterprise);

it("the tests call every route of the emulator", () => {
  expect([...drivenRoutes()].sort()).toEqual(routes.map((route) => `${route.method} ${route.path}`).sort());
});
