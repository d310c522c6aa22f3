import { describe, expect, it } from "vitest";
import { reportUser } from "../../../cli/user/reportUser.ts";
import { type AgedOrganization, agedOrganization, day, leftUser, seedKey } from "../keys/agedOrganization.ts";
import { stateOf } from "../workdir.ts";

const bo = { id: "user_01bo", type: "user" } as const;

async function organizationOfBo(): Promise<AgedOrganization> {
  const organization = await agedOrganization([
    seedKey("adas", "2026-01-01T00:00:00Z"),
    seedKey("bos", "2026-02-01T00:00:00Z", { created_by: bo }),
    seedKey("personal", "2025-03-01T00:00:00Z", { principal: { type: "user_actor", user_id: "user_01bo" } }),
    seedKey("left", "2026-05-01T00:00:00Z", { created_by: leftUser }),
  ]);
  const { console: admin } = organization.emulator.organization();
  admin.addMember("Production", "bo@example.com", "workspace_developer");
  admin.invite("new@example.com", "developer");
  admin.useApiKey("apikey_01bos");
  return organization;
}

const options = { state: ["state.json"], lookBack: 365 * day };

/** A state with resources about Bo and about a user who left. */
const declared = [
  {
    kind: "Member",
    name: "bo",
    id: "bo@example.com",
    outputs: { email: "bo@example.com", userId: "user_01bo", role: "developer" },
  },
  {
    kind: "WorkspaceMember",
    name: "bo-research",
    id: "wrkspc_01research/bo@example.com",
    outputs: { workspace: "wrkspc_01research", email: "bo@example.com", userId: "user_01bo" },
  },
  {
    kind: "WorkspaceMembers",
    name: "production",
    id: "wrkspc_01production",
    outputs: {
      workspace: "wrkspc_01production",
      members: [{ email: "bo@example.com", role: "workspace_developer" }],
    },
  },
  { kind: "ApiKey", name: "bos-key", id: "apikey_01bos", outputs: { apiKeyId: "apikey_01bos" } },
  {
    kind: "Member",
    name: "cy",
    id: "cy@example.com",
    outputs: { email: "cy@example.com", userId: "user_01cy", status: "removed" },
  },
];

