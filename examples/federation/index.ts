// Keyless access of a CI pipeline: GitHub Actions exchanges the identity token of a job for a short-lived access token of one workspace.
//
// Needs an OAuth token with the scope `org:admin`: docs/authentication.md has the ways to get one.
//
// Destroying the stack archives the rules, the issuer, the service account and the workspaces, which is final. A run archives fewer objects
// by default, so set a limit: ANTHROPIC_MAX_ARCHIVES=6 pulumi destroy

import * as anthropic from "pulumi-anthropic";

const repository = "acme/checkout";

const github = new anthropic.FederationIssuer("github", {
  name: "github-actions",
  issuerUrl: "https://token.actions.githubusercontent.com",
  maxJwtLifetimeSeconds: 900,
});

const staging = new anthropic.Workspace("staging", { name: "Checkout Staging" });
const production = new anthropic.Workspace("production", { name: "Checkout" });

const serviceAccount = new anthropic.ServiceAccount("checkout", { name: "checkout-ci" });
for (const [name, workspace] of Object.entries({ staging, production })) {
  new anthropic.WorkspaceServiceAccount(name, { workspace, serviceAccount, role: "workspace_developer" });
}

/** Jobs of any branch can use the models in the staging workspace. */
const evaluate = new anthropic.FederationRule("evaluate", {
  name: "checkout-evaluate",
  issuer: github,
  serviceAccount,
  match: { claims: { repository } },
  oauthScope: "workspace:inference",
  workspaces: [staging],
  tokenLifetimeSeconds: 600,
});

/** Only jobs of the environment `production` can use the production workspace. */
const deploy = new anthropic.FederationRule("deploy", {
  name: "checkout-deploy",
  issuer: github,
  serviceAccount,
  match: { claims: { repository, environment: "production" } },
  oauthScope: "workspace:developer",
  workspaces: [staging, production],
});

/** What the pipeline sets, besides ANTHROPIC_ORGANIZATION_ID. */
export const serviceAccountId = serviceAccount.id;
export const ruleIds = { evaluate: evaluate.id, deploy: deploy.id };
export const workspaceIds = { staging: staging.id, production: production.id };
