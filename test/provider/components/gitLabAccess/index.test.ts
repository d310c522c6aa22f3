import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { GitLabAccessArgs } from "../../../../provider/components/gitLabAccess/args.ts";
import { GitLabAccess } from "../../../../provider/components/gitLabAccess/index.ts";
import { known, program } from "../../program.ts";

const valid = { workspace: "wrkspc_1", project: "acme/platform/app", branch: "main" } as const;

async function declared(
  args: GitLabAccessArgs,
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const { registrations } = await program();
  const access = new GitLabAccess("nightly", args);
  await known(access.environmentVariables);
  await pulumi.runtime.disconnect();
  return new Map(
    registrations.map(({ type, name, inputs }) => [`${type.split(":").at(-1)} ${name}`, inputs]),
  );
}

/** The error for arguments that JavaScript programs can pass. */
function errorOf(args: object): string {
  try {
    new GitLabAccess("nightly", args as GitLabAccessArgs);
  } catch (error) {
    if (error instanceof pulumi.RunError) return error.message;
    throw error;
  }
  throw new Error("The arguments are valid.");
}

describe("the resources of a GitLabAccess", () => {
  test("they are an account with a role, an issuer whose tokens several processes can exchange, and a rule", async () => {
    const inputs = await declared(valid);
    expect([...inputs.keys()].toSorted()).toEqual([
      "FederationIssuer nightly",
      "FederationRule nightly",
      "GitLabAccess nightly",
      "ServiceAccount nightly",
      "WorkspaceServiceAccount nightly",
    ]);
    expect(inputs.get("FederationIssuer nightly")).toMatchObject({
      name: "gitlab",
      issuerUrl: "https://gitlab.com",
      checkJti: false,
    });
    expect(inputs.get("ServiceAccount nightly")).toMatchObject({
      name: "nightly",
      description: "GitLab: acme/platform/app, branch main",
    });
    expect(inputs.get("FederationRule nightly")).toMatchObject({
      workspaces: ["wrkspc_1"],
      match: {
        claims: {
          namespace_path: "acme/platform",
          project_path: "acme/platform/app",
          ref_type: "branch",
          ref: "main",
          ref_protected: "true",
        },
        condition: 'claims.pipeline_source != "merge_request_event"',
        audience: "https://api.anthropic.com",
      },
    });
  });

  test("arguments that are outputs or have other spellings, and another issuer, are passed on", async () => {
    const inputs = await declared({
      workspace: "wrkspc_1",
      project: pulumi.output(" acme/app"),
      projectId: 20,
      environment: pulumi.output("review/*"),
      protected: false,
      mergeRequests: true,
      newIssuer: { issuerUrl: "https://gitlab.example.com", checkJti: true },
    });
    expect(inputs.get("FederationIssuer nightly")).toMatchObject({
      name: "gitlab",
      issuerUrl: "https://gitlab.example.com",
      checkJti: true,
    });
    expect(inputs.get("FederationRule nightly")).toMatchObject({
      match: {
        claims: { namespace_path: "acme", project_path: "acme/app", project_id: "20" },
        condition: 'claims.environment.startsWith("review/")',
      },
    });
  });
});

test.each<[object, object]>([
  [{ branch: "main" }, { pipeline_source: "schedule", environment: "production" }],
  [{ environment: "production" }, { ref_protected: "true", ref: "main", ref_type: "branch" }],
  [
    { environment: "production", branch: "main", protected: false },
    { ref_protected: "true", environment_protected: "false" },
  ],
  [{ mergeRequests: true }, { ref: "topic", ref_protected: "true" }],
])("a GitLabAccess with %j can require the claims %j", async (choice, claims) => {
  const inputs = await declared({
    ...{ workspace: "wrkspc_1", project: "acme/app" },
    ...choice,
    claims: { ...claims },
  });
  expect(inputs.get("FederationRule nightly")).toMatchObject({ match: { claims } });
});

describe("an error of a GitLabAccess", () => {
  const place = { workspace: "wrkspc_1", project: "acme/app" };

  test.each<[string, object, string]>([
    ["no project", { workspace: "wrkspc_1", branch: "main" }, "`project` is required, and must be a string."],
    [
      "a project without a group",
      { ...valid, project: "app" },
      "`project`: must be `GROUP/PROJECT`, such as `acme/app`.",
    ],
    [
      "everything in the project",
      place,
      "Set `environment`, `branch` or `tag`: otherwise every pipeline of the project would have access.",
    ],
    [
      "the URL path of a project",
      { ...valid, project: "acme/app.git" },
      "`project`: must not end with `.git`.",
    ],
    ...["environment", "branch", "tag"].map((argument): [string, object, string] => [
      `every ${argument}`,
      { ...place, [argument]: "*" },
      `\`${argument}\`: must not be \`*\`: otherwise every pipeline of the project would have access.`,
    ]),
    [
      "two places",
      { ...valid, tag: "v*" },
      "`branch` and `tag` exclude each other. Declare another component for the second one.",
    ],
    [
      "merge requests with a branch",
      { ...valid, mergeRequests: true },
      "`mergeRequests` and `branch` exclude each other. Declare another component for `mergeRequests`.",
    ],
    [
      "a protected branch for merge requests",
      { ...place, mergeRequests: true, protected: true },
      "`protected` needs `environment`: merge request pipelines have no protected branch.",
    ],
    [
      "protection that is known later",
      { ...valid, protected: pulumi.output(true) },
      "`protected` must not be an output",
    ],
    [
      "a claim that has an argument of its own",
      { ...valid, claims: { ref_protected: "false" } },
      "`claims.ref_protected`: `protected` sets this claim. Remove it from `claims`, or change `protected`.",
    ],
    [
      "a source of merge requests without `mergeRequests`",
      { ...place, environment: "review", claims: { pipeline_source: "merge_request_event" } },
      '`claims.pipeline_source`: no token has the value "merge_request_event" without `mergeRequests`. Set `mergeRequests: true`.',
    ],
  ])("reports %s", async (_, args, reason) => {
    await program();
    expect(errorOf(args)).toContain(`cannot declare GitLabAccess "nightly": `);
    expect(errorOf(args)).toContain(reason);
  });
});
