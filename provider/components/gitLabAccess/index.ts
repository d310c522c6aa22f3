import * as pulumi from "@pulumi/pulumi";
import { type ArgumentRules, checkedArguments } from "../arguments.ts";
import { pipelineContradictions } from "../pipelineAccess/check.ts";
import { defaultAudience, PipelineAccess } from "../pipelineAccess/index.ts";
import { trimmed } from "../pipelineAccess/match.ts";
import type { GitLabAccessArgs } from "./args.ts";
import { claimsSetBy, describeJob, isOfMergeRequests, jobMatch } from "./match.ts";
import { everything, GitLabInputs, mayBeOutput } from "./schema.ts";

const rules: ArgumentRules = { component: "GitLabAccess", schema: GitLabInputs, mayBeOutput };

/**
 * A component: access of a GitLab pipeline to one workspace, without a stored key.
 *
 * The pipeline exchanges the identity token of its job for a token of a service account. The component declares everything that this
 * needs, with stable names. For an access `deploy`:
 *
 * | Resource | Name |
 * | --- | --- |
 * | ServiceAccount | `deploy` |
 * | WorkspaceServiceAccount | `deploy` |
 * | FederationIssuer (without `issuer`) | `deploy` |
 * | FederationRule | `deploy` |
 *
 * A job has one identity token, which each process of the job exchanges again. The issuer of the component therefore has
 * `checkJti: false`, unless `newIssuer` sets it. For GitLab Self-Managed, set `newIssuer: { issuerUrl: "https://gitlab.example.com" }`.
 */
export class GitLabAccess extends PipelineAccess {
  /** The type of a GitLabAccess in states, URNs and policies. */
  static readonly __pulumiType = "anthropic:index:GitLabAccess";

  /**
   * Declares the access of a pipeline.
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
  constructor(name: string, args: GitLabAccessArgs, options: pulumi.ComponentResourceOptions = {}) {
    const checked = checkedArguments(rules, name, args, (valid) => contradictions(name, valid));
    const { project, projectId, environment, branch, tag, mergeRequests, claims, audience } = checked;
    const job = pulumi
      .output({
        ...{ project, projectId, environment, branch, tag, mergeRequests, claims },
        protected: checked.protected,
      })
      .apply(trimmed);
    const pipeline = {
      type: GitLabAccess.__pulumiType,
      match: pulumi.all([job, audience]).apply(([known, given]) => jobMatch(known, given ?? defaultAudience)),
      description: job.apply(describeJob),
      issuer: { name: "gitlab", issuerUrl: "https://gitlab.com", checkJti: false },
    };
    super(name, checked, pipeline, options);
  }
}

function contradictions(name: string, args: GitLabAccessArgs): string[] {
  const { environment, branch, tag, mergeRequests = false } = args;
  const reasons = pipelineContradictions(name, args, {
    ...{ environment, branch, tag },
    requests: "mergeRequests",
    allowsRequests: mergeRequests,
    everything,
    setClaims: claimsSetBy(args),
    isOfRequests: isOfMergeRequests,
  });
  const isOnlyRequests =
    mergeRequests && environment === undefined && branch === undefined && tag === undefined;
  if (isOnlyRequests && args.protected !== undefined) {
    reasons.push("`protected` needs `environment`: merge request pipelines have no protected branch.");
  }
  return reasons;
}
