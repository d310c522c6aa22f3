// From Terraform: what a Terraform provider manages is imported here, then let go of there. Nobody writes to the
// organization on the way, and nothing is ever destroyed.
//
// 1. In the folder of the Terraform configuration, list what there is, and bring the list here:
//
//      terraform show -json | node ids.ts > terraform.ids.json
//
// 2. Here, declare each of them and give its address to `from`, as below. The names of resources in providers for
//    Anthropic (jianyuan, ippontech, terraform-mars) and what they become:
//
//      anthropic_workspace                  Workspace        wrkspc_...
//      anthropic_workspace_member           WorkspaceMember  wrkspc_.../user_...
//      anthropic_organization_member        Member           user_...
//      anthropic_organization_invite,       Member           no id: who is invited is found by the address
//        anthropic_invite
//      anthropic_api_key                    ApiKey           apikey_..., as `apiKeyId`
//
// 3. `pulumi up` takes them over. It compares and writes nothing; whatever is not as declared is listed instead.
//    `pulumi preview --expect-no-changes` and `terraform plan` both say that there is nothing to do.
//
// 4. In the Terraform configuration, let go of each address and take its lines out:
//
//      terraform state list | grep anthropic_ | while read -r address; do
//        terraform state rm "$address" < /dev/null
//      done
//
//    Never take the lines out alone, and never run `terraform destroy`: for Terraform both mean to archive the
//    workspaces and to remove the people. (`removed` blocks with `destroy = false` do the same as `state rm`.)
//
// 5. The option `import` may stay or go. From now on a delete here leaves workspaces as they are (`onDelete: "retain"`).

import { readFileSync } from "node:fs";
import * as anthropic from "pulumi-anthropic";

const ids: Record<string, string> = JSON.parse(readFileSync("terraform.ids.json", "utf8"));

/** The option that takes over what Terraform has at an address. */
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
// Invited with `anthropic_organization_invite.hana`; nobody is mailed again.
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
