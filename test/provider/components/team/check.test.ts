import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { TeamArgs } from "../../../../provider/components/team/args.ts";
import { checkedArgs } from "../../../../provider/components/team/check.ts";
import { known, program } from "../../program.ts";

const workspace = { name: "Research" };
const alice = { email: "alice@example.com", role: "workspace_user" } as const;
const roles =
  "must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`";

/** The error for arguments that JavaScript programs can pass. */
function errorOf(args: unknown): string {
  try {
    checkedArgs("research", args as TeamArgs);
  } catch (error) {
    if (error instanceof pulumi.RunError) return error.message;
    throw error;
  }
  throw new Error("The arguments are valid.");
}

describe("an error of a Team", () => {
  test.each<[string, unknown, string]>([
    ["no workspace", {}, "Set `workspace` to create a workspace, or `workspaceId` to use an existing one."],
    [
      "two workspaces",
      { workspace, workspaceId: "wrkspc_1" },
      "Set `workspace` to create a workspace, or `workspaceId` to use an existing one, not both.",
    ],
    [
      "an ID with another prefix",
      { workspaceId: "user_1" },
      "`workspaceId`: must be an ID that begins with `wrkspc_`.",
    ],
    ["a workspace without a name", { workspace: {} }, "`workspace.name` is required, and must be a string."],
    [
      "an argument that the workspace does not have",
      { workspace: { ...workspace, colour: "#FFFFFF" } },
      "`workspace.colour` is not an argument of Team. Its arguments are `name`, ",
    ],
    [
      "a misspelled argument",
      { workspace, member: [] },
      "`member` is not an argument of Team. Did you mean `members`?",
    ],
    [
      "a misspelled argument that is required, which is reported once",
      { workspace, members: [{ email: alice.email, rol: "workspace_user" }] },
      "`members[0].rol` is not an argument of Team. Did you mean `members[0].role`?",
    ],
    [
      "a role without its prefix",
      { workspace, members: [alice, { email: "bob@example.com", role: "admin" }] },
      `\`members[1].role\`: ${roles}. Did you mean \`workspace_admin\`?`,
    ],
    [
      "an organization role that only the Console assigns",
      { workspace, members: [{ ...alice, organization: { role: "admin" } }] },
      "`members[0].organization.role`: the role `admin` can only be assigned in the Console. ",
    ],
    [
      "a user who is listed twice",
      { workspace, members: [alice, { email: " Alice@Example.com", role: "workspace_admin" }] },
      "`members[1].email`: alice@example.com is already in `members[0]`. Remove one of the two.",
    ],
    [
      "two members with one name",
      {
        workspace,
        members: [
          { ...alice, name: "a" },
          { email: "bob@example.com", role: alice.role, name: "a" },
        ],
      },
      "`members[1].name`: a already names `members[0]`. Choose another name.",
    ],
    [
      "a member with two identities",
      { workspace, members: [{ ...alice, userId: "user_1" }] },
      "`members[0]` must have exactly one of `email` and `userId`.",
    ],
    [
      "a complete list without members",
      { workspace, complete: true },
      "`members` is required with `complete`",
    ],
    [
      "exceptions of an incomplete list",
      { workspace, except: [alice.email] },
      "`except` needs `complete: true`",
    ],
    [
      "an address without a domain in `except`",
      { workspace, members: [], complete: true, except: ["bob"] },
      "`except[0]`: must be an email address",
    ],
    [
      "the protection of an existing workspace",
      { workspaceId: "wrkspc_1", protectWorkspace: true },
      "`protectWorkspace` needs `workspace`",
    ],
    [
      "an import of individual memberships",
      { workspaceId: "wrkspc_1", import: "wrkspc_1" },
      "`import` needs `workspace` or `complete: true`",
    ],
    [
      "the former name of a user who is not a member",
      { workspace, members: [alice], formerNames: { workspaceMember: { "alic@example.com": "a" } } },
      "`formerNames.workspaceMember`: alic@example.com is not a member of the Team. Did you mean `alice@example.com`?",
    ],
    [
      "the former name of a Member that the Team does not have",
      { workspace, members: [alice], formerNames: { member: { "alice@example.com": "a" } } },
      "`formerNames.member`: alice@example.com is not a member with `organization` of the Team. Remove it.",
    ],
    [
      "former names that do not apply",
      { workspaceId: "wrkspc_1", members: [], complete: true, formerNames: { workspaceMember: {} } },
      "`formerNames.workspaceMember` has no effect with `complete: true`",
    ],
    [
      "an amount that is not exact",
      { workspace, spendLimit: { amount: 500 } },
      '`spendLimit.amount`: must be a string such as `"500"`, since a number may not be exact.',
    ],
    [
      "an unlimited workspace",
      { workspace, spendLimit: { amount: "unlimited" } },
      "`spendLimit.amount`: cannot be `unlimited` in a workspace. Remove `spendLimit` instead.",
    ],
    [
      "a rate limit without a group",
      { workspace, rateLimits: [{ limits: { tokens_per_day: 1 } }] },
      "`rateLimits[0]` must have exactly one of `model` and `groupType`.",
    ],
    [
      "a rate limit in another spelling",
      { workspace, rateLimits: [{ groupType: "batch", limits: { requestsPerMinute: 1 } }] },
      "`rateLimits[0].limits`: has `requestsPerMinute`, which is not a type of rate limit. Use `requests_per_minute`.",
    ],
    [
      "two rate limits of one group",
      {
        workspace,
        rateLimits: [
          { groupType: "batch", limits: { requests_per_minute: 1 } },
          { groupType: "batch", limits: { requests_per_minute: 2 } },
        ],
      },
      "`rateLimits[1].groupType`: batch is already in `rateLimits[0]`. Remove one of the two.",
    ],
    [
      "the former name of a rate limit that the Team does not have",
      { workspace, formerNames: { workspaceRateLimit: { batch: "b" } } },
      "`formerNames.workspaceRateLimit`: batch is not in `rateLimits`. Remove it.",
    ],
    [
      "the former name of no spend limit",
      { workspace, formerNames: { spendLimit: "s" } },
      "`formerNames.spendLimit` needs `spendLimit`.",
    ],
    ["no arguments", undefined, "The arguments of Team must be an object."],
  ])("names the argument: %s", (_, args, expected) => {
    const message = errorOf(args);
    expect(message).toContain(`cannot declare Team "research": ${expected}`);
    expect(message).not.toContain("\n");
  });

  test("lists every mistake", () => {
    const args = { workspace: { name: "" }, members: [{ email: "bob", role: "admin" }], complete: "yes" };
    expect(errorOf(args)).toBe(
      [
        'cannot declare Team "research":',
        "  - `workspace.name`: must not be empty.",
        "  - `members[0].email`: must be an email address such as `alice@example.com`.",
        `  - \`members[0].role\`: ${roles}. Did you mean \`workspace_admin\`?`,
        "  - `complete`: must be `true` or `false`.",
      ].join("\n"),
    );
  });

  test.each([
    ["members", { workspace, members: pulumi.output([alice]) }],
    ["members[0]", { workspace, members: [Promise.resolve(alice)] }],
    ["members[0].organization", { workspace, members: [{ ...alice, organization: pulumi.output({}) }] }],
    ["workspace", { workspace: pulumi.output(workspace) }],
    ["complete", { workspace, complete: pulumi.output(true) }],
  ])("rejects an output that determines which resources a Team declares: %s", (name, args) => {
    expect(errorOf(args)).toContain(`\`${name}\` must not be an output`);
  });

  test("requires a name for a member whose email address is an output", () => {
    const members = [{ ...alice, email: pulumi.output("alice@example.com") }];
    const expected = "`members[0].name` is required, because `members[0].email` is an output";
    expect(errorOf({ workspace, members })).toContain(expected);
    const organization = {};
    const complete = true;
    expect(errorOf({ workspace, members: [{ ...members[0], organization }], complete })).toContain(expected);
    expect(() => checkedArgs("research", { workspace, members, complete })).not.toThrow();
  });
});

// The rejection of an invalid value ends the program, so test/engine/team.test.ts tests it.
test("a valid value of an output is passed on, and a secret stays secret", async () => {
  await program();
  const checked = checkedArgs("research", {
    workspace: {
      name: pulumi.secret("Research"),
      tags: pulumi.output({ team: "ml" }),
      dataResidency: { allowedInferenceGeos: [pulumi.output("us" as const)] },
    },
  });
  const name = pulumi.output(checked.workspace?.name);
  expect(await known(name)).toBe("Research");
  expect(await pulumi.isSecret(name)).toBe(true);
  expect(await known(pulumi.output(checked.workspace?.tags))).toEqual({ team: "ml" });
});
