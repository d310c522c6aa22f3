// Builds an organization from teams.yaml, which needs no knowledge of TypeScript or Pulumi to edit. README.md describes it.
//
//   pulumi config set --path 'adopt["field-service"]' wrkspc_...
//     Adopts an existing workspace for a team. The first `pulumi up` leaves it and its members unchanged.

import * as pulumi from "@pulumi/pulumi";
import * as anthropic from "pulumi-anthropic";
import { readOrganization } from "./organization.ts";

const { organization, mistakes } = readOrganization("teams.yaml");
if (mistakes.length > 0) throw new pulumi.RunError(`Correct teams.yaml:\n${mistakes.join("\n")}`);

const adopt = new pulumi.Config().getObject<Record<string, string>>("adopt") ?? {};

// A user whose entry is deleted is removed from the organization. A user without a role is managed only in the teams, not in the
// organization. This is for admins, because only the Console can change them.
const members = new Map(
  organization.users.map(({ email, role }) => [
    email,
    role === undefined ? undefined : new anthropic.Member(email, { email, role, onDelete: "remove" }),
  ]),
);

const teams = Object.entries(organization.teams).map(([name, { workspace, tags, spendLimit }]) => {
  const team = new anthropic.Team(name, {
    workspace: { name: workspace, ...(tags === undefined ? {} : { tags }) },
    ...(adopt[name] === undefined ? {} : { import: adopt[name] }),
    ...(spendLimit === undefined ? {} : { spendLimit: { amount: spendLimit } }),
    // The file lists every member, so a member who is added in the Console is drift.
    complete: true,
    members: organization.users.flatMap(({ email, teams: roles }) => {
      const role = roles?.[name];
      return role === undefined
        ? []
        : [{ email: members.get(email)?.email ?? email, role: `workspace_${role}` as const }];
    }),
  });
  return [name, team] as const;
});

/** Users who have not accepted their invitation yet, by team. */
export const pending = Object.fromEntries(
  teams.map(([name, team]) => [
    name,
    team.memberStatuses.apply((statuses) =>
      statuses.filter(({ status }) => status === "pending").map(({ email }) => email),
    ),
  ]),
);
