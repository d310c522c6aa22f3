import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { GitHubActionsAccessArgs } from "../../../../provider/components/gitHubActionsAccess/args.ts";
import { GitHubActionsAccess } from "../../../../provider/components/gitHubActionsAccess/index.ts";
import { Provider } from "../../../../provider/provider.ts";
import { FederationIssuer } from "../../../../provider/resources/federationIssuer/index.ts";
import { Workspace } from "../../../../provider/resources/workspace/index.ts";
import { known, program } from "../../program.ts";

const valid = { workspace: "wrkspc_1", repository: "acme/app", environment: "production" } as const;

/** The error for arguments that JavaScript programs can pass. */
function errorOf(args: object, name = "deploy"): string {
  try {
    new GitHubActionsAccess(name, args as GitHubActionsAccessArgs);
  } catch (error) {
    if (error instanceof pulumi.RunError) return error.message;
    throw error;
  }
  throw new Error("The arguments are valid.");
}

interface Declared {
  readonly access: GitHubActionsAccess;
  /** The inputs of each resource, by short type and name. */
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly options: ReadonlyMap<string, pulumi.CustomResourceOptions>;
}

async function declared(
  args: GitHubActionsAccessArgs | (() => GitHubActionsAccessArgs),
  options: pulumi.ComponentResourceOptions | (() => pulumi.ComponentResourceOptions) = {},
  name = "deploy",
): Promise<Declared> {
  const { registrations } = await program();
  const seen = new Map<string, pulumi.CustomResourceOptions>();
  const transformations: pulumi.ResourceTransformation[] = [
    ({ type, name: own, opts }) => void seen.set(`${type.split(":").at(-1)} ${own}`, opts),
  ];
  const access = new GitHubActionsAccess(name, typeof args === "function" ? args() : args, {
    ...(typeof options === "function" ? options() : options),
    transformations,
  });
  await known(access.environmentVariables);
  await pulumi.runtime.disconnect();
  const inputs = new Map(
    registrations.map(({ type, name: own, inputs: all }) => [`${type.split(":").at(-1)} ${own}`, all]),
  );
  return { access, inputs, options: seen };
}

