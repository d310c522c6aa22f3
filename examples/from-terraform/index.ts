// From Terraform: imports the resources of a Terraform provider, and then removes them from the Terraform state. Nothing is
// written to the organization, and nothing is destroyed.
//
// 1. In the folder of the Terraform configuration, list the IDs, and copy the file here:
//
//      terraform show -json | node ids.ts > terraform.ids.json
//
// 2. Declare each resource here, and pass its address to `from`, as below. The resource types of the Terraform providers
//    (jianyuan, ippontech, terraform-mars), and their counterparts:
//
//      anthropic_workspace                  Workspace        wrkspc_...
//      anthropic_workspace_member           WorkspaceMember  wrkspc_.../user_...
//      anthropic_organization_member        Member           user_...
//      anthropic_organization_invite,       Member           no ID: an invited user is found by email address
//        anthropic_invite
//      anthropic_api_key                    ApiKey           apikey_..., as `apiKeyId`
//
// 3. `pulumi up` adopts them and writes nothing. If an object differs from its declaration, it fails and lists the
//    differences. Afterwards `pulumi preview --expect-no-changes` and `terraform plan` both report no changes.
//
// 4. Remove each address from the Terraform state, and its block from the configuration:
//
//      terraform state list | grep anthropic_ | while read -r address; do
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