describe("user", () => {
  it("does not report that a user left when only the list of users lacks the user", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf(declared));
    const { users } = organization.emulator.organization().state();
    const data = users.filter(({ id }) => id !== "user_01bo");
    const stale = { data, has_more: false, first_id: null, last_id: null };
    for (const requested of ["bo@example.com", "user_01bo"]) {
      const path = "/v1/organizations/users";
      organization.emulator.faults.add({ kind: "status", status: 200, path, body: stale });
      const { user, workspaces } = await reportUser(organization.io, requested, options);
      expect(user).toMatchObject({ id: "user_01bo", email: "bo@example.com", role: "developer" });
      expect(workspaces.map(({ role }) => role)).toEqual(["workspace_developer", undefined]);
    }
  });

  it("reports the role, workspaces and keys of a user, and the resources that declare them", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf(declared));
    organization.emulator.clearRequests();
    const report = await reportUser(organization.io, "Bo@Example.com", options);
    const stack = "state.json";
    expect(report).toEqual({
      version: 1,
      organization: organization.emulator.organization().id,
      requested: "Bo@Example.com",
      user: {
        id: "user_01bo",
        email: "bo@example.com",
        name: expect.any(String),
        role: "developer",
        addedAt: "2025-01-01T00:00:00Z",
      },
      userIds: ["user_01bo"],
      declaredBy: [{ stack, type: "Member", resource: "bo" }],
      everyWorkspace: false,
      workspaces: [
        {
          id: "wrkspc_01production",
          name: "Production",
          role: "workspace_developer",
          declaredBy: [{ stack, type: "WorkspaceMembers", resource: "production" }],
        },
        {
          id: "wrkspc_01research",
          name: "Research",
          declaredBy: [{ stack, type: "WorkspaceMember", resource: "bo-research" }],
        },
      ],
      keys: [
        {
          id: "apikey_01personal",
          name: "personal",
          status: "active",
          workspaceId: "wrkspc_01production",
          workspaceName: "Production",
          createdAt: "2025-03-01T00:00:00Z",
          personal: true,
          declaredBy: [],
        },
        {
          id: "apikey_01bos",
          name: "bos",
          status: "active",
          workspaceId: "wrkspc_01production",
          workspaceName: "Production",
          createdAt: "2026-02-01T00:00:00Z",
          personal: false,
          lastUsed: "2026-11-20",
          neverUsed: false,
          declaredBy: [{ stack, type: "ApiKey", resource: "bos-key" }],
        },
      ],
      invitations: [],
      stacks: [stack],
      notes: [expect.stringMatching(/^Last use: the Analytics API, from 2026-01-01/)],
    });
    const requests = organization.requests();
    expect(requests.slice(0, 4).toSorted()).toEqual([
      "GET api_keys",
      "GET invites",
      "GET users",
      "GET workspaces",
    ]);
    expect(requests.filter((request) => request.endsWith("/members"))).toHaveLength(2);
    // 324 days in ranges of 31 days, since one key was not used.
    expect(requests).toHaveLength(4 + 2 + 11);
  });

  it("reads no lists of members for an admin, who has access to every workspace", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf());
    organization.emulator.clearRequests();
    const report = await reportUser(organization.io, "user_01ada", { ...options, lookBack: day });
    expect(report).toMatchObject({
      user: { email: "ada@example.com" },
      everyWorkspace: true,
      workspaces: [],
    });
    expect(organization.requests().filter((request) => request.endsWith("/members"))).toEqual([]);
  });

  it("finds the invitation of someone who is not in the organization", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf());
    const report = await reportUser(organization.io, "new@example.com", options);
    expect(report).toMatchObject({
      userIds: [],
      keys: [],
      invitations: [{ role: "developer", status: "pending", declaredBy: [] }],
    });
    expect(report.user).toBeUndefined();
  });

  it("names the role that a Member declares instead of that of a pending invitation", async () => {
    const organization = await organizationOfBo();
    const newcomer = (role: string) => ({
      kind: "Member",
      name: "new",
      id: "new@example.com",
      inputs: { email: "new@example.com", role },
      outputs: { email: "new@example.com", role },
    });
    const invitations = async (role: string) => {
      await organization.write("state.json", stateOf([newcomer(role)]));
      return (await reportUser(organization.io, "new@example.com", options)).invitations;
    };
    expect(await invitations("billing")).toMatchObject([{ role: "developer", declaredRole: "billing" }]);
    expect((await invitations("developer"))[0]).not.toHaveProperty("declaredRole");
  });

  it("names the probable user when an invitation was accepted and nobody has its address now", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf());
    const { console: admin } = organization.emulator.organization();
    const { id } = admin.acceptInvite("new@example.com");
    admin.setUserEmail(id, "newer@example.com");
    const { user, notes } = await reportUser(organization.io, "new@example.com", options);
    expect(user).toBeUndefined();
    expect(notes.join()).toContain(
      `The user is probably newer@example.com (${id}), who joined at the same time.`,
    );
  });

  it("finds the keys and declarations of a user who left, by the ID in a state", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf(declared));
    const report = await reportUser(organization.io, "cy@example.com", options);
    expect(report).toMatchObject({
      userIds: ["user_01cy"],
      declaredBy: [{ resource: "cy" }],
      keys: [{ name: "left", neverUsed: true }],
    });
    expect((await reportUser(organization.io, "user_01cy", options)).keys).toHaveLength(1);
  });

  it("fails for an unknown user, with the most similar address", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf());
    await expect(reportUser(organization.io, "bob@example.com", options)).rejects.toThrow(
      'cannot report on the user "bob@example.com": the organization has no such user, invitation or key. Did you mean "bo@example.com"?',
    );
  });

  it("redacts a secret that someone pasted into a name", async () => {
    const organization = await organizationOfBo();
    await organization.write("state.json", stateOf());
    organization.emulator.organization().console.renameApiKey("apikey_01bos", "sk-ant-api03-pasted-here");
    const report = await reportUser(organization.io, "bo@example.com", options);
    expect(JSON.stringify(report)).not.toContain("pasted");
  });
});