describe("the resources of a GitHubActionsAccess", () => {
  test("they are an account with a role, an issuer and a rule, with stable names", async () => {
    const { access, inputs, options } = await declared(valid);
    expect([...inputs.keys()].toSorted()).toEqual([
      "FederationIssuer deploy",
      "FederationRule deploy",
      "GitHubActionsAccess deploy",
      "ServiceAccount deploy",
      "WorkspaceServiceAccount deploy",
    ]);
    const described = {
      name: "deploy",
      description: "GitHub Actions: acme/app, environment production",
    };
    expect(inputs.get("ServiceAccount deploy")).toMatchObject(described);
    expect(inputs.get("WorkspaceServiceAccount deploy")).toMatchObject({
      workspace: "wrkspc_1",
      serviceAccount: "deploy_id",
      role: "workspace_developer",
    });
    expect(inputs.get("FederationIssuer deploy")).toMatchObject({
      name: "github-actions",
      issuerUrl: "https://token.actions.githubusercontent.com",
      checkJti: true,
    });
    expect(inputs.get("FederationRule deploy")).toMatchObject({
      ...described,
      tokenLifetimeSeconds: 3600,
      issuer: "deploy_id",
      serviceAccount: "deploy_id",
      workspaces: ["wrkspc_1"],
      oauthScope: "workspace:developer",
      match: {
        claims: { repository_owner: "acme", repository: "acme/app", environment: "production" },
        condition: '!claims.event_name.startsWith("pull_request")',
        audience: "https://api.anthropic.com",
      },
    });
    // The rule is the last to be created and the first to be archived.
    const { dependsOn } = options.get("FederationRule deploy") ?? {};
    expect(dependsOn).toBe(access.workspaceServiceAccount);
    for (const child of [...options].filter(([key]) => !key.startsWith("GitHub"))) {
      expect(child[1].parent).toBe(access);
    }
  });

  test("arguments that are outputs, resources or have other spellings are passed on", async () => {
    const { inputs } = await declared(() => ({
      workspace: new Workspace("research", { name: "Research" }),
      workspaceRole: pulumi.output("workspace_user" as const),
      oauthScope: "workspace:inference",
      repository: pulumi.output(" acme/app "),
      repositoryId: 345,
      tag: pulumi.output("v*"),
      audience: "claude",
      claims: { runner_environment: pulumi.output("self-hosted") },
      tokenLifetimeSeconds: 900,
      name: "releases",
      description: "Releases",
    }));
    const named = { name: "releases", description: "Releases" };
    expect(inputs.get("ServiceAccount deploy")).toMatchObject(named);
    expect(inputs.get("WorkspaceServiceAccount deploy")).toMatchObject({
      workspace: "research_id",
      role: "workspace_user",
    });
    expect(inputs.get("FederationRule deploy")).toMatchObject({
      ...named,
      workspaces: ["research_id"],
      oauthScope: "workspace:inference",
      tokenLifetimeSeconds: 900,
      match: {
        claims: {
          repository: "acme/app",
          repository_id: "345",
          ref_type: "tag",
          runner_environment: "self-hosted",
        },
        condition: expect.stringContaining('claims.ref.startsWith("refs/tags/v")'),
        audience: "claude",
      },
    });
  });

  test.each([
    ["an ID", () => "fdis_1", "fdis_1"],
    ["an output", () => pulumi.output("fdis_1"), "fdis_1"],
    [
      "a FederationIssuer of the program",
      () =>
        new FederationIssuer("github", {
          name: "github-actions",
          issuerUrl: "https://token.actions.githubusercontent.com",
        }),
      "github_id",
    ],
  ])(
    "with `issuer` as %s, a GitHubActionsAccess declares no issuer of its own",
    async (_, issuer, expected) => {
      const { access, inputs } = await declared(() => ({ ...valid, issuer: issuer() }));
      expect(inputs.has("FederationIssuer deploy")).toBe(false);
      expect(inputs.get("FederationRule deploy")).toMatchObject({ issuer: expected });
      expect(access.issuer).toBeUndefined();
      expect(await known(access.issuerId)).toBe(expected);
    },
  );

  test("`newIssuer` overrides what the component would declare", async () => {
    const issuerUrl = "https://token.actions.githubusercontent.com/acme-inc";
    const { inputs } = await declared({ ...valid, newIssuer: { issuerUrl, name: "acme-inc" } });
    expect(inputs.get("FederationIssuer deploy")).toMatchObject({ issuerUrl, name: "acme-inc" });
  });

  test.each<[GitHubActionsAccessArgs, object]>([
    [
      { workspace: "wrkspc_1", repository: "acme/app", branch: "main" },
      { event_name: "workflow_dispatch", environment: "production", repository_id: "345" },
    ],
    [valid, { ref: "refs/heads/main", ref_type: "branch", repository_id: "345" }],
    [
      { ...valid, pullRequests: true },
      { event_name: "pull_request_target", base_ref: "main" },
    ],
    [
      { workspace: "wrkspc_1", repository: "acme/app", pullRequests: true },
      { ref: "refs/pull/7/merge", environment: "plan" },
    ],
  ])("%j can require the claims %j", async (args, claims) => {
    const { inputs } = await declared({ ...args, claims: { ...claims } });
    expect(inputs.get("FederationRule deploy")).toMatchObject({ match: { claims } });
  });

  test("`onArchived` reaches every resource that can be archived", async () => {
    const { inputs } = await declared({ ...valid, onArchived: "recreate", name: "deploy-2" });
    expect(inputs.get("ServiceAccount deploy")).toMatchObject({ name: "deploy-2", onArchived: "recreate" });
    expect(inputs.get("FederationRule deploy")).toMatchObject({ name: "deploy-2", onArchived: "recreate" });
    expect(inputs.get("FederationIssuer deploy")).toMatchObject({ onArchived: "recreate" });
    expect(inputs.get("WorkspaceServiceAccount deploy")).not.toHaveProperty("onArchived");
  });

  test("the name of the component becomes a name of the API", async () => {
    const { inputs } = await declared(valid, {}, "Acme/App: Prod");
    expect(inputs.get("ServiceAccount Acme/App: Prod")).toMatchObject({ name: "acme-app-prod" });
    expect(inputs.get("FederationRule Acme/App: Prod")).toMatchObject({ name: "acme-app-prod" });
  });

  test("options that Pulumi does not pass on reach the resources", async () => {
    const first: pulumi.Resource[] = [];
    const { options } = await declared(valid, () => {
      first.push(new Workspace("first", { name: "First" }));
      return { dependsOn: first, retainOnDelete: true };
    });
    for (const type of ["ServiceAccount", "WorkspaceServiceAccount", "FederationIssuer"]) {
      expect([type, options.get(`${type} deploy`)]).toMatchObject([
        type,
        { dependsOn: first, retainOnDelete: true },
      ]);
    }
    expect(options.get("FederationRule deploy")?.retainOnDelete).toBe(true);
  });
});

