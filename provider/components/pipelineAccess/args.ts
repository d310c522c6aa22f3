import type * as pulumi from "@pulumi/pulumi";
import type { FederationIssuerArgs } from "../../resources/federationIssuer/args.ts";
import type { FederationIssuer } from "../../resources/federationIssuer/index.ts";
import type { FederationRuleArgs } from "../../resources/federationRule/args.ts";
import type { Workspace } from "../../resources/workspace/index.ts";
import type { WorkspaceRole } from "../../resources/workspaceMember/args.ts";

/** The arguments of the FederationIssuer that the component declares. */
export interface PipelineIssuerArgs extends Partial<FederationIssuerArgs> {}

/**
 * The names or URNs of resources that the program declared individually before it used the component. A name refers to a resource
 * with the parent of the component, or without a parent. Default for each: the name of the component.
 */
export interface PipelineFormerNames {
  /** The name of the ServiceAccount. */
  serviceAccount?: string;
  /** The name of the WorkspaceServiceAccount. */
  workspaceServiceAccount?: string;
  /** The name of the FederationIssuer. Not with `issuer`. */
  federationIssuer?: string;
  /** The name of the FederationRule. */
  federationRule?: string;
}

/** The arguments that the access of every pipeline has. */
export interface PipelineAccessArgs {
  /**
   * The workspace that the pipeline gets access to, or its ID `wrkspc_...`. For another workspace of the same pipeline, declare
   * another component.
   */
  workspace: Workspace | pulumi.Input<string>;
  /** The role of the service account in the workspace. Updates in place. Default: `workspace_developer`. */
  workspaceRole?: pulumi.Input<WorkspaceRole>;
  /**
   * What a token of the pipeline may do: `workspace:developer` (default), or `workspace:inference`. Updates in place. Other scopes,
   * such as `org:admin`, are set in the Console only.
   */
  oauthScope?: FederationRuleArgs["oauthScope"];
  /**
   * A FederationIssuer of the program, or the ID `fdis_...` of an existing one. Several pipelines can share one. Another issuer
   * replaces the rule, which then has another ID. Default: the component declares an issuer.
   */
  issuer?: FederationIssuer | pulumi.Input<string>;
  /** Arguments of the issuer that the component declares, which override the component's own. Only without `issuer`. */
  newIssuer?: PipelineIssuerArgs;
  /** How long a token is valid, in seconds, 60 to 86400. Updates in place. Default: 3600, also if it is changed outside of Pulumi. */
  tokenLifetimeSeconds?: pulumi.Input<number>;
  /** The audience of the identity token. Updates in place. Default: `https://api.anthropic.com`. */
  audience?: pulumi.Input<string>;
  /**
   * Other claims that the identity token must have, with their exact values. Only string-valued claims can be compared. Updates in
   * place. A claim that another argument sets is rejected. Default: none.
   */
  claims?: Record<string, pulumi.Input<string>>;
  /**
   * The name of the service account and of the rule in the organization: lowercase letters, digits and hyphens. Not an output. The name
   * of a service account cannot change, so another name replaces the account. Default: the name of the component in this form.
   */
  name?: string;
  /** The description of the service account and of the rule. Updates in place. Default: what the rule matches. */
  description?: pulumi.Input<string>;
  /**
   * What update does if the service account, the rule or the component's issuer was archived outside of Pulumi: `"refuse"` (default)
   * fails; `"recreate"` replaces it with a new one. The API does not free the name of an archived one, so set another `name` as well
   * (for the issuer `newIssuer.name`). The pipeline then needs the new `environmentVariables`.
   */
  onArchived?: FederationRuleArgs["onArchived"];
  /**
   * The ID of the organization, a UUID, for the output `environmentVariables`. Default: `organizationId` of the Provider or
   * `anthropic:organizationId` of the stack, or else the organization in which `up` created the service account. An ID that differs from
   * them is rejected.
   */
  organizationId?: pulumi.Input<string>;
  /**
   * The names of resources that the program previously declared individually. `pulumi up` moves them into the component. Default:
   * the name of the component. `false` moves none. Remove it after one `up` in every stack.
   */
  formerNames?: PipelineFormerNames | false;
}

/**
 * The environment variables with which the official SDKs, Claude Code and this package exchange the identity token of a pipeline for
 * a token of the service account. They are not secret.
 */
export interface PipelineEnvironmentVariables {
  /** The ID of the rule, `fdrl_...`. */
  ANTHROPIC_FEDERATION_RULE_ID: string;
  /** The ID of the organization. Undefined only in unit tests with Pulumi's mocks, if the program does not configure it. */
  ANTHROPIC_ORGANIZATION_ID?: string;
  /** The ID of the service account, `svac_...`. */
  ANTHROPIC_SERVICE_ACCOUNT_ID: string;
  /** The ID of the workspace, `wrkspc_...`. */
  ANTHROPIC_WORKSPACE_ID: string;
}
