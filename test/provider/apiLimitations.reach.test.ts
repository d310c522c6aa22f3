import { describe, expect, test } from "vitest";
import { type ApiLimitationName, apiLimitations } from "../../provider/apiLimitations.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kinds } from "../../provider/registry.ts";
import { apiKey as ApiKey } from "../../provider/resources/apiKey/plan.ts";
import { invite as Invite } from "../../provider/resources/invite/plan.ts";
import { member as Member } from "../../provider/resources/member/plan.ts";
import { workspace as Workspace } from "../../provider/resources/workspace/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../provider/resources/workspaceMembers/plan.ts";
import {
  alice,
  bob,
  create,
  destroy,
  failures,
  onlyDefault,
  organization,
  type ResourceState,
  refresh,
  refreshed,
  up,
} from "./harness/index.ts";

type KindName = keyof typeof kinds;

const otherKey = "sk-ant-admin01-another-organization";

async function office() {
  const made = await organization({ pace: 0.01, organizations: [{ adminKey: otherKey }] });
  const { console, process, emulator } = made;
  const workspace = console.createWorkspace({ name: "Lab" }).id;
  console.addUser({ email: alice, role: "developer" });
  const key = console.createApiKey({ name: "prod", workspaceId: workspace }).id;
  const declared: Readonly<Record<KindName, Properties>> = {
    ApiKey: { apiKeyId: key },
    Invite: { email: bob, role: "user" },
    Member: { email: alice, role: "developer" },
    Workspace: { name: "Lab", adopt: workspace },
    WorkspaceMember: { workspace, email: alice, role: "workspace_user" },
    WorkspaceMembers: { workspace, members: [{ email: alice, role: "workspace_user" }] },
  };
  return {
    ...made,
    workspace,
    key,
    defaultWorkspace: emulator.organization().state().default_workspace.id,
    declared,
    /** A resource that an earlier run has made, with these inputs beside the usual. */
    resource: (kind: KindName, more: Properties = {}) =>
      create(process(), kinds[kind], { ...declared[kind], ...more }),
    /** What check says of a program that says this beside the usual. */
    judged: (kind: KindName, more: Properties, resource?: ResourceState) =>
      failures(process(), kinds[kind], { ...declared[kind], ...more }, resource?.inputs).join("\n"),
  };
}
type Office = Awaited<ReturnType<typeof office>>;

/** A program, and what is live, that ends in the refusal. */
type Attempt = (office: Office) => Promise<string>;

async function refused(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error.message;
}

const movesOrganization =
  (kind: KindName): Attempt =>
  async ({ resource, process }) =>
    refused(refresh(process({}, { ANTHROPIC_ADMIN_KEY: otherKey }), await resource(kind)));