describe("former names of a GitHubActionsAccess", () => {
  const aliasesOf = async (formerNames: GitHubActionsAccessArgs["formerNames"]) => {
    const { options } = await declared({ ...valid, ...(formerNames === undefined ? {} : { formerNames }) });
    return (type: string) =>
      (options.get(`${type} deploy`)?.aliases as (string | pulumi.Alias)[] | undefined)?.map((alias) =>
        typeof alias === "string" ? alias : alias.name,
      );
  };

  test("a resource with the name of a GitHubActionsAccess moves into it by default", async () => {
    const aliases = await aliasesOf(undefined);
    expect(aliases("ServiceAccount")).toEqual(["deploy"]);
    expect(aliases("FederationRule")).toEqual(["deploy"]);
  });

  test("each resource can have another former name, or a URN", async () => {
    const urn = "urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:FederationRule::old";
    const aliases = await aliasesOf({ serviceAccount: "ci", federationRule: urn });
    expect(aliases("ServiceAccount")).toEqual(["ci"]);
    expect(aliases("FederationRule")).toEqual([urn]);
    expect(aliases("FederationIssuer")).toEqual(["deploy"]);
  });

  test("`false` moves none", async () => {
    expect((await aliasesOf(false))("ServiceAccount")).toEqual([]);
  });
});

describe("the environment variables of a GitHubActionsAccess", () => {
  const ids = {
    ANTHROPIC_FEDERATION_RULE_ID: "deploy_id",
    ANTHROPIC_SERVICE_ACCOUNT_ID: "deploy_id",
    ANTHROPIC_WORKSPACE_ID: "wrkspc_1",
  };
  const organization = "12345678-1234-5678-1234-567812345678";
  const configured = "87654321-1234-5678-1234-567812345678";

  test("the environment variables have the organization of the service account if none is configured, and none with mocks", async () => {
    const { access } = await declared(valid);
    expect(await known(access.environmentVariables)).toEqual(ids);
    await program({ deploy: { __organization: organization } });
    const { environmentVariables } = new GitHubActionsAccess("deploy", valid);
    expect(await known(environmentVariables)).toEqual({ ...ids, ANTHROPIC_ORGANIZATION_ID: organization });
    await pulumi.runtime.disconnect();
  });

  test("they have the organization of the argument, the Provider or the stack, in this order", async () => {
    const variables = async (...given: Parameters<typeof declared>) => {
      const { access } = await declared(...given);
      return known(access.environmentVariables);
    };
    pulumi.runtime.setAllConfig({ "anthropic:organizationId": configured });
    try {
      expect(await variables(valid)).toEqual({ ...ids, ANTHROPIC_ORGANIZATION_ID: configured });
      const provider = () =>
        new Provider("other", { organizationId: organization, adminKeyVariable: "ANTHROPIC_OTHER_TOKEN" });
      expect(
        await variables({ ...valid, organizationId: organization }, () => ({ provider: provider() })),
      ).toEqual({ ...ids, ANTHROPIC_ORGANIZATION_ID: organization });
      for (const options of [
        () => ({ provider: provider() }),
        () => ({ providers: [provider()] }),
        () => ({
          parent: new pulumi.ComponentResource("acme:Team", "team", {}, { providers: [provider()] }),
        }),
      ]) {
        expect(await variables(valid, options)).toMatchObject({ ANTHROPIC_ORGANIZATION_ID: organization });
      }
    } finally {
      pulumi.runtime.setAllConfig({});
    }
  });
});

