import { describe, expect, it } from "vitest";
import { subjectOf, userIn } from "../../../cli/drift/subject.ts";
import { contextOf } from "./contexts.ts";

const context = contextOf({}, { wrkspc_1: { name: "Research" } });
const workspace = { id: "wrkspc_1", name: "Research" };

describe("subjectOf", () => {
  it("names an object by its own name, its email or its workspace", () => {
    expect(subjectOf(context, "Workspace", "wrkspc_1", { name: "Labs" })).toEqual({
      kind: "Workspace",
      id: "wrkspc_1",
      name: "Labs",
    });
    const email = "ann@example.com";
    expect(
      subjectOf(context, "WorkspaceMember", `wrkspc_1/${email}`, { workspace: "wrkspc_1", email }),
    ).toEqual({
      kind: "WorkspaceMember",
      id: `wrkspc_1/${email}`,
      name: email,
      workspace,
      user: { email },
    });
    expect(subjectOf(context, "WorkspaceMembers", "wrkspc_1", { workspace: "wrkspc_1" })).toEqual({
      kind: "WorkspaceMembers",
      id: "wrkspc_1",
      name: "Research",
      workspace,
    });
  });

  it("names an external key without a name by the key of its provider", () => {
    const kmsArn = "arn:aws:kms:us-east-1:111122223333:key/1";
    const named = (properties: object) => subjectOf(context, "ExternalKey", "ekey_1", { ...properties }).name;
    expect(named({ providerConfig: { type: "aws", kmsArn } })).toBe(kmsArn);
    expect(named({ providerConfig: { type: "aws", kmsArn }, displayName: "Main" })).toBe("Main");
    expect(named({})).toBe("ekey_1");
  });

  it("names rate limits by their model or API", () => {
    const id = "wrkspc_1/rlg_1";
    const named = (properties: object) =>
      subjectOf(context, "WorkspaceRateLimit", id, { workspace: "wrkspc_1", ...properties });
    expect(named({ model: "claude-opus-5", groupType: "model_group" })).toEqual({
      kind: "WorkspaceRateLimit",
      id,
      name: "claude-opus-5",
      workspace,
    });
    expect(named({ groupType: "batch" }).name).toBe("batch");
  });

  it("names a spend limit by its period, or by its user", () => {
    const named = (properties: object) => subjectOf(context, "SpendLimit", "spl_1", { ...properties });
    expect(named({ scope: "organization" })).toEqual({
      kind: "SpendLimit",
      id: "spl_1",
      name: "monthly limit of the organization",
    });
    expect(named({ scope: "workspace", workspace: "wrkspc_1" })).toMatchObject({
      name: "monthly limit",
      workspace,
    });
    expect(named({ scope: "user", email: "ann@example.com", period: "daily" })).toMatchObject({
      name: "ann@example.com",
      user: { email: "ann@example.com" },
    });
  });

  it("names an entry of a list by its user", () => {
    const member = { userId: "user_1" };
    expect(
      subjectOf(context, "WorkspaceMembers", "wrkspc_1", { workspace: "wrkspc_1" }, member),
    ).toMatchObject({ name: "user_1", workspace, user: member });
  });
});

describe("userIn", () => {
  it("takes the email and the ID of a user if they are strings", () => {
    expect(userIn({ email: "ann@example.com", userId: null, role: "user" })).toEqual({
      email: "ann@example.com",
    });
  });
});
