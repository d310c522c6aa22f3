// Watched by CI: a program, its tests, and the recipes that look after it.
//
//   github/      for GitHub Actions: copy the files to .github/workflows/
//   gitlab/      for GitLab: copy .gitlab-ci.yml to the root of the repository
//
// A pull request is type-checked, tested, and rehearsed on an emulated organization; its preview needs no key, and a plan
// says in words what a merge would do. A push to main goes up after somebody has approved. Every night the organization
// is compared with what is declared, and whoever has accepted an invitation gets their places. docs/ci.md has the setting
// up, step by step. No key is stored anywhere.

import * as anthropic from "pulumi-anthropic";
import { evaluators } from "./people.ts";

const evaluation = new anthropic.Workspace("evaluation", {
  name: "Evaluation",
  tags: { team: "perception" },
});

for (const { email, role, workspaceRole } of evaluators) {
  const person = new anthropic.Member(email, { email, role });
  new anthropic.WorkspaceMember(email, { workspace: evaluation, email: person.email, role: workspaceRole });
}

export const workspace = evaluation.id;
