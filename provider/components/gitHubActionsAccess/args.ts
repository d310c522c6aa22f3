import type * as pulumi from "@pulumi/pulumi";
import type { PipelineAccessArgs } from "../pipelineAccess/args.ts";

/**
 * The arguments of a GitHubActionsAccess. Without `pullRequests`, at least one of `environment`, `branch` and `tag` is
 * required. `environment` together with `branch` or `tag` gives access to jobs that match both. `branch` and `tag` exclude each other.
 */
export interface GitHubActionsAccessArgs extends PipelineAccessArgs {
  /** The repository, `OWNER/NAME` with the capitalization that GitHub shows. Updates in place. */
  repository: pulumi.Input<string>;
  /**
   * The ID of the repository (`gh api repos/OWNER/NAME --jq .id`), which is never reused. With it, a repository that later has the same
   * name gets no access. Updates in place. Default: only the name is compared.
   */
  repositoryId?: pulumi.Input<string | number>;
  /**
   * The environment of the job, case-sensitive. GitHub's protection rules of the environment decide who can use it, so create it in
   * GitHub first. Updates in place.
   */
  environment?: pulumi.Input<string>;
  /**
   * The branch that the workflow runs for, such as `main`. `release/*` matches every branch that begins with `release/`. Anyone
   * who can push to the branch gets access. Updates in place.
   */
  branch?: pulumi.Input<string>;
  /** The tag that the workflow runs for. `v*` matches every tag that begins with `v`. Updates in place. */
  tag?: pulumi.Input<string>;
  /**
   * Whether runs of pull requests have access: with `environment` those in the environment, otherwise all of the event `pull_request`.
   * The code of a pull request has not been reviewed. GitHub issues no identity token for pull requests from forks. Not an output.
   * Default: `false`, which excludes `pull_request_target` as well.
   */
  pullRequests?: boolean;
  /**
   * Other claims that the identity token must have, with their exact values, such as `event_name: "workflow_dispatch"`. Only
   * string-valued claims can be compared. Updates in place. A claim that another argument sets is rejected: `repository` and
   * `repository_owner`, `repository_id` (if `repositoryId` is set), `environment` (if `environment` is set), `ref` and `ref_type` (if
   * `branch` or `tag` is set), and `event_name` (if only `pullRequests` is set). Default: none.
   */
  claims?: Record<string, pulumi.Input<string>>;
}
