import { z } from "zod";
import * as shared from "../pipelineAccess/schema.ts";

const Repository = z
  .string("must be a string")
  .trim()
  .regex(/^[\w-]+\/[\w.-]+$/, "must be `OWNER/NAME`, such as `acme/app`");

/** The arguments of a GitHubActionsAccess whose values are known. */
export const GitHubActionsInputs = z.strictObject({
  ...shared.pipelineShape,
  repository: Repository,
  repositoryId: shared.NumericId,
  environment: shared.ExactName.exactOptional(),
  branch: shared.RefName.exactOptional(),
  tag: shared.RefName.exactOptional(),
  pullRequests: shared.Flag,
});

export const mayBeOutput = shared.mayBeOutput("repository", "repositoryId", "environment", "branch", "tag");
