// Access of GitHub Actions workflows to Claude, each to one workspace, without a stored key. The folder `repository` has the files of
// the repository that gets access.
//
// 1. Create the environments `production` and `evaluation` in the settings of the repository. Allow `production` for the branch
//    `main` only, and require a reviewer for `evaluation`: it is used by pull requests, whose code nobody has reviewed.
// 2. Run `pulumi up` with a token that has the scope `org:admin` (docs/authentication.md).
// 3. Set what `pulumi stack output` prints as variables of the environments. They are not secret.
//
// `pulumi destroy` archives both rules and service accounts, the issuer and the workspaces, which is final. A run archives at most 3 objects
// by default, so set a limit: ANTHROPIC_MAX_ARCHIVES=7 pulumi destroy
//
// The components write nothing to GitHub. With the package `@pulumi/github`, an ActionsEnvironmentVariable for each entry does step 3.

import * as anthropic from "pulumi-anthropic";

const support = new anthropic.Workspace("support", { name: "Support" });
const evaluation = new anthropic.Workspace("evaluation", { name: "Support evaluation" });

const production = new anthropic.GitHubActionsAccess("support-production", {
  workspace: support,
  repository: "acme/support",
  environment: "production",
});

const pullRequests = new anthropic.GitHubActionsAccess("support-evaluation", {
  workspace: evaluation,
  repository: "acme/support",
  environment: "evaluation",
  pullRequests: true,
  // All workflows of GitHub Actions have the same issuer.
  issuer: production.issuerId,
});

export const productionVariables = production.environmentVariables;
export const evaluationVariables = pullRequests.environmentVariables;