// A row, or a kind of a row, that is missing here does not compile.
const attempts: {
  readonly [Name in ApiLimitationName]: Readonly<
    Record<(typeof apiLimitations)[Name]["kinds"][number], Attempt>
  >;
} = {
  createKey: {
    ApiKey: async ({ judged }) => judged("ApiKey", { apiKeyId: undefined, name: "prod" }),
  },
  deleteKey: {
    ApiKey: async ({ judged }) => judged("ApiKey", { onDelete: "delete" }),
  },
  rotateKey: {
    ApiKey: async ({ judged }) => judged("ApiKey", { expiresAt: "2030-01-01T00:00:00Z" }),
  },
  revealKey: {
    ApiKey: async ({ judged }) => judged("ApiKey", { secret: "sk-ant-api03-x" }),
  },
  restoreKey: {
    ApiKey: async ({ console, key, resource }) => {
      console.setApiKeyStatus(key, "archived");
      return refused(resource("ApiKey", { status: "active" }));
    },
  },
  deleteWorkspace: {
    Workspace: async ({ judged }) => judged("Workspace", { onDelete: "delete" }),
  },
  restoreWorkspace: {
    Workspace: async ({ console, resource, workspace, process }) => {
      const before = await resource("Workspace");
      console.archiveWorkspace(workspace);
      const archived = await refreshed(process(), before);
      return refused(up(process(), archived, { name: "Lab" }));
    },
  },
  renameDefaultWorkspace: {
    Workspace: async ({ resource, judged, defaultWorkspace: adopt }) =>
      judged("Workspace", { name: "Main", adopt }, await resource("Workspace", { name: "Default", adopt })),
  },
  defaultWorkspaceMembers: {
    WorkspaceMember: ({ resource, defaultWorkspace: workspace }) =>
      refused(resource("WorkspaceMember", { workspace })),
    WorkspaceMembers: ({ resource, defaultWorkspace: workspace }) =>
      refused(resource("WorkspaceMembers", { workspace })),
  },
  moveWorkspace: {
    Workspace: async ({ emulator, resource, workspace, judged, process }) => {
      const there = await resource("Workspace", { dataResidency: { workspaceGeo: "us" } });
      // Data that rests where this version knows no place, as the live organization may have it.
      const [wire] = emulator.organization().state().workspaces;
      const elsewhere = { ...wire, data_residency: { ...wire?.data_residency, workspace_geo: "eu" } };
      emulator.faults.add({
        kind: "status",
        status: 200,
        path: "/v1/organizations/workspaces",
        body: onlyDefault(emulator, elsewhere),
      });
      const seen = await refreshed(process(), there);
      expect(seen.id).toBe(workspace);
      return judged("Workspace", { dataResidency: { workspaceGeo: "us" } }, seen);
    },
  },
  changeWriteOnce: {
    Workspace: async ({ console, workspace, resource, judged }) => {
      console.updateWorkspace(workspace, { externalKeyId: "ekey_1" });
      return judged(
        "Workspace",
        { externalKeyId: "ekey_2" },
        await resource("Workspace", { externalKeyId: "ekey_1" }),
      );
    },
  },
  createUser: {
    Member: ({ resource }) =>
      refused(resource("Member", { email: undefined, userId: "user_01JwQvzr7rXLA5AGx3HKfFUJ" })),
  },
  assignAdmin: {
    Member: async ({ judged }) => judged("Member", { role: "admin" }),
    Invite: async ({ judged }) => judged("Invite", { role: "admin" }),
  },
  changeAdmin: {
    Member: async ({ console, resource, process }) => {
      const before = await resource("Member");
      console.setUserRole(alice, "admin");
      const promoted = await refreshed(process(), before);
      return refused(up(process(), promoted, { email: alice, role: "developer" }));
    },
  },
  removeAdmin: {
    Member: async ({ console, resource, process }) => {
      const before = await resource("Member");
      console.setUserRole(alice, "admin");
      return refused(destroy(process(), before));
    },
  },
  assignWorkspaceBilling: {
    WorkspaceMember: async ({ judged }) => judged("WorkspaceMember", { role: "workspace_billing" }),
    WorkspaceMembers: async ({ judged }) =>
      judged("WorkspaceMembers", { members: [{ email: alice, role: "workspace_billing" }] }),
  },
  extendInvite: {
    Invite: async ({ judged }) => judged("Invite", { expiresAt: "2030-01-01T00:00:00Z" }),
    Member: async ({ judged }) => judged("Member", { expiresInDays: 60 }),
  },
  resendInvite: {
    Invite: async ({ judged }) => judged("Invite", { resend: true }),
    Member: async ({ judged }) => judged("Member", { resend: true }),
  },
  editAcceptedInvite: {
    Invite: async ({ console, resource, process }) => {
      const before = await resource("Invite");
      console.acceptInvite(bob);
      const accepted = await refreshed(process(), before);
      return refused(up(process(), accepted, { email: bob, role: "developer" }));
    },
  },
  changeOrganization: {
    ApiKey: movesOrganization("ApiKey"),
    Invite: movesOrganization("Invite"),
    Member: movesOrganization("Member"),
    Workspace: movesOrganization("Workspace"),
    WorkspaceMember: movesOrganization("WorkspaceMember"),
    WorkspaceMembers: movesOrganization("WorkspaceMembers"),
  },
};

const rows = Object.entries(apiLimitations).flatMap(([name, { kinds: asked, operation, why, instead }]) =>
  asked.map((kind) => {
    const byKind: Readonly<Record<string, Attempt>> = attempts[name as ApiLimitationName];
    return { kind, operation, why, instead, attempt: byKind[kind] };
  }),
);

describe("what the API cannot do", () => {
  test.each(rows)(
    "is refused to a program whose $kind asks to $operation",
    async ({ why, instead, attempt }) => {
      if (attempt === undefined) throw new Error("No program reaches this row.");
      const message = await attempt(await office());
      expect(message).toContain(why);
      expect(message).toContain(`${instead}.`);
      // Once, and not beside another reason that would hide it.
      expect(message.split(why)).toHaveLength(2);
      expect(message).not.toMatch(/\n|sk-ant-/);
    },
  );

  test("names kinds that exist", () => {
    const names: string[] = Object.keys(kinds);
    expect(rows.map(({ kind }) => kind).filter((kind) => !names.includes(kind))).toEqual([]);
    expect(
      [ApiKey, Invite, Member, Workspace, WorkspaceMember, WorkspaceMembers].map(({ kind }) => kind),
    ).toEqual(names.toSorted());
  });

  test("is said in sentences that errors can be put together from", () => {
    for (const { operation, why, instead } of rows) {
      expect(operation).toMatch(/^[a-z]/);
      expect(why).toMatch(/^[a-z`]/);
      expect(instead).toMatch(/^[A-Z]/);
      for (const part of [operation, why, instead]) expect(part).not.toMatch(/[.!?]$/);
    }
  });
});
