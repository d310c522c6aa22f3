import * as pulumi from "@pulumi/pulumi";
import { type ArgumentRules, checkedArguments } from "../arguments.ts";
import { pipelineContradictions } from "../pipelineAccess/check.ts";
import { defaultAudience, PipelineAccess } from "../pipelineAccess/index.ts";
import { trimmed } from "../pipelineAccess/match.ts";
import type { GitHubActionsAccessArgs } from "./args.ts";
import { claimsSetBy, describeWorkflow, isOfPullRequests, workflowMatch } from "./match.ts";
import { everything, GitHubActionsInputs, mayBeOutput } from "./schema.ts";

const rules: ArgumentRules = {
  component: "GitHubActionsAccess",
  schema: GitHubActionsInputs,
  mayBeOutput,
};

/**
 * A component: access of a GitHub Actions workflow to one workspace, without a stored key.
 *
 * The workflow exchanges the identity token of its run for a token of a service account. The component declares everything that this
 * needs, with stable names. For an access `deploy`:
 *
 * | Resource | Name |
 * | --- | --- |
 * | ServiceAccount | `deploy` |
 * | WorkspaceServiceAccount | `deploy` |
 * | FederationIssuer (without `issuer`) | `deploy` |
 * | FederationRule | `deploy` |
 *
 * The rule compares the claims `repository` and those of its other arguments, such as `environment` and `ref`, and not the subject,
 * because new repositories have another form of subjects.
 */
export class GitHubActionsAccess extends PipelineAccess {
  /** The type of a GitHubActionsAccess in states, URNs and policies. */
  static readonly __pulumiType = "anthropic:index:GitHubActionsAccess";

  /**
   * Declares the access of a workflow.
   *
   * Preview rejects invalid arguments with one error that names each argument.
   *
   * The resources inherit the options of the component: `provider`, `providers`, `protect`, `dependsOn`, `retainOnDelete`,
   * `deletedWith`, `transformations` and `transforms`. The option `aliases` renames or moves the component with its resources; set `name`
   * to the previous name as well, since the service account would be replaced otherwise.
   *
   * Delete archives the rule, the service account and the issuer of the component, which is final: 3 objects, or 2 with `issuer`. A run
   * archives at most `anthropic:maxArchives` (3) objects, so to destroy a workspace as well, raise the limit for one run:
   * `ANTHROPIC_MAX_ARCHIVES=4 pulumi destroy`. `npx pulumi-anthropic plan --destroy` prints the limit that is needed.
   */
  constructor(name: string, args: GitHubActionsAccessArgs, options: pulumi.ComponentResourceOptions = {}) {
    const checked = checkedArguments(rules, name, args, (valid) =>
      pipelineContradictions(name, valid, {
        environment: valid.environment,
        branch: valid.branch,
        tag: valid.tag,
        requests: "pullRequests",
        allowsRequests: valid.pullRequests === true,
        everything,
        setClaims: claimsSetBy(valid),
        isOfRequests: isOfPullRequests,
      }),
    );
    const { repository, repositoryId, environment, branch, tag, pullRequests, claims, audience } = checked;
    const run = pulumi
      .output({ repository, repositoryId, environment, branch, tag, pullRequests, claims })
      .apply(trimmed);
    const pipeline = {
      type: GitHubActionsAccess.__pulumiType,
      match: pulumi
        .all([run, audience])
        .apply(([known, given]) => workflowMatch(known, given ?? defaultAudience)),
      description: run.apply(describeWorkflow),
      issuer: {
        name: "github-actions",
        issuerUrl: "https://token.actions.githubusercontent.com",
        checkJti: true,
      },
    };
    super(name, checked, pipeline, options);
  }
}
