import type {
  ServiceAccount,
  ServiceAccountWorkspaceMember,
} from "@anthropic-ai/sdk/resources/organization/service-accounts/service-accounts";
import type { WorkspaceRemoveResponse } from "@anthropic-ai/sdk/resources/organization/service-accounts/workspaces";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  ServiceAccountWire,
  type WorkspaceServiceAccountDeletedWire,
  WorkspaceServiceAccountWire,
} from "../../../../provider/api/serviceAccounts/objects.ts";

const time = "2026-10-30T23:58:27.427722Z";
const account: ServiceAccount = {
  type: "service_account",
  id: "svac_01",
  name: "deploy",
  description: null,
  organization_role: "developer",
  created_at: time,
  updated_at: time,
  archived_at: null,
  created_by_actor_id: "user_01",
  updated_by_actor_id: null,
  archived_by_actor_id: null,
};
const member: ServiceAccountWorkspaceMember = {
  type: "service_account_workspace_member",
  service_account_id: "svac_01",
  workspace_id: "wrkspc_01",
  workspace_role: "workspace_user",
  implicit: false,
  created_by_actor_id: null,
};

describe("the schemas of service accounts", () => {
  it("accept what the official SDK declares", () => {
    expectTypeOf<ServiceAccount>().toExtend<z.input<typeof ServiceAccountWire>>();
    expectTypeOf<ServiceAccountWorkspaceMember>().toExtend<z.input<typeof WorkspaceServiceAccountWire>>();
    expectTypeOf<WorkspaceRemoveResponse>().toEqualTypeOf<WorkspaceServiceAccountDeletedWire>();
    expect(ServiceAccountWire.parse(account)).toEqual(account);
    expect(WorkspaceServiceAccountWire.parse(member)).toEqual(member);
  });

  it("accept unknown roles and fields, and a membership that does not say whether it is implicit", () => {
    expect(ServiceAccountWire.parse({ ...account, organization_role: "owner", color: "red" })).toMatchObject({
      organization_role: "owner",
    });
    expect(WorkspaceServiceAccountWire.parse({ ...member, implicit: null }).implicit).toBe(false);
  });

  it("reject an account that does not say whether it is archived, and other types", () => {
    const { archived_at: _, ...unclear } = account;
    for (const wrong of [unclear, { ...account, type: "user" }, { ...account, archived_at: "soon" }]) {
      expect(ServiceAccountWire.safeParse(wrong).success).toBe(false);
    }
    expect(WorkspaceServiceAccountWire.safeParse({ ...member, service_account_id: "" }).success).toBe(false);
  });
});
