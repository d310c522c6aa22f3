// From Terraform: imports the resources of a Terraform provider, and then removes them from the Terraform state. Nothing is
// written to the organization, and nothing is destroyed.
//
// 1. In the folder of the Terraform configuration, list the IDs, and copy the file here:
//
//      terraform show -json | node ids.ts > terraform.ids.json
//
// 2. Declare each resource here, and pass its address to `from`, as below. The resource types of the Terraform providers
//    (jianyuan, ippontech, terraform-mars, uttej-badwane, sauterdigital, TrogonStack and others), and their counterparts:
//
//      anthropic_workspace                  Workspace                wrkspc_...
//      anthropic_workspace_member           WorkspaceMember          wrkspc_.../user_...
//      anthropic_organization_member,       Member                   user_...
//        anthropic_user
//      anthropic_organization_invite,       Member                   no ID: an invited user is found by email address
//        anthropic_invite
//      anthropic_api_key                    ApiKey                   apikey_..., as `apiKeyId`
//      anthropic_spend_limit                SpendLimit               spl_...
//      anthropic_service_account            ServiceAccount           svac_...
//      anthropic_service_account_workspace, WorkspaceServiceAccount  wrkspc_.../svac_...
//        anthropic_workspace_service_account,
//        anthropic_service_account_workspace_member
//      anthropic_federation_issuer          FederationIssuer         fdis_...
//      anthropic_federation_rule            FederationRule           fdrl_...
//      anthropic_federation_rule_workspace  no type of its own: the FederationRule has all `workspaces`
//      anthropic_external_key               ExternalKey              ekey_...
//      anthropic_compliance_settings        ComplianceSettings       compliance_settings
//      anthropic_rbac_group                 RbacGroup                rbac_group_...
//      anthropic_rbac_group_member          RbacGroupMembers         rbac_group_..., once for all members of a group
//
//    Service accounts and federation need an OAuth token (docs/authentication.md).
//
// 3. `pulumi up` adopts them and writes nothing. If an object differs from its declaration, it fails and lists the
//    differences. Afterwards `pulumi preview --expect-no-changes` and `terraform plan` both report no changes.
//
// 4. Remove each address from the Terraform state, and its block from the configuration:
//
//      terraform state list | grep -E '(anthropic|claude)' | while read -r address; do
//        terraform state rm "$address" < /dev/null
//      done
//
//    Do not remove only the blocks, and do not run `terraform destroy`: both would archive the workspaces and remove the
//    users. (`removed` blocks with `destroy = false` do the same as `state rm`.)
//
// 5. You can remove the option `import`. A delete leaves the workspaces unchanged (`onDelete: "retain"`).

import { readFileSync } from "node:fs";
import * as anthropic from "pulumi-anthropic";

const ids: Record<string, string> = JSON.parse(readFileSync("terraform.ids.json", "utf8"));

/** The resource option that adopts the object of a Terraform address. */
function from(address: string): { import: string } {
  const id = ids[address];
  if (id === undefined) throw new Error(`terraform.ids.json has no ${address}.`);
  return { import: id };
}

const research = new anthropic.Workspace(
  "research",
  { name: "Research", onDelete: "retain" },
  from("anthropic_workspace.research"),
);
const staging = new anthropic.Workspace(
  "staging",
  { name: "Staging", onDelete: "retain" },
  from('module.platform.anthropic_workspace.environments["staging"]'),
);

const kenji = new anthropic.Member(
  "kenji",
  { email: "kenji.mori@example.com", role: "developer", onDelete: "retain" },
  from("anthropic_organization_member.kenji"),
);
// Invited with `anthropic_organization_invite.hana`. No second invitation is sent.
new anthropic.Member("hana", { email: "hana.sato@example.com", role: "developer" });

new anthropic.WorkspaceMember(
  "kenji-research",
  { workspace: research, email: kenji.email, role: "workspace_developer" },
  from("anthropic_workspace_member.kenji_research"),
);
new anthropic.WorkspaceMember(
  "kenji-staging",
  { workspace: staging, email: kenji.email, role: "workspace_developer" },
  from("module.platform.anthropic_workspace_member.kenji"),
);

const ci = new anthropic.ServiceAccount(
  "ci",
  { name: "ci", onDelete: "retain" },
  from("anthropic_service_account.ci"),
);
new anthropic.WorkspaceServiceAccount(
  "ci-research",
  { workspace: research, serviceAccount: ci, role: "workspace_developer" },
  from("anthropic_service_account_workspace.ci_research"),
);
const github = new anthropic.FederationIssuer(
  "github",
  {
    name: "github-actions",
    issuerUrl: "https://token.actions.githubusercontent.com",
    onDelete: "retain",
  },
  from("anthropic_federation_issuer.github"),
);
new anthropic.FederationRule(
  "ci",
  {
    name: "ci",
    issuer: github,
    serviceAccount: ci,
    match: { subjectPrefix: "repo:acme/app:ref:refs/heads/main" },
    oauthScope: "workspace:developer",
    // One of them is an anthropic_federation_rule_workspace in Terraform.
    workspaces: [research, staging],
    onDelete: "retain",
  },
  from("anthropic_federation_rule.ci"),
);

new anthropic.ExternalKey(
  "main",
  {
    displayName: "Production data",
    providerConfig: {
      type: "aws",
      kmsArn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
    onDelete: "retain",
  },
  from("anthropic_external_key.main"),
);
new anthropic.ComplianceSettings(
  "compliance",
  { state: "enabled" },
  from("anthropic_compliance_settings.organization"),
);
