import type * as pulumi from "@pulumi/pulumi";
import type { PipelineAccessArgs } from "../pipelineAccess/args.ts";

/**
 * The arguments of a GitLabAccess. Without `mergeRequests`, at least one of `environment`, `branch` and `tag` is
 * required. `environment` together with `branch` or `tag` gives access to jobs that match both. `branch` and `tag` exclude each other.
 */
export interface GitLabAccessArgs extends PipelineAccessArgs {
  /** The path of the project, `GROUP/PROJECT` or `GROUP/SUBGROUP/PROJECT`. Updates in place. */
  project: pulumi.Input<string>;
  /**
   * The ID of the project, which is never reused. With it, a project that later has the same path gets no access. Updates in place.
   * Default: only the path is compared.
   */
  projectId?: pulumi.Input<string | number>;
  /** The environment of the job, such as `production`. `review/*` matches every environment that begins with `review/`. Updates in place. */
  environment?: pulumi.Input<string>;
  /** The branch that the pipeline runs for, such as `main`. `release/*` matches every branch that begins with `release/`. Updates in place. */
  branch?: pulumi.Input<string>;
  /** The tag that the pipeline runs for. `v*` matches every tag that begins with `v`. Updates in place. */
  tag?: pulumi.Input<string>;
  /**
   * Whether the environment, the branch or the tag must be protected in GitLab, each of them if there are two. Otherwise anyone who can
   * push to the project gets access. Protected environments need GitLab Premium. Not an output. Default: `true`. Not with `mergeRequests` alone.
   */
  protected?: boolean;
  /**
   * Whether merge request pipelines have access: with `environment` their jobs in the environment, otherwise all of them. The code of a
   * merge request has not been reviewed, and can come from a fork. Not an output. Default: `false`.
   */
  mergeRequests?: boolean;
  /**
   * Other claims that the identity token must have, with their exact values, such as `pipeline_source: "schedule"`. Only string-valued
   * claims can be compared. Updates in place. A claim that another argument sets is rejected: `project_path` and `namespace_path`,
   * `project_id` (if `projectId` is set), `environment` and `environment_protected` (if `environment` is set), `ref`, `ref_type` and
   * `ref_protected` (if `branch` or `tag` is set), and `pipeline_source` (if only `mergeRequests` is set). With `protected: false`,
   * `environment_protected` and `ref_protected` are allowed. Default: none.
   */
  claims?: Record<string, pulumi.Input<string>>;
}
