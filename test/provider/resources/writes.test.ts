import { describe, expect, test } from "vitest";
import type { Resource } from "../../../provider/kernel/resource.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kinds } from "../../../provider/registry.ts";
import {
  admin,
  alice,
  bob,
  developer,
  lostAfterWrite,
  type Organization,
  organization,
  organizationWithActiveMember,
  organizationWithApiKey,
  organizationWithInvite,
  organizationWithInvitedMember,
  organizationWithRateLimits,
  organizationWithSpendLimits,
  organizationWithUser,
  organizationWithUsers,
  paths,
  preview,
  type ResourceState,
  runUp,
  spendLimitsOf,
  writeFaults,
} from "../harness/index.ts";

/** An organization before a write, and the program whose `pulumi up` sends it. */
interface Scenario {
  readonly context: Organization;
  readonly definition: Resource;
  readonly resource?: ResourceState;
  /** Undefined: the resource is no longer in the program. */
  readonly args?: Properties;
  /** Looks at the organization after the write. */
  readonly verify: () => void;
}

interface Write {
  /** Completes "`pulumi up` ...". */
  readonly name: string;
  /** The request that meets the fault. */
  readonly request: { readonly method: string; readonly path: string };
  readonly scenario: () => Promise<Scenario>;
}

const {
  Workspace,
  WorkspaceMember,
  WorkspaceMembers,
  WorkspaceRateLimit,
  Member,
  Invite,
  ApiKey,
  SpendLimit,
  ExternalKey,
  ComplianceSettings,
} = kinds;

const gcpKey = {
  type: "gcp",
  keyName: "projects/acme/locations/us/keyRings/claude/cryptoKeys/main",
};

const roleOf = ({ state }: Organization) => state().users.find(({ email }) => email === alice)?.role;

