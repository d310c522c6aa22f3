import type { APIKey } from "@anthropic-ai/sdk/resources/organization/api-keys";
import type {
  InviteDeleteResponse,
  OrganizationInvite,
} from "@anthropic-ai/sdk/resources/organization/invites";
import type { OrganizationInfo } from "@anthropic-ai/sdk/resources/organization/organization";
import type { OrganizationRateLimit } from "@anthropic-ai/sdk/resources/organization/rate-limits";
import type { OrganizationUser, UserRemoveResponse } from "@anthropic-ai/sdk/resources/organization/users";
import type { MemberRemoveResponse } from "@anthropic-ai/sdk/resources/organization/workspaces/members";
import type { WorkspaceRateLimit } from "@anthropic-ai/sdk/resources/organization/workspaces/rate-limits";
import type {
  Workspace,
  WorkspaceMember,
} from "@anthropic-ai/sdk/resources/organization/workspaces/workspaces";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import {
  ApiKeyWire,
  type InviteDeletedWire,
  InviteWire,
  OrganizationWire,
  RateLimitWire,
  type UserDeletedWire,
  UserWire,
  type WorkspaceMemberDeletedWire,
  WorkspaceMemberWire,
  WorkspaceRateLimitWire,
  WorkspaceWire,
} from "../../../provider/api/objects.ts";

const time = "2024-10-30T23:58:27.427722Z";
const organization: OrganizationInfo = {
  type: "organization",
  id: "12345678-1234-5678-1234-567812345678",
  name: "Acme",
};
const user: OrganizationUser = {
  type: "user",
  id: "user_01",
  email: "alice@example.com",
  name: "Alice",
  role: "developer",
  added_at: time,
};
const invite: OrganizationInvite = {
  type: "invite",
  id: "invite_01",
  email: "bob@example.com",
  role: "user",
  status: "pending",
  invited_at: time,
  expires_at: "2026-07-06T16:20:11Z",
  accepted_at: null,
  rbac_group_ids: [],
};
const workspace: Workspace = {
  type: "workspace",
  id: "wrkspc_01",
  name: "Research",
  created_at: time,
  archived_at: null,
  display_color: "#6C5BB9",
  compartment_id: "2f6c8a52-1d3e-4c5b-9a7f-0e1d2c3b4a59",
  data_residency: {
    workspace_geo: "us",
    allowed_inference_geos: "unrestricted",
    default_inference_geo: "global",
  },
  external_key_id: null,
  tags: { team: "ml" },
  user_profile_id: null,
};
const member: WorkspaceMember = {
  type: "workspace_member",
  user_id: "user_01",
  workspace_id: "wrkspc_01",
  workspace_role: "workspace_developer",
};
const key: APIKey = {
  type: "api_key",
  id: "apikey_01",
  name: "Developer Key",
  status: "active",
  created_at: time,
  expires_at: null,
  created_by: { id: "user_01", type: "user" },
  partial_key_hint: "sk-ant-api03-R2D...igAA",
  principal: null,
  scope: { type: "workspace", workspace_id: "wrkspc_01" },
};

const group = { type: "model_group", id: "rlg_01", display_name: "Claude Opus 5.x" } as const;
const rateLimit: OrganizationRateLimit = {
  type: "rate_limit",
  id: "opaque",
  group,
  models: ["claude-opus-5"],
  limits: [{ type: "requests_per_minute", value: 4000 }],
};
const workspaceRateLimit: WorkspaceRateLimit = {
  type: "workspace_rate_limit",
  workspace_id: "wrkspc_01",
  rate_limit_id: "opaque",
  group,
  models: ["claude-opus-5"],
  limits: [{ type: "requests_per_minute", value: 5, org_limit: 4000, source: { type: "workspace" } }],
};

const kinds = [
  ["organization", OrganizationWire, organization],
  ["user", UserWire, user],
  ["invite", InviteWire, invite],
  ["workspace", WorkspaceWire, workspace],
  ["workspace member", WorkspaceMemberWire, member],
  ["API key", ApiKeyWire, key],
  ["rate limit", RateLimitWire, rateLimit],
  ["workspace rate limit", WorkspaceRateLimitWire, workspaceRateLimit],
] as const;

