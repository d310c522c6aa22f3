import type { RbacGroupWire } from "../../provider/api/rbac/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { normalName } from "../../provider/text/spelling.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { nouns } from "../output/phrases.ts";
import { type Declaration, Reference, type Value } from "./declaration.ts";
import { compareNames, words } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** Declares the RBAC groups and the lists of their members. Leaves out the groups that the identity provider manages. */
export async function declareGroups(program: ProgramBuilder): Promise<Declaration[]> {
  const { groups } = program.organization.groups ?? { groups: [] };
  const selected = groups
    .filter(({ name }) => program.selection.matches(name))
    .sort(
      (one, other) => compareNames(one.name, other.name) || compareNames(one.created_at, other.created_at),
    );
  const names = selected.map(({ name }) => normalName(name));
  const declared: Declaration[] = [];
  for (const group of selected) {
    const { id, name, source_type: source } = group;
    if (source === "scim") {
      program.leftOut.add(nouns.group, "the identity provider manages the group and its members", name);
      continue;
    }
    const resource = words(name) || "group";
    let declaration: Declaration | undefined;
    if (!program.isManaged(nouns.group, objectName("RbacGroup", id))) {
      const isShared = names.filter((other) => other === normalName(name)).length > 1;
      declaration = await program.adopt({
        kind: "RbacGroup",
        id,
        name: program.claimName("RbacGroup", resource),
        // Deleting a line of the program must not end the access that the group gave before it.
        args: { name, ...(isShared ? { allowDuplicateName: true } : {}), onDelete: "retain" },
        what: nouns.group,
        shown: name,
      });
      if (declaration !== undefined) declared.push(declaration);
    }
    const list = await declareMembers(program, group, resource, declaration);
    if (list !== undefined) declared.push(list);
  }
  return declared;
}

async function declareMembers(
  program: ProgramBuilder,
  { id, name }: RbacGroupWire,
  resource: string,
  group: Declaration | undefined,
): Promise<Declaration | undefined> {
  const members = program.organization.groups?.members.get(id);
  if (members === undefined) return undefined;
  if (program.isManaged(nouns.groupList, objectName("RbacGroupMembers", id))) return undefined;
  const own = new Map(program.organization.users.map((user) => [user.id, normalEmail(user.email)]));
  const listed = members.map(({ user_id: userId }): { name: string; value: Value } => {
    const email = own.get(userId);
    // A user of another organization is declared by the ID.
    return email === undefined
      ? { name: userId, value: userId }
      : { name: email, value: program.emailValue(email) };
  });
  // An empty list would remove whoever joins, without having managed anyone.
  if (listed.length === 0) return undefined;
  return await program.adopt({
    kind: "RbacGroupMembers",
    id,
    name: program.claimName("RbacGroupMembers", resource),
    args: {
      group: group === undefined ? id : new Reference(group, undefined, id),
      members: listed.sort((one, other) => compareNames(one.name, other.name)).map(({ value }) => value),
    },
    what: nouns.groupList,
    shown: name,
  });
}