describe("an `organizationId` of a GitHubActionsAccess", () => {
  const declaredId = "12345678-1234-5678-1234-567812345678";
  const other = "87654321-1234-5678-1234-567812345678";
  const reason = (source: string) =>
    `cannot declare GitHubActionsAccess "deploy": \`organizationId\` is ${declaredId}, but ${source} is ${other}. Remove \`organizationId\`, or set it to this ID.`;
  const args = { ...valid, organizationId: declaredId };

  test("that differs from the setting of the stack or the Provider is rejected before any resource is declared", async () => {
    pulumi.runtime.setAllConfig({ "anthropic:organizationId": other });
    try {
      const { registrations } = await program();
      expect(errorOf(args)).toBe(reason("`anthropic:organizationId`"));
      await pulumi.runtime.disconnect();
      expect(registrations.filter(({ type }) => type.endsWith(":ServiceAccount"))).toEqual([]);
    } finally {
      pulumi.runtime.setAllConfig({});
    }
    await program();
    const provider = new Provider("other", {
      organizationId: other,
      adminKeyVariable: "ANTHROPIC_OTHER_TOKEN",
    });
    expect(() => new GitHubActionsAccess("deploy", args, { provider })).toThrow(
      reason("`organizationId` of its Provider"),
    );
    await pulumi.runtime.disconnect();
  });
});

