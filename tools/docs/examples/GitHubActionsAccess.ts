import * as anthropic from "pulumi-anthropic";

const research = new anthropic.Workspace("research", { name: "Research" });

const deploy = new anthropic.GitHubActionsAccess("app-production", {
  workspace: research,
  repository: "acme/app",
  environment: "production",
});

// What the workflow sets.
export const variables = deploy.environmentVariables;
