// An organization: users, workspaces, and workspace memberships with roles.
//
// Set ANTHROPIC_ADMIN_KEY and run `pulumi up`. Existing users are found by email address. Other users get one invitation, and
// their workspace memberships with the first `pulumi up` after they accepted.
//
//   pulumi config set domain example.org
//     The domain of the email addresses. Default: example.com, which receives no email.
//   pulumi config set --path 'adopt["Customer Support"]' wrkspc_...
//     Adopts a workspace that was created in the Console. `pulumi up` and `pulumi destroy` leave it unchanged.

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";

const config = new pulumi.Config();
const domain = config.get("domain") ?? "example.com";
const adopt = config.getObject<Record<string, string>>("adopt") ?? {};

// Users, each with a role in the organization.

const member = (name: string, role: anthropic.OrganizationRole) =>
  new anthropic.Member(name, { email: `${name}@${domain}`, role });

const aisha = member("aisha.bello", "developer");
const kenji = member("kenji.mori", "developer");
const mei = member("mei.chen", "developer");
const noor = member("noor.haddad", "claude_code_user");

// Workspaces. Fields that are not set stay unchanged. Delete archives a workspace that the stack created, unless the response
// to its create was lost. With `onDelete: "archive"`, `destroy` always archives these two.

const vision = new anthropic.Workspace("robot-vision", {
  name: "Robot Vision",
  displayColor: "#6C5BB9",
  tags: { team: "perception", environment: "production" },
  dataResidency: { allowedInferenceGeos: ["us"], defaultInferenceGeo: "us" },
  onDelete: "archive",
});

const evaluation = new anthropic.Workspace("evaluation", {
  name: "Evaluation",
  tags: { team: "perception", environment: "evaluation" },
  onDelete: "archive",
});

for (const [name, id] of Object.entries(adopt)) {
  new anthropic.Workspace(name, { name }, { import: id });
}

// Workspace memberships, each with a role.

const access: [name: string, anthropic.Workspace, anthropic.Member, anthropic.WorkspaceRole][] = [
  ["aisha-vision", vision, aisha, "workspace_admin"],
  ["kenji-vision", vision, kenji, "workspace_developer"],
  ["mei-vision", vision, mei, "workspace_restricted_developer"],
  ["mei-evaluation", evaluation, mei, "workspace_admin"],
  ["noor-evaluation", evaluation, noor, "workspace_user"],
];

for (const [name, workspace, { email }, role] of access) {
  new anthropic.WorkspaceMember(name, { workspace, email, role });
}

export const workspaces = { vision: vision.id, evaluation: evaluation.id };
export const users = { aisha: aisha.status, kenji: kenji.status, mei: mei.status, noor: noor.status };