describe("an error of a GitHubActionsAccess", () => {
  test.each<[string, object, string]>([
    ["no workspace", { repository: "acme/app", branch: "main" }, "`workspace` is required"],
    [
      "a workspace by its name",
      { ...valid, workspace: "Research" },
      "`workspace`: must be an ID that begins with `wrkspc_`. This is a name",
    ],
    [
      "no repository",
      { workspace: "wrkspc_1", branch: "main" },
      "`repository` is required, and must be a string.",
    ],
    [
      "a URL of a repository",
      { ...valid, repository: "https://github.com/acme/app" },
      "`repository`: must be `OWNER/NAME`, such as `acme/app`.",
    ],
    [
      "every repository of an owner",
      { ...valid, repository: "acme/*" },
      "`repository`: must be `OWNER/NAME`, such as `acme/app`.",
    ],
    [
      "everything in the repository",
      { workspace: "wrkspc_1", repository: "acme/app" },
      "Set `environment`, `branch` or `tag`: otherwise every workflow of the repository would have access.",
    ],
    [
      "two places",
      { ...valid, branch: "main", tag: "v*" },
      "`branch` and `tag` exclude each other. Declare another component for the second one.",
    ],
    [
      "pull requests with a branch",
      { workspace: "wrkspc_1", repository: "acme/app", branch: "main", pullRequests: true },
      "`pullRequests` and `branch` exclude each other. Declare another component for `pullRequests`.",
    ],
    [
      "pull requests with an environment and a tag",
      { ...valid, tag: "v*", pullRequests: true },
      "`pullRequests` and `tag` exclude each other. Declare another component for `pullRequests`.",
    ],
    [
      "pull requests as a string",
      { ...valid, pullRequests: "true" },
      "`pullRequests`: must be `true` or `false`.",
    ],
    [
      "pull requests that are known later",
      { ...valid, pullRequests: pulumi.output(true) },
      "`pullRequests` must not be an output",
    ],
    [
      "a branch with its full name",
      { workspace: "wrkspc_1", repository: "acme/app", branch: "refs/heads/main" },
      "`branch`: must be the name alone, without `refs/heads/` or `refs/tags/`.",
    ],
    [
      "the URL path of a repository",
      { ...valid, repository: "acme/app.git" },
      "`repository`: must not end with `.git`.",
    ],
    ...["branch", "tag"].map((argument): [string, object, string] => [
      `every ${argument}`,
      { workspace: "wrkspc_1", repository: "acme/app", [argument]: " * " },
      `\`${argument}\`: must not be \`*\`: otherwise every workflow of the repository would have access.`,
    ]),
    ["every environment", { ...valid, environment: "*" }, "`environment`: must not contain `*`"],
    [
      "a wildcard in the middle",
      { workspace: "wrkspc_1", repository: "acme/app", tag: "v*.0" },
      "`tag`: must not contain `*`, except at the end.",
    ],
    [
      "a wildcard for environments",
      { ...valid, environment: "prod*" },
      "`environment`: must not contain `*`: it is compared as a whole.",
    ],
    ["an empty environment", { ...valid, environment: " " }, "`environment`: must not be empty."],
    [
      "an ID of a repository that is none",
      { ...valid, repositoryId: "R_kgDO" },
      "`repositoryId`: must be a numeric ID, such as 1296269.",
    ],
    ["a scope that only the Console sets", { ...valid, oauthScope: "org:admin" }, "`oauthScope`: "],
    [
      "an issuer of its own and a shared one",
      { ...valid, issuer: "fdis_1", newIssuer: {} },
      "`newIssuer` and `issuer` exclude each other",
    ],
    [
      "an argument that the issuer does not have",
      { ...valid, newIssuer: { url: "https://github.com" } },
      "`newIssuer.url` is not an argument of GitHubActionsAccess.",
    ],
    [
      "a claim that has an argument of its own",
      { ...valid, claims: { repository: "acme/other" } },
      "`claims.repository`: `repository` sets this claim. Remove it from `claims`, or change `repository`.",
    ],
    [
      "the claim of a tag",
      { workspace: "wrkspc_1", repository: "acme/app", tag: "v*", claims: { ref: "refs/tags/v1" } },
      "`claims.ref`: `tag` sets this claim. Remove it from `claims`, or change `tag`.",
    ],
    [
      "an event of pull requests without `pullRequests`",
      { ...valid, claims: { event_name: "pull_request_target" } },
      '`claims.event_name`: no token has the value "pull_request_target" without `pullRequests`. Set `pullRequests: true`.',
    ],
    [
      "the target of pull requests for a branch",
      { workspace: "wrkspc_1", repository: "acme/app", branch: "main", claims: { base_ref: "main" } },
      'no token has the value "main" without `pullRequests`. Set `pullRequests: true` in another component, without `branch`.',
    ],
    ["a name that the API rejects", { ...valid, name: "Deploy Prod" }, "`name`: "],
    [
      "a former name without effect",
      { ...valid, issuer: "fdis_1", formerNames: { federationIssuer: "github" } },
      "`formerNames.federationIssuer` has no effect with `issuer`. Remove it.",
    ],
    [
      "an organization by its name",
      { ...valid, organizationId: "acme" },
      "`organizationId`: must be the ID of an organization, a UUID.",
    ],
    ["a misspelled argument", { ...valid, enviroment: "prod" }, "Did you mean `environment`?"],
  ])("reports %s", async (_, args, reason) => {
    await program();
    expect(errorOf(args)).toContain(`cannot declare GitHubActionsAccess "deploy": `);
    expect(errorOf(args)).toContain(reason);
  });

  test("reports every mistake at once", async () => {
    await program();
    expect(errorOf({ repository: "acme", branch: "a b" })).toBe(
      [
        'cannot declare GitHubActionsAccess "deploy":',
        "  - `workspace` is required, and must be an ID, a string.",
        "  - `repository`: must be `OWNER/NAME`, such as `acme/app`.",
        "  - `branch`: must be the name of a branch or a tag.",
      ].join("\n"),
    );
  });

  test("reports a component whose name has no letter that the API accepts", async () => {
    await program();
    expect(errorOf(valid, "漢字")).toContain("`name` is required, because the name of the component");
  });
});
