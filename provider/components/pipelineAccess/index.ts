import * as pulumi from "@pulumi/pulumi";
import { controlStackTraces } from "../../kernel/stackTraces.ts";
import { FederationIssuer } from "../../resources/federationIssuer/index.ts";
import { FederationRule } from "../../resources/federationRule/index.ts";
import { ServiceAccount } from "../../resources/serviceAccount/index.ts";
import { workspaceId } from "../../resources/workspace/index.ts";
import { WorkspaceServiceAccount } from "../../resources/workspaceServiceAccount/index.ts";
import type { PipelineAccessArgs, PipelineEnvironmentVariables, PipelineFormerNames } from "./args.ts";
import type { PipelineMatch } from "./match.ts";
import { slug } from "./names.ts";
import { organizationOf, organizationSetting, rejectOtherOrganization } from "./organization.ts";

/** What a component for one kind of pipelines adds to the arguments that all have. */
export interface Pipeline {
  readonly type: string;
  readonly match: pulumi.Output<PipelineMatch>;
  readonly description: pulumi.Output<string>;
  readonly issuer: { readonly name: string; readonly issuerUrl: string; readonly checkJti: boolean };
}

/** Where identity tokens are exchanged, which is their audience. */
export const defaultAudience = "https://api.anthropic.com";
// The API's own default.
const defaultLifetimeSeconds = 3600;

/** The access of a pipeline to one workspace. */
export abstract class PipelineAccess extends pulumi.ComponentResource {
  /** The service account that the pipeline acts as. */
  readonly serviceAccount: ServiceAccount;
  /** The role of the service account in the workspace. */
  readonly workspaceServiceAccount: WorkspaceServiceAccount;
  /** The issuer that the component declares. Undefined with the argument `issuer`. */
  readonly issuer: FederationIssuer | undefined;
  /** The rule that exchanges the identity tokens of the pipeline for access tokens. */
  readonly rule: FederationRule;
  /** The ID of the service account, `svac_...`. */
  readonly serviceAccountId: pulumi.Output<string>;
  /** The ID of the issuer, `fdis_...`, to pass to other components as `issuer`. */
  readonly issuerId: pulumi.Output<string>;
  /** The ID of the rule, `fdrl_...`. */
  readonly ruleId: pulumi.Output<string>;
  /** The ID of the workspace, `wrkspc_...`. */
  readonly workspaceId: pulumi.Output<string>;
  /** The environment variables that the pipeline sets, known once everything that they refer to exists. */
  readonly environmentVariables: pulumi.Output<PipelineEnvironmentVariables>;

  /** @internal `args` are checked. */
  protected constructor(
    name: string,
    args: PipelineAccessArgs,
    pipeline: Pipeline,
    options: pulumi.ComponentResourceOptions,
  ) {
    const restore = controlStackTraces();
    try {
      super(pipeline.type, name, {}, options);
    } finally {
      restore();
    }
    const doing = `declare ${pipeline.type.split(":").at(-1)} ${JSON.stringify(name)}`;
    const settings = organizationSetting(this.getProvider(ServiceAccount.__pulumiType));
    rejectOtherOrganization(doing, args, settings);
    const { dependsOn, retainOnDelete } = options;
    const childOptions = (former: keyof PipelineFormerNames): pulumi.CustomResourceOptions => ({
      parent: this,
      // Unlike the others, Pulumi does not pass these on to the resources of a component.
      ...(dependsOn === undefined ? {} : { dependsOn }),
      ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
      aliases: aliases(name, args.formerNames, former, options.parent),
    });
    const { workspace, workspaceRole = "workspace_developer", oauthScope = "workspace:developer" } = args;
    const onArchived = args.onArchived === undefined ? {} : { onArchived: args.onArchived };
    const named = {
      name: args.name ?? slug(name),
      description: args.description ?? pipeline.description,
      ...onArchived,
    };

    this.serviceAccount = new ServiceAccount(name, named, childOptions("serviceAccount"));
    this.workspaceServiceAccount = new WorkspaceServiceAccount(
      name,
      { workspace, serviceAccount: this.serviceAccount, role: workspaceRole },
      childOptions("workspaceServiceAccount"),
    );
    this.issuer =
      args.issuer === undefined
        ? new FederationIssuer(
            name,
            { ...pipeline.issuer, ...onArchived, ...args.newIssuer },
            childOptions("federationIssuer"),
          )
        : undefined;
    const issuer = this.issuer ?? args.issuer ?? "";
    this.rule = new FederationRule(
      name,
      {
        ...named,
        issuer,
        match: pipeline.match,
        oauthScope,
        serviceAccount: this.serviceAccount,
        workspaces: [workspace],
        // Declared, so that a longer lifetime set outside of Pulumi is drift.
        tokenLifetimeSeconds: args.tokenLifetimeSeconds ?? defaultLifetimeSeconds,
      },
      // The rule is created last and archived first, so that no token has less access than the program declares.
      { ...childOptions("federationRule"), dependsOn: this.workspaceServiceAccount },
    );
    this.serviceAccountId = this.serviceAccount.id;
    this.issuerId = pulumi.output(FederationIssuer.isInstance(issuer) ? issuer.id : issuer);
    this.ruleId = this.rule.id;
    this.workspaceId = pulumi.output(workspaceId(workspace));
    this.environmentVariables = pulumi
      .all([
        this.ruleId,
        this.serviceAccountId,
        this.workspaceId,
        pulumi
          .all([args.organizationId, settings.id, this.serviceAccount.__organization])
          .apply(([declared, configured, actual]) =>
            organizationOf(doing, { declared, configured, actual }, settings.source),
          ),
      ])
      .apply(([rule, account, workspaceOfToken, organization]) => ({
        ANTHROPIC_FEDERATION_RULE_ID: rule,
        ...(organization === undefined ? {} : { ANTHROPIC_ORGANIZATION_ID: organization }),
        ANTHROPIC_SERVICE_ACCOUNT_ID: account,
        ANTHROPIC_WORKSPACE_ID: workspaceOfToken,
      }));
    this.registerOutputs({
      serviceAccountId: this.serviceAccountId,
      issuerId: this.issuerId,
      ruleId: this.ruleId,
      workspaceId: this.workspaceId,
      environmentVariables: this.environmentVariables,
    });
  }
}

/** The names of a resource that the program previously declared individually. */
function aliases(
  name: string,
  formerNames: PipelineAccessArgs["formerNames"] = {},
  resource: keyof PipelineFormerNames,
  parent: pulumi.Resource = pulumi.rootStackResource,
): (pulumi.URN | pulumi.Alias)[] {
  if (formerNames === false) return [];
  const former = formerNames[resource] ?? name;
  if (former.startsWith("urn:pulumi:")) return [former];
  return [...new Set([parent, pulumi.rootStackResource])].map((each) => ({ name: former, parent: each }));
}
