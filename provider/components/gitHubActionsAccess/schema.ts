import { z } from "zod";
import * as shared from "../pipelineAccess/schema.ts";

/** What would have access without an environment, a branch and a tag. */
export const everything = "every workflow of the repository";

const { RefName } = shared.namesOfPlaces(everything);

const Repository = z
  .string("must be a string")
  .trim()
  .regex(/^[\w-]+\/[\w.-]+$/, "must be `OWNER/NAME`, such as `acme/app`")
  .refine((path) => !path.endsWith(".git"), "must not end with `.git`");

/** The arguments of a GitHubActionsAccess whose values are known. */
export const GitHubActionsInputs = z.strictObject({
  ...shared.pipelineShape,
  repository: Repository,
  repositoryId: shared.NumericId,
  environment: shared.ExactName.exactOptional(),
  branch: RefName.exactOptional(),
  tag: RefName.exactOptional(),
  pullRequests: shared.Flag,
});

export const mayBeOutput = shared.mayBeOutput("repository", "repositoryId", "environment", "branch", "tag");
