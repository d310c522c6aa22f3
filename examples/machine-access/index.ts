// Service accounts of pipelines, from one table, with a role in each workspace that they use.
//
// Needs an OAuth token with the scope `org:admin`: docs/authentication.md has the ways to get one. Destroying the stack archives the
// service accounts and the workspaces, which is final.

import * as anthropic from "pulumi-anthropic";

const workspaces = {
  staging: new anthropic.Workspace("staging", { name: "Staging" }),
  production: new anthropic.Workspace("production", { name: "Production" }),
};

const pipelines: Record<string, Partial<Record<keyof typeof workspaces, anthropic.WorkspaceRole>>> = {
  "ci-evals": { staging: "workspace_developer" },
  "ci-deploy": { staging: "workspace_developer", production: "workspace_restricted_developer" },
};

export const serviceAccountIds: Record<string, unknown> = {};

for (const [name, roles] of Object.entries(pipelines)) {
  const account = new anthropic.ServiceAccount(name, {
    name,
    description: "Declared in examples/machine-access",
  });
  serviceAccountIds[name] = account.id;
  for (const [key, workspace] of Object.entries(workspaces)) {
    const role = roles[key as keyof typeof workspaces];
    if (role === undefined) continue;
    new anthropic.WorkspaceServiceAccount(`${name}-${key}`, { workspace, serviceAccount: account, role });
  }
}