const writes: readonly Write[] = [
  {
    name: "creates a workspace",
    request: { method: "POST", path: paths.workspaces },
    async scenario() {
      const context = await organization();
      const args = { name: "Lab", tags: { team: "ml" } };
      const verify = () => expect(context.state().workspaces).toMatchObject([{ ...args, archived_at: null }]);
      return { context, definition: Workspace, args, verify };
    },
  },
  {
    name: "updates a workspace",
    request: { method: "POST", path: paths.workspace },
    async scenario() {
      const context = await organization();
      const resource = await context.existing(Workspace, { name: "Lab", tags: { team: "ml" } });
      const args = { name: "Labs", tags: { cost: "42" } };
      const verify = () => expect(context.state().workspaces).toMatchObject([args]);
      return { context, definition: Workspace, resource, args, verify };
    },
  },
  {
    name: "archives a workspace",
    request: { method: "POST", path: paths.archive },
    async scenario() {
      const context = await organization();
      const resource = await context.existing(Workspace, { name: "Lab" });
      const verify = () => expect(context.workspaceNames()).toEqual([]);
      return { context, definition: Workspace, resource, verify };
    },
  },
  {
    name: "adds a workspace member",
    request: { method: "POST", path: paths.workspaceMembers },
    async scenario() {
      const context = await organizationWithUser();
      const verify = () => expect(context.memberships()).toEqual(["alice workspace_developer"]);
      return { context, definition: WorkspaceMember, args: context.declared, verify };
    },
  },
  {
    name: "changes the role of a workspace member",
    request: { method: "POST", path: paths.workspaceMember },
    async scenario() {
      const context = await organizationWithUser();
      const resource = await context.membership();
      const args = { ...context.declared, role: "workspace_admin" };
      const verify = () => expect(context.memberships()).toEqual(["alice workspace_admin"]);
      return { context, definition: WorkspaceMember, resource, args, verify };
    },
  },
  {
    name: "removes a workspace member",
    request: { method: "DELETE", path: paths.workspaceMember },
    async scenario() {
      const context = await organizationWithUser();
      const resource = await context.membership();
      const verify = () => expect(context.memberships()).toEqual([]);
      return { context, definition: WorkspaceMember, resource, verify };
    },
  },
  {
    name: "adds the first member of a list",
    request: { method: "POST", path: paths.workspaceMembers },
    async scenario() {
      const context = await organizationWithUsers();
      const args = { workspace: context.workspace, members: [developer(alice), admin(bob)] };
      const verify = () =>
        expect(context.memberships()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
      return { context, definition: WorkspaceMembers, args, verify };
    },
  },
  {
    name: "changes a role in a list of members",
    request: { method: "POST", path: paths.workspaceMember },
    async scenario() {
      const context = await organizationWithUsers();
      const { workspace } = context;
      const before = { workspace, members: [developer(alice), developer(bob)] };
      const resource = await context.existing(WorkspaceMembers, before);
      const args = { workspace, members: [developer(alice), admin(bob)] };
      const verify = () =>
        expect(context.memberships()).toEqual(["alice workspace_developer", "bob workspace_admin"]);
      return { context, definition: WorkspaceMembers, resource, args, verify };
    },
  },
  {
    name: "removes a member from a list",
    request: { method: "DELETE", path: paths.workspaceMember },
    async scenario() {
      const context = await organizationWithUsers();
      const { workspace } = context;
      const before = { workspace, members: [developer(alice), developer(bob)] };
      const resource = await context.existing(WorkspaceMembers, before);
      const args = { workspace, members: [developer(alice)] };
      const verify = () => expect(context.memberships()).toEqual(["alice workspace_developer"]);
      return { context, definition: WorkspaceMembers, resource, args, verify };
    },
  },
  {
    name: "removes all members of a deleted list",
    request: { method: "DELETE", path: paths.workspaceMember },
    async scenario() {
      const context = await organizationWithUsers();
      const { workspace } = context;
      const before = { workspace, members: [developer(alice), developer(bob)] };
      const resource = await context.existing(WorkspaceMembers, before);
      const verify = () => expect(context.memberships()).toEqual([]);
      return { context, definition: WorkspaceMembers, resource, verify };
    },
  },
  {
    name: "sets rate limits of a workspace",
    request: { method: "POST", path: paths.override },
    async scenario() {
      const context = await organizationWithRateLimits();
      const { workspace } = context;
      const args = { workspace, groupType: "batch", limits: { requests_per_minute: 5, tokens_per_day: 6 } };
      const verify = () =>
        expect(context.overrides()).toEqual(["batch requests_per_minute 5", "batch tokens_per_day 6"]);
      return { context, definition: WorkspaceRateLimit, args, verify };
    },
  },
  {
    name: "changes and clears rate limits of a workspace",
    request: { method: "POST", path: paths.override },
    async scenario() {
      const context = await organizationWithRateLimits();
      const { workspace } = context;
      const before = { workspace, groupType: "batch", limits: { requests_per_minute: 5, tokens_per_day: 6 } };
      const resource = await context.existing(WorkspaceRateLimit, before);
      const args = { ...before, limits: { requests_per_minute: 7 } };
      const verify = () => expect(context.overrides()).toEqual(["batch requests_per_minute 7"]);
      return { context, definition: WorkspaceRateLimit, resource, args, verify };
    },
  },
  {
    name: "clears the rate limits of a workspace",
    request: { method: "POST", path: paths.override },
    async scenario() {
      const context = await organizationWithRateLimits();
      const { workspace } = context;
      const args = { workspace, model: "claude-opus-5", limits: { requests_per_minute: 5 } };
      const resource = await context.existing(WorkspaceRateLimit, args);
      const verify = () => expect(context.overrides()).toEqual([]);
      return { context, definition: WorkspaceRateLimit, resource, verify };
    },
  },
  {
    name: "invites a member",
    request: { method: "POST", path: paths.invites },
    async scenario() {
      const context = await organization();
      const args = { email: alice, role: "developer" };
      const verify = () => {
        expect(context.invitationsSent()).toEqual([alice]);
        expect(context.state().invites).toMatchObject([{ ...args, status: "pending" }]);
      };
      return { context, definition: Member, args, verify };
    },
  },
  {
    name: "adopts a user and changes the role",
    request: { method: "POST", path: paths.user },
    async scenario() {
      const context = await organization();
      context.console.addUser({ email: alice });
      const args = { email: alice, role: "developer" };
      const verify = () => expect(roleOf(context)).toBe("developer");
      return { context, definition: Member, args, verify };
    },
  },
  {
    name: "changes the role of a member",
    request: { method: "POST", path: paths.user },
    async scenario() {
      const context = await organizationWithActiveMember();
      const args = { ...context.declared, role: "billing" };
      const verify = () => expect(roleOf(context)).toBe("billing");
      return { context, definition: Member, resource: context.resource, args, verify };
    },
  },
  ...(["DELETE", "POST"] as const).map((method) => ({
    name: `${method === "DELETE" ? "deletes" : "sends"} an invitation when a member is invited again`,
    request: { method, path: method === "DELETE" ? paths.invite : paths.invites },
    async scenario() {
      const context = await organizationWithInvitedMember();
      const args = { ...context.declared, reinvite: "1" };
      const verify = () => {
        expect(context.invitationsSent()).toEqual([alice, alice]);
        expect(context.invitationStatuses()).toEqual(["deleted", "pending"]);
      };
      return { context, definition: Member, resource: context.resource, args, verify };
    },
  })),
  {
    name: "deletes the invitation of a member",
    request: { method: "DELETE", path: paths.invite },
    async scenario() {
      const context = await organizationWithInvitedMember();
      const verify = () => expect(context.invitationStatuses()).toEqual(["deleted"]);
      return { context, definition: Member, resource: context.resource, verify };
    },
  },
  {
    name: "demotes a member",
    request: { method: "POST", path: paths.user },
    async scenario() {
      const context = await organizationWithActiveMember({ onDelete: "demote" });
      const verify = () => expect(roleOf(context)).toBe("user");
      return { context, definition: Member, resource: context.resource, verify };
    },
  },
  {
    name: "removes a member",
    request: { method: "DELETE", path: paths.user },
    async scenario() {
      const context = await organizationWithActiveMember({ onDelete: "remove" });
      const verify = () => expect(roleOf(context)).toBeUndefined();
      return { context, definition: Member, resource: context.resource, verify };
    },
  },
  {
    name: "sends an invitation",
    request: { method: "POST", path: paths.invites },
    async scenario() {
      const context = await organization();
      const args = { email: alice, role: "developer" };
      const verify = () => {
        expect(context.invitationsSent()).toEqual([alice]);
        expect(context.state().invites).toMatchObject([{ ...args, status: "pending" }]);
      };
      return { context, definition: Invite, args, verify };
    },
  },
  ...(["DELETE", "POST"] as const).map((method) => ({
    name: `${method === "DELETE" ? "deletes" : "sends"} an invitation whose role changes`,
    request: { method, path: method === "DELETE" ? paths.invite : paths.invites },
    async scenario() {
      const context = await organizationWithInvite();
      const args = { ...context.declared, role: "billing" };
      const verify = () => {
        expect(context.invitationsSent()).toEqual([alice, alice]);
        expect(context.state().invites).toMatchObject([
          { role: "developer", status: "deleted" },
          { role: "billing", status: "pending" },
        ]);
      };
      return { context, definition: Invite, resource: context.resource, args, verify };
    },
  })),
  {
    name: "deletes an invitation",
    request: { method: "DELETE", path: paths.invite },
    async scenario() {
      const context = await organizationWithInvite();
      const verify = () => expect(context.invitationStatuses()).toEqual(["deleted"]);
      return { context, definition: Invite, resource: context.resource, verify };
    },
  },
  {
    name: "adopts an API key and changes its name and status",
    request: { method: "POST", path: paths.apiKey },
    async scenario() {
      const context = await organizationWithApiKey();
      const { apiKeyId } = context;
      const args = { apiKeyId, name: "CD", status: "inactive" };
      const verify = () =>
        expect(context.state().api_keys).toMatchObject([{ name: "CD", status: "inactive" }]);
      return { context, definition: ApiKey, args, verify };
    },
  },
  {
    name: "updates an API key",
    request: { method: "POST", path: paths.apiKey },
    async scenario() {
      const context = await organizationWithApiKey();
      const { apiKeyId } = context;
      const resource = await context.existing(ApiKey, { apiKeyId, name: "CI", status: "active" });
      const args = { apiKeyId, name: "CD", status: "archived" };
      const verify = () =>
        expect(context.state().api_keys).toMatchObject([{ name: "CD", status: "archived" }]);
      return { context, definition: ApiKey, resource, args, verify };
    },
  },
  {
    name: "deactivates an API key",
    request: { method: "POST", path: paths.apiKey },
    async scenario() {
      const context = await organizationWithApiKey();
      const { apiKeyId } = context;
      const resource = await context.existing(ApiKey, { apiKeyId, onDelete: "deactivate" });
      const verify = () => expect(context.apiKeyStatus(apiKeyId)).toBe("inactive");
      return { context, definition: ApiKey, resource, verify };
    },
  },
  {
    name: "sets a spend limit",
    request: { method: "POST", path: paths.spendLimits },
    async scenario() {
      const context = await organizationWithSpendLimits();
      const args = { scope: "workspace", workspace: context.workspace, amount: "500" };
      const verify = () =>
        expect(spendLimitsOf(context)).toEqual([`workspace ${context.workspace} monthly 50000`]);
      return { context, definition: SpendLimit, args, verify };
    },
  },
  {
    name: "changes a spend limit",
    request: { method: "POST", path: paths.spendLimits },
    async scenario() {
      const context = await organizationWithSpendLimits();
      const resource = await context.existing(SpendLimit, { scope: "organization", amount: "500" });
      const args = { scope: "organization", amount: "99.99" };
      const verify = () => expect(spendLimitsOf(context)).toEqual(["organization monthly 9999"]);
      return { context, definition: SpendLimit, resource, args, verify };
    },
  },
  {
    name: "deletes a spend limit",
    request: { method: "DELETE", path: paths.spendLimit },
    async scenario() {
      const context = await organizationWithSpendLimits();
      const args = { scope: "workspace", workspace: context.workspace, amount: "500" };
      const resource = await context.existing(SpendLimit, args);
      const verify = () => expect(spendLimitsOf(context)).toEqual([]);
      return { context, definition: SpendLimit, resource, verify };
    },
  },
  {
    name: "creates an external key",
    request: { method: "POST", path: paths.externalKeys },
    async scenario() {
      const context = await organization({ pace: 0.001 });
      const args = { providerConfig: gcpKey, displayName: "Main" };
      const verify = () => expect(context.state().external_keys).toMatchObject([{ display_name: "Main" }]);
      return { context, definition: ExternalKey, args, verify };
    },
  },
  {
    name: "updates an external key",
    request: { method: "POST", path: paths.externalKey },
    async scenario() {
      const context = await organization({ pace: 0.001 });
      const resource = await context.existing(ExternalKey, { providerConfig: gcpKey, displayName: "Main" });
      const args = { providerConfig: gcpKey, displayName: "Live" };
      const verify = () => expect(context.state().external_keys).toMatchObject([{ display_name: "Live" }]);
      return { context, definition: ExternalKey, resource, args, verify };
    },
  },
  {
    name: "deletes an external key",
    request: { method: "DELETE", path: paths.externalKey },
    async scenario() {
      const context = await organization({ pace: 0.001 });
      const resource = await context.existing(ExternalKey, { providerConfig: gcpKey });
      const verify = () => expect(context.state().external_keys).toEqual([]);
      return { context, definition: ExternalKey, resource, verify };
    },
  },
  {
    name: "enables the Compliance API",
    request: { method: "POST", path: paths.compliance },
    async scenario() {
      const context = await organization({ pace: 0.001 });
      const verify = () => expect(context.state().compliance_settings.state.type).toBe("enabled");
      return { context, definition: ComplianceSettings, args: { state: "enabled" }, verify };
    },
  },
];

const lasting = writeFaults.filter(
  ({ fault: { kind, status } }) =>
    ["loseResponse", "refuse"].includes(kind) || (status === 500 && kind !== "slow"),
);

const faults = [
  ...writeFaults.map((one) => ({ ...one, frequency: "once", times: 1 })),
  ...lasting.map((one) => ({ ...one, frequency: "every time", times: 99 })),
];

const cases = writes
  .flatMap(({ name: write, ...rest }) => faults.map((one) => ({ write, ...rest, ...one })))
  // The provider waits seconds before it sends an invitation again; invite/create.test.ts has these.
  .filter(({ request, fault }) => request.path !== paths.invites || fault.kind !== "rateLimit");

const lost = new Set(lostAfterWrite.map(({ name }) => name));

describe("pulumi up", () => {
  // Vitest shortens long values of objects in titles, but not strings.
  const rows = cases.map((one) => [one.write, one.name, one.frequency, one] as const);

  test.each(rows)(
    "%s exactly once, at the latest in the next run, when %s %s",
    async (_write, name, _frequency, { request, scenario, fault, times }) => {
      const { context, definition, resource, args, verify } = await scenario();
      const { emulator, process } = context;
      emulator.faults.add({ ...fault, ...request, times });
      const first = await runUp(process(), { resource, toDelete: [] }, definition, args);
      if (lost.has(name)) expect(first.error).toBeUndefined();
      if (first.error === undefined) verify();
      else expect(first.error.message).toMatch(/\bcannot \w+ .*: /);
      emulator.faults.clear();
      const { state, error } = await runUp(process(), first.state, definition, args);
      expect(error).toBeUndefined();
      verify();
      if (state.resource !== undefined && args !== undefined) {
        expect((await preview(process(), state.resource, args)).action).toBe("nothing");
      }
    },
  );
});
