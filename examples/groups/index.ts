// RBAC groups of a Claude Enterprise organization and their members, from one table. An owner attaches roles to the groups in the settings
// of Claude: the API cannot.
//
// Set ANTHROPIC_ADMIN_KEY to a key of the organization (sk-ant-api01-...) with the scopes read:members, write:members, read:rbac_groups and
// write:rbac_groups.

import * as anthropic from "pulumi-anthropic";

const people = ["ada@example.com", "grace@example.com", "linus@example.com"];

const groups = {
  engineering: { name: "Engineering", members: ["ada@example.com", "grace@example.com"] },
  research: { name: "Research", members: ["grace@example.com", "linus@example.com"] },
};

// Users who are not in the organization are invited. They join their groups with the first `up` after they accept.
const users = new Map(
  people.map((email) => [
    email,
    new anthropic.Member(email.split("@")[0] ?? email, { email, role: "user", onDelete: "retain" }),
  ]),
);

for (const [key, { name, members }] of Object.entries(groups)) {
  const group = new anthropic.RbacGroup(key, { name });
  new anthropic.RbacGroupMembers(key, {
    group,
    members: members.flatMap((email) => users.get(email)?.email ?? []),
  });
}

// Groups without a role give no access yet.
export const groupsWithoutRoles = anthropic
  .getRbacGroupsOutput()
  .apply((all) => all.filter(({ roleIds }) => roleIds?.length === 0).map(({ name }) => name));
