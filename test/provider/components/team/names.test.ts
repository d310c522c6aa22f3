import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { TeamArgs } from "../../../../provider/components/team/args.ts";
import { FormerNames } from "../../../../provider/components/team/names.ts";
import { program } from "../../program.ts";

const role = "workspace_user";
const alice = { email: "Alice.Smith@example.com", role } as const;

/** The former names without their parents. */
function names(list: readonly (string | pulumi.Alias)[]): unknown[] {
  return list.map((alias) => (typeof alias === "string" ? alias : alias.name));
}

const formerNames = (args: TeamArgs) => new FormerNames("research", args, undefined);

describe("the conventional former names", () => {
  const team = formerNames({ members: [alice] });

  test("the workspace and the list have the name of the Team", () => {
    expect(names(team.workspace())).toEqual(["research"]);
    expect(names(team.workspaceMembers())).toEqual(["research"]);
  });

  test("a membership has the names of `pulumi-anthropic import`, and a Member the email address", () => {
    expect(names(team.workspaceMember(alice))).toEqual([
      "alice-smith-research",
      "alice-smith-example-com-research",
    ]);
    expect(names(team.member(alice))).toEqual(["alice.smith@example.com"]);
  });

  test("a short name that two members of the Team would have is not used", () => {
    const other = { email: "alice.smith@example.org", role } as const;
    const both = formerNames({ members: [alice, other] });
    expect(names(both.workspaceMember(alice))).toEqual(["alice-smith-example-com-research"]);
  });

  test("a member with a name of its own has that, too", () => {
    const named = { email: pulumi.output("alice@example.com"), name: "alice", role } as const;
    expect(names(formerNames({ members: [named] }).workspaceMember(named))).toEqual(["alice-research"]);
    expect(names(team.member({ ...alice, name: "alice" }))).toEqual(["alice", "alice.smith@example.com"]);
  });
});

describe("given former names", () => {
  test("names and URNs replace the conventional names", () => {
    const urn = "urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:WorkspaceMembers::people";
    const team = formerNames({
      members: [alice],
      formerNames: {
        workspace: "lab",
        workspaceMembers: urn,
        workspaceMember: { "alice.smith@EXAMPLE.com": "m0" },
        member: (email) => `user-${email}`,
      },
    });
    expect(names(team.workspace())).toEqual(["lab"]);
    expect(team.workspaceMembers()).toEqual([urn]);
    expect(names(team.workspaceMember(alice))).toEqual(["m0"]);
    expect(names(team.member(alice))).toEqual(["user-alice.smith@example.com"]);
  });

  test("the former name of the workspace is part of the conventional names of memberships", () => {
    const team = formerNames({ members: [alice], formerNames: { workspace: "lab" } });
    expect(names(team.workspaceMember(alice))[0]).toBe("alice-smith-lab");
  });

  test("members without a given name have the conventional one", () => {
    const bob = { email: "bob@example.com", role } as const;
    const team = formerNames({
      members: [alice, bob],
      formerNames: { workspaceMember: { "bob@example.com": "b" }, workspaceRateLimit: { batch: "limit" } },
    });
    expect(names(team.workspaceMember(bob))).toEqual(["b"]);
    expect(names(team.workspaceMember(alice))[0]).toBe("alice-smith-research");
    expect(names(team.workspaceRateLimit({ groupType: "batch", limits: {} }))).toEqual(["limit"]);
    expect(names(team.workspaceRateLimit({ model: "claude-opus-5-5", limits: {} }))).toEqual([
      "claude-opus-5-5-research",
      "research-claude-opus-5-5",
    ]);
  });

  test("`false` moves nothing", () => {
    const team = formerNames({ members: [alice], formerNames: false });
    expect([...team.workspace(), ...team.workspaceMember(alice), ...team.member(alice)]).toEqual([]);
  });
});

test("the resources had the parent of the Team, or none", async () => {
  await program();
  const parent = new pulumi.ComponentResource("acme:Department", "engineering");
  const aliases = new FormerNames("research", {}, parent).workspace();
  expect(aliases).toEqual([
    { name: "research", parent },
    { name: "research", parent: pulumi.rootStackResource },
  ]);
});