describe("the schemas of the API's objects", () => {
  it("match the types of the official SDK, or this does not compile", () => {
    expectTypeOf<OrganizationInfo>().toExtend<z.input<typeof OrganizationWire>>();
    expectTypeOf<OrganizationUser>().toExtend<z.input<typeof UserWire>>();
    expectTypeOf<UserRemoveResponse>().toExtend<z.input<typeof UserDeletedWire>>();
    expectTypeOf<OrganizationInvite>().toExtend<z.input<typeof InviteWire>>();
    expectTypeOf<InviteDeleteResponse>().toExtend<z.input<typeof InviteDeletedWire>>();
    expectTypeOf<Workspace>().toExtend<z.input<typeof WorkspaceWire>>();
    expectTypeOf<WorkspaceMember>().toExtend<z.input<typeof WorkspaceMemberWire>>();
    expectTypeOf<MemberRemoveResponse>().toExtend<z.input<typeof WorkspaceMemberDeletedWire>>();
    expectTypeOf<APIKey>().toExtend<z.input<typeof ApiKeyWire>>();
    expectTypeOf<OrganizationRateLimit>().toExtend<z.input<typeof RateLimitWire>>();
    expectTypeOf<WorkspaceRateLimit>().toExtend<z.input<typeof WorkspaceRateLimitWire>>();
  });

  it("the schemas of the API's objects have only fields of the official SDK", () => {
    expectTypeOf<keyof OrganizationUser>().toEqualTypeOf<keyof UserWire>();
    expectTypeOf<keyof OrganizationInvite>().toEqualTypeOf<keyof InviteWire>();
    expectTypeOf<keyof Workspace>().toEqualTypeOf<keyof WorkspaceWire>();
    expectTypeOf<keyof WorkspaceMember>().toEqualTypeOf<keyof WorkspaceMemberWire>();
    expectTypeOf<keyof APIKey>().toEqualTypeOf<keyof ApiKeyWire>();
    expectTypeOf<keyof OrganizationRateLimit>().toEqualTypeOf<keyof RateLimitWire>();
    expectTypeOf<keyof WorkspaceRateLimit>().toEqualTypeOf<keyof WorkspaceRateLimitWire>();
  });

  it.each(kinds)("drop unknown fields: %s", (_name, schema, object) => {
    expect(schema.parse({ ...object, inference_data_retention: "none" })).toEqual(object);
  });

  it.each(kinds)("reject an object of another type: %s", (_name, schema, object) => {
    expect(schema.safeParse({ ...object, type: "thing" }).success).toBe(false);
    expect(schema.safeParse([object]).success).toBe(false);
    expect(schema.safeParse(null).success).toBe(false);
  });

  it.each([
    [OrganizationWire, organization, ["id"]],
    [UserWire, user, ["id", "email", "role", "added_at"]],
    [InviteWire, invite, ["id", "email", "role", "status", "invited_at", "expires_at"]],
    [WorkspaceWire, workspace, ["id", "name", "created_at", "archived_at"]],
    [WorkspaceMemberWire, member, ["user_id", "workspace_id", "workspace_role"]],
    [ApiKeyWire, key, ["id", "name", "status", "created_at", "scope"]],
    [RateLimitWire, rateLimit, ["id", "group", "limits"]],
    [WorkspaceRateLimitWire, workspaceRateLimit, ["workspace_id", "rate_limit_id", "group", "limits"]],
  ] as const)(
    "require the fields that identify the object and show its status (%#)",
    (schema, object, needed) => {
      for (const name of needed) {
        expect(schema.safeParse({ ...object, [name]: undefined }).success).toBe(false);
        expect(schema.safeParse({ ...object, [name]: 7 }).success).toBe(false);
      }
    },
  );

  it("accept roles and statuses that are newer than this version", () => {
    expect(UserWire.parse({ ...user, role: "auditor" }).role).toBe("auditor");
    expect(InviteWire.parse({ ...invite, status: "bounced" }).status).toBe("bounced");
    expect(ApiKeyWire.parse({ ...key, scope: { type: "project", project: "p" } }).scope).toEqual({
      type: "project",
    });
  });

  it("accept missing and null optional fields", () => {
    const { compartment_id, data_residency, display_color, external_key_id, tags, user_profile_id, ...bare } =
      workspace;
    expect(WorkspaceWire.parse(bare)).toMatchObject({ tags: {}, display_color: null, data_residency: null });
    expect(WorkspaceWire.parse({ ...workspace, tags: null }).tags).toEqual({});
    expect(UserWire.parse({ ...user, name: null }).name).toBe("");
    const { created_by, principal, partial_key_hint, expires_at, ...bareKey } = key;
    expect(ApiKeyWire.parse(bareKey)).toMatchObject({ created_by: null, principal: null, expires_at: null });
  });

  it("accept rate limits of an API, with types and groups that are newer than this version", () => {
    const batch = { ...rateLimit, group: { type: "dreams", id: "rlg_02" }, models: null };
    expect(RateLimitWire.parse(batch)).toMatchObject({ models: null, group: { display_name: null } });
    const [limit] = workspaceRateLimit.limits;
    const inherited = { ...limit, type: "dreams_per_night", org_limit: null, source: { type: "elsewhere" } };
    expect(WorkspaceRateLimitWire.parse({ ...workspaceRateLimit, limits: [inherited] }).limits).toEqual([
      inherited,
    ]);
    const unknown = { ...workspaceRateLimit, limits: [{ ...limit, source: undefined }] };
    expect(WorkspaceRateLimitWire.safeParse(unknown).success).toBe(false);
  });

  it("require valid timestamps", () => {
    expect(WorkspaceWire.safeParse({ ...workspace, created_at: "yesterday" }).success).toBe(false);
    expect(WorkspaceWire.safeParse({ ...workspace, archived_at: "2026-07-06T16:20:11Z" }).success).toBe(true);
  });

  it("require the workspace of a workspace scope", () => {
    expect(ApiKeyWire.safeParse({ ...key, scope: { type: "workspace" } }).success).toBe(false);
    expect(ApiKeyWire.safeParse({ ...key, scope: { type: "organization" } }).success).toBe(true);
  });
});
