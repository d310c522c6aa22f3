import * as anthropic from "pulumi-anthropic";

const production = new anthropic.Workspace("production", { name: "Production" });
const github = new anthropic.FederationIssuer("github", {
  name: "github-actions",
  issuerUrl: "https://token.actions.githubusercontent.com",
});

const serviceAccount = new anthropic.ServiceAccount("deploy", { name: "checkout-deploy" });
new anthropic.WorkspaceServiceAccount("deploy", {
  workspace: production,
  serviceAccount,
  role: "workspace_developer",
});

new anthropic.FederationRule("deploy", {
  name: "deploy-production",
  issuer: github,
  serviceAccount,
  match: { claims: { repository: "acme/checkout", environment: "production" } },
  oauthScope: "workspace:developer",
  workspaces: [production],
});
