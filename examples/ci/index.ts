// CI: a program, its tests, and workflows for GitHub Actions and GitLab.
//
//   github/      for GitHub Actions: copy the files to .github/workflows/
//   gitlab/      for GitLab: copy .gitlab-ci.yml to the root of the repository
//
// A pull request is type-checked, tested, and deployed to an emulated organization. Its preview needs no key, and a plan
// explains what a merge would do. A push to main is deployed after approval. Every night a job reports drift, and adds the
// workspace memberships of users who have accepted their invitations. No key is stored. docs/ci.md has the setup.

import * as anthropic from "pulumi-anthropic";
import { evaluators } from "./users.ts";

const evaluation = new anthropic.Workspace("evaluation", {
  name: "Evaluation",
  tags: { team: "perception" },
});

for (const { email, role, workspaceRole } of evaluators) {
  const member = new anthropic.Member(email, { email, role });
  new anthropic.WorkspaceMember(email, { workspace: evaluation, email: member.email, role: workspaceRole });
}

export const workspace = evaluation.id;
