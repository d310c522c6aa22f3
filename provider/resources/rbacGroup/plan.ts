import { otherObject } from "../../api/apiError.ts";
import { createOnce } from "../../api/createOnce.ts";
import { path } from "../../api/path.ts";
import { RbacGroupDeletedWire, RbacGroupWire } from "../../api/rbac/objects.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { nameTakenError } from "../../kernel/nameTaken.ts";
import { objectName } from "../../kernel/objectName.ts";
import { isRetained, whyRetained } from "../../kernel/retention.ts";
import { groupMember } from "../../rbac/names.ts";
import { provisionedAdvice, warnOfProvisioning } from "../../rbac/provisioned.ts";
import { unseenWarnings } from "../../text/names.ts";
import { groupNamed, rejectSharedName } from "./sameName.ts";
import { Inputs, State } from "./schema.ts";
import { fromWire, isSpelledLike, shown } from "./wire.ts";

// A group that was deleted outside of Pulumi keeps its resource: a new one would have neither its roles, which the API cannot
// attach, nor its members.

export const rbacGroup = defineResource<typeof Inputs, typeof State>({
  kind: "RbacGroup",
  organization: "enterprise",
  inputs: Inputs,
  state: State,
  managed: ["name"],
  impossible: { roleIds: "attachRbacRoles", roles: "attachRbacRoles", sourceType: "provisionRbacGroup" },

  parseId: (id) => parsedId("an RbacGroup", "rbac_group_", id),
  names: (_, id) => (id === undefined ? [] : [objectName("RbacGroup", id)]),
  exclusiveNamesInState: (id) => [objectName("RbacGroup", id)],

  reject: rejectSharedName,
  warn: ({ name }) => unseenWarnings("name", [name]),

  attention(operation, old, { name, onRemoved }, id) {
    if (old.status === "removed") {
      return onRemoved === "recreate" ? { replace: "onRemoved" } : { refuses: whyRemoved(old.name, id) };
    }
    if (name !== undefined && name !== old.name)
      warnOfProvisioning(operation, shown(old.name, id), old.sourceType);
    return undefined;
  },

  async create(operation, inputs) {
    const { ownership, client, cache } = operation;
    const { name } = inputs;
    const doing = `create RBAC group ${JSON.stringify(name)}`;
    const alone = inputs.allowDuplicateName !== true;
    const release = ownership.reserve(objectName("RbacGroup", name, "name"));
    if (alone && release === undefined) {
      throw new UserError(
        `cannot ${doing}: another resource of this program is creating an RBAC group of that name. Give one of them another name, or set \`allowDuplicateName: true\`.`,
      );
    }
    try {
      const present = alone ? await groupNamed(operation, name) : undefined;
      if (present !== undefined) {
        // The API cannot attach roles to a new group, so adoption is suggested first.
        const { id } = present;
        throw await nameTakenError(operation, doing, {
          kind: "RbacGroup",
          id,
          noun: "an RBAC group",
          duplicates: "suggested",
        });
      }
      const { object, found } = await createOnce({
        client,
        doing,
        send: async () => {
          const { value, requestId } = await client.request({
            method: "POST",
            path: "/v1/organizations/rbac_groups",
            body: { name },
            schema: RbacGroupWire,
            doing,
          });
          // Delete would remove the access of the members of the other group.
          if (isSpelledLike(value.name, name)) return value;
          throw otherObject(doing, `the response is RBAC group ${value.id} of another name`, requestId);
        },
        look: () => cache.rbac.groups(performance.now()),
        alike: (candidate) => isSpelledLike(candidate.name, name),
        matches: (candidate) => candidate.source_type === "direct" && isSpelledLike(candidate.name, name),
        id: (candidate) => candidate.id,
        createdAt: (candidate) => new Date(candidate.created_at),
        adoptLine: (id) => `import: "${id}"`,
        placeholderId: "rbac_group_...",
      });
      cache.rbac.storeGroup(object, true);
      if (found) {
        operation.notify(
          "createUncertain",
          `${shown(object.name, object.id)} was found after the response to its create was lost. Another client may have created it at the same time, so delete leaves it unchanged unless the program sets \`onDelete: "delete"\`.`,
        );
      }
      return { id: object.id, observed: { ...fromWire(object), adopted: found } };
    } finally {
      release?.();
    }
  },

  async read(operation, id, old) {
    const { cache } = operation;
    const wire = await cache.rbac.group(id, cache.lastMinute());
    if (wire !== undefined) return fromWire(wire);
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, { name }) {
    const { client, cache } = operation;
    if (old.status === "removed") throw new UserError(`cannot ${whyRemoved(old.name, id)}`);
    if (name === old.name) return {};
    let group: RbacGroupWire | undefined;
    const doing = `rename ${shown(old.name, id)} to ${JSON.stringify(name)}`;
    const wire = await writeThenVerify(
      async () => {
        const { value, requestId } = await client.request({
          method: "POST",
          path: path`/v1/organizations/rbac_groups/${id}`,
          body: { name },
          schema: RbacGroupWire,
          doing,
          // Sending the same name again changes nothing.
          repeatable: true,
        });
        if (value.id === id) return value;
        throw otherObject(doing, `the response is RBAC group ${value.id}`, requestId);
      },
      async () => {
        group = await cache.rbac.group(id, cache.now());
        return group !== undefined && isSpelledLike(group.name, name) ? group : undefined;
      },
      () => provisionedAdvice(group?.source_type ?? old.sourceType),
    );
    cache.rbac.storeGroup(wire);
    return fromWire(wire);
  },

  retained(old, id) {
    if (old.status === "removed" || !isRetained(old)) return undefined;
    return `${shown(old.name, id)} is left unchanged, since ${whyRetained(old)}.`;
  },

  async delete(operation, id, old) {
    const { limits, client, cache, began } = operation;
    if (old.status === "removed") return;
    const group = await cache.rbac.group(id, began);
    if (group === undefined) return;
    const doing = `delete ${shown(group.name, id)}`;
    // Its members lose the access that it gives them.
    const listed = await cache.rbac.members(id, began);
    // A list may be stale, and the limit would not count the members.
    const members = listed.length > 0 ? listed : await cache.rbac.members(id, cache.now());
    const recorded = (await operation.recordedNames("RbacGroupMembers", id)).filter(
      ({ type, by }) => type === groupMember && by === "userId",
    );
    limits.spend(
      "removals",
      doing,
      Math.max(1, members.length, new Set(recorded.map(({ key }) => key)).size),
    );
    await writeThenVerify<unknown>(
      () =>
        client.request({
          method: "DELETE",
          path: path`/v1/organizations/rbac_groups/${id}`,
          schema: RbacGroupDeletedWire,
          doing,
          repeatable: true,
        }),
      async () => ((await cache.rbac.group(id, cache.now())) === undefined ? true : undefined),
      () => provisionedAdvice(group.source_type),
    );
    cache.rbac.dropGroup(id);
    const access = members.length === 1 ? "1 member" : `${members.length} members`;
    operation.notify(
      "groupDeleted",
      `${shown(group.name, id)} was deleted, which ended the access that it gave to ${access}.`,
    );
  },
});

/** Why update rejects a group that was deleted outside of Pulumi. */
function whyRemoved(name: string | undefined, id: string): string {
  return `update ${shown(name, id)}: it was deleted outside of Pulumi. Remove it from the program, or set \`onRemoved: "recreate"\` to create a new group without roles and members.`;
}
