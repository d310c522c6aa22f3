import type * as pulumi from "@pulumi/pulumi";
import type { PipelineAccessArgs } from "../pipelineAccess/args.ts";

/**
 * The arguments of a GitLabAccess. At most one of `environment`, `branch` and `tag` is allowed, and one of them is required without
 * `mergeRequests`.
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
   * Whether the environment, the branch or the tag must be protected in GitLab. Otherwise anyone who can push to the project gets
   * access. Protected environments need GitLab Premium. Not an output. Default: `true`. Not with `mergeRequests` alone.
   */
  protected?: boolean;
  /**
   * Whether merge request pipelines have access: with `environment` their jobs in the environment, otherwise all of them. The code of a
   * merge request has not been reviewed, and can come from a fork. Not an output. Default: `false`.
   */
  mergeRequests?: boolean;
}
