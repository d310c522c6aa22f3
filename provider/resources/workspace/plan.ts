import { attemptsFor } from "../../api/absence.ts";
import { otherObject } from "../../api/apiError.ts";
import { mustBeArchived } from "../../api/archived.ts";
import { createOnce } from "../../api/createOnce.ts";
import { WorkspaceWire } from "../../api/objects.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { defaultWorkspaceName } from "../../api/plausible.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import { parsedId } from "../../ids.ts";
import { defineResource } from "../../kernel/define.ts";
import { nameTakenError } from "../../kernel/nameTaken.ts";
import { objectName } from "../../kernel/objectName.ts";
import { isRetained, whyRetained } from "../../kernel/retention.ts";
import { mustBeRemoved } from "../../kernel/undeletable.ts";
import { own, same } from "../../kernel/values.ts";
import { unseenWarnings } from "../../text/names.ts";
import { capitalized, enumerated } from "../../text/phrases.ts";
import { isDeclared, partialCreateError } from "./create.ts";
import { verifyEncryptionKey } from "./encryptionKey.ts";
import { workspaceNamed } from "./lookUp.ts";
import {
  otherOwnerReason,
  ownedBy,
  ownerTagAttention,
  ownerTagEntry,
  ownerTagOf,
  rejectOtherOwner,
} from "./ownerTag.ts";
import { isSpelledLike, lookalikeWarnings, noticeLookalike, rejectSharedName } from "./sameName.ts";
import { Inputs, State } from "./schema.ts";
import { claudeCodeName, claudeCodeWarning, shown, updating, whyNotUpdatable } from "./shown.ts";
import { isUpdated, matches, observedOf, toWire, updateBody } from "./wire.ts";

// No change replaces a workspace, since a replacement would archive it and disable its keys. A change that the API cannot make
// is rejected.

export const workspace = defineResource<typeof Inputs, typeof State>({
  kind: "Workspace",
  organization: "console",
  inputs: Inputs,
  state: State,
  managed: ["name", "displayColor", "tags", "dataResidency", "externalKeyId", "userProfileId"],
  parts: ["dataResidency"],

  parseId: (id) => parsedId("a Workspace", "wrkspc_", id),
  names: (_, id) => (id === undefined ? [] : [objectName("Workspace", id)]),
  exclusiveNamesInState: (id) => [objectName("Workspace", id)],

  reject(inputs, context) {
    const { olds, adopting, settings } = context;
    const { ownerTag } = settings;
    const failures = rejectSharedName(inputs, context);
    const { dataResidency: residency, name, tags } = inputs;
    if (ownerTag !== undefined && tags !== undefined && Object.hasOwn(tags, ownerTag)) {
      failures.push({
        // Reported for the whole resource: an unchanged `tags` is never rejected, but the setting may be new.
        property: "",
        reason: `\`tags\` has \`${ownerTag}\`, the key of \`anthropic:ownerTag\`. Remove it from \`tags\`, or choose another ownership tag.`,
      });
    }
    const allowed = residency?.allowedInferenceGeos;
    const defaultGeo = residency?.defaultInferenceGeo;
    if (Array.isArray(allowed) && defaultGeo !== undefined && !allowed.includes(defaultGeo)) {
      failures.push({
        property: "dataResidency",
        reason: `\`defaultInferenceGeo\` is \`${defaultGeo}\`, which \`allowedInferenceGeos\` (${allowed.join(", ")}) does not allow. Add it there, or choose another.`,
      });
    }
    const geo = residency?.workspaceGeo;
    const oldGeo = olds?.dataResidency?.workspaceGeo;
    if (geo !== undefined && oldGeo !== undefined && geo !== oldGeo) {
      failures.push({
        property: "dataResidency",
        reason: `\`workspaceGeo\` cannot change from ${oldGeo} to ${geo}: ${apiLimitation("moveWorkspace")}`,
      });
    }
    for (const property of ["externalKeyId", "userProfileId"] as const) {
      const old = olds?.[property];
      if (old !== undefined && inputs[property] !== undefined && inputs[property] !== old) {
        failures.push({
          property,
          reason: `\`${property}\` cannot change: ${apiLimitation("changeWriteOnce")}`,
        });
      }
    }
    if (olds?.name === defaultWorkspaceName && name !== undefined && name !== defaultWorkspaceName) {
      failures.push({
        property: "name",
        reason: `\`name\`: ${apiLimitation("renameDefaultWorkspace")}`,
      });
    }
    if (name === defaultWorkspaceName && olds?.name !== name && !adopting) {
      failures.push({ property: "name", reason: `\`name\` must not be \`${name}\`: ${defaultNameTaken}` });
    }
    return failures;
  },

  warn: (inputs, context) => [
    ...unseenWarnings("name", [inputs.name]),
    ...unseenWarnings("tags", Object.entries(inputs.tags ?? {}).flat()),
    ...lookalikeWarnings(inputs, context),
  ],

  verify: verifyEncryptionKey,

  attention(operation, old, { onArchived }, id) {
    const refuses = whyNotUpdatable(old, id);
    if (refuses === undefined) return ownerTagAttention(operation, old, id);
    // A workspace that the API does not return may still exist, and recreating it would create a duplicate.
    return onArchived === "recreate" && old.status === "archived" ? { replace: "onArchived" } : { refuses };
  },

  async unadoptable(operation, id, observed) {
    if (observed.status === "archived")
      return "it is archived, which is final. Remove `import` to create a new one.";
    const wire = await operation.cache.findWorkspace(id, OrganizationCache.anyAge, "once");
    const otherOwner = wire === undefined ? undefined : otherOwnerReason(operation, wire);
    if (otherOwner !== undefined) return otherOwner;
    if (observed.name === claudeCodeName) operation.notify("claudeCodeWorkspace", claudeCodeWarning);
    return undefined;
  },

  async create(operation, inputs) {
    const { ownership, client, cache } = operation;
    const { name } = inputs;
    const ownerTag = ownerTagOf(operation);
    const doing = `create workspace ${JSON.stringify(name)}`;
    if (name === defaultWorkspaceName) {
      throw new UserError(`cannot ${doing}: ${defaultNameTaken}`);
    }
    const alone = inputs.allowDuplicateName !== true;
    const release = ownership.reserve(objectName("Workspace", name, "name"));
    if (alone && release === undefined) {
      throw new UserError(
        `cannot ${doing}: another resource of this program is creating a workspace of that name. Give one of them another name, or set \`allowDuplicateName: true\`.`,
      );
    }
    try {
      const present = alone ? await workspaceNamed(operation, name) : undefined;
      if (present !== undefined) {
        if (
          ownerTag !== undefined &&
          own(present.tags, ownerTag.key) === ownerTag.owner &&
          matches(present, inputs, ownerTag) &&
          !isDeclared(operation, present)
        ) {
          operation.notify(
            "recovered",
            `${capitalized(shown(name, present.id))} was created by an earlier run of this stack and is adopted.`,
          );
          return { id: present.id, observed: { ...observedOf(operation, present), adopted: false } };
        }
        // A workspace with every declared field may be the one that an interrupted run created. A duplicate does not help then.
        const isAsDeclared = matches(present, inputs, ownerTag);
        throw await nameTakenError(operation, doing, {
          kind: "Workspace",
          id: present.id,
          noun: "a workspace",
          mayBeRecovered: isAsDeclared,
          duplicates: isAsDeclared ? "allowed" : "suggested",
        });
      }
      if (alone) noticeLookalike(operation, name, await cache.workspaces(OrganizationCache.anyAge));
      const { object, found } = await createOnce({
        client,
        doing,
        send: async () => {
          const { value, requestId } = await client.request({
            method: "POST",
            path: "/v1/organizations/workspaces",
            body: toWire(inputs, ownerTag),
            schema: WorkspaceWire,
            doing,
          });
          // Delete would archive the other workspace.
          if (isSpelledLike(value.name, name)) return value;
          throw otherObject(doing, `the response is workspace ${value.id} of another name`, requestId);
        },
        look: () => cache.workspaces(performance.now()),
        alike: (candidate) => isSpelledLike(candidate.name, name) && candidate.archived_at === null,
        matches: (candidate) => matches(candidate, inputs, ownerTag),
        id: (candidate) => candidate.id,
        createdAt: (candidate) => new Date(candidate.created_at),
        adoptLine: (id) => `import: "${id}"`,
        placeholderId: "wrkspc_...",
      }).catch(async (error: unknown) => {
        throw await partialCreateError(operation, error);
      });
      cache.storeWorkspace(object);
      // Without the ownership tag, another client may have created the workspace at the same time.
      const uncertain = found && ownerTag === undefined;
      if (uncertain) {
        operation.notify(
          "createUncertain",
          `${capitalized(shown(name, object.id))} was found after the response to its create was lost. Another client may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
        );
      }
      return { id: object.id, observed: { ...observedOf(operation, object), adopted: uncertain } };
    } finally {
      release?.();
    }
  },

  async read(operation, id, old) {
    const { cache } = operation;
    const wire = await cache.findWorkspace(id, cache.lastMinute(), attemptsFor(old));
    if (wire !== undefined) return observedOf(operation, wire);
    // The API cannot delete a workspace, so this one may still exist and is not recreated.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const { client, cache } = operation;
    const doing = updating(old, id);
    const rejection = whyNotUpdatable(old, id);
    if (rejection !== undefined) throw new UserError(`cannot ${rejection}`);
    const ownerTag = ownerTagOf(operation);
    const body = updateBody(old, inputs, ownerTag);
    if (Object.keys(body).length === 0) return {};
    if (old.name === defaultWorkspaceName && ("name" in body || "user_profile_id" in body)) {
      throw new UserError(`cannot ${doing}: ${apiLimitation("renameDefaultWorkspace")}`);
    }
    const onlyOwnerTag = same(body, { tags: ownerTagEntry(ownerTag) });
    if (ownerTag !== undefined) {
      const wire = await cache.findWorkspace(id, cache.lastMinute(), "once");
      if (wire !== undefined) rejectOtherOwner(operation, wire, "change");
      if (onlyOwnerTag && wire !== undefined && own(wire.tags, ownerTag.key) === ownerTag.owner) {
        return { ownedBy: ownedBy(ownerTag, wire.tags) };
      }
    }
    const wire = await writeThenVerify(
      async () => {
        const { value } = await client.request({
          method: "POST",
          path: path`/v1/organizations/workspaces/${id}`,
          body,
          schema: WorkspaceWire,
          doing,
          // Sending the same values again changes nothing.
          repeatable: true,
        });
        return value;
      },
      async (failure) => {
        const after = await cache.confirmWorkspace(id);
        if (after === undefined) return undefined;
        if (after.archived_at === null) {
          // This error code requires the same request until it succeeds, even if the workspace is as declared.
          const mustRepeat = failure.code === "change_outcome_unknown";
          return !mustRepeat && isUpdated(after, body) ? after : undefined;
        }
        const archived = whyNotUpdatable({ ...old, status: "archived" }, id);
        throw new UserError(`cannot ${archived} The API returned: ${failure.message}`);
      },
    );
    cache.storeWorkspace(wire);
    // Only the ownership tag was written. Refresh shows what else changed outside of Pulumi.
    return onlyOwnerTag ? { ownedBy: ownedBy(ownerTag, wire.tags) } : observedOf(operation, wire);
  },

  retained(old, id) {
    if (old.name === defaultWorkspaceName) {
      return `The default workspace (${id}) is left unchanged: the API can neither archive nor delete it.`;
    }
    if (!isRetained(old)) return undefined;
    return `${capitalized(shown(old.name, id))} is left unchanged, since ${whyRetained(old)}.`;
  },

  async delete(operation, id, old) {
    const { limits, client, cache, began } = operation;
    if (old.status === "archived") return;
    const wire = await cache.findWorkspace(id, began, "repeated");
    if (wire === undefined) mustBeRemoved(old, `archive ${shown(old.name, id)}`);
    if (wire === undefined || wire.archived_at !== null) return;
    const doing = `archive ${shown(wire.name, id)}`;
    rejectOtherOwner(operation, wire, "archive");
    const activeAt = async (minFreshness: number) =>
      (await cache.apiKeys(minFreshness, id)).filter((key) => key.status === "active");
    const listed = await activeAt(began);
    // Archiving is final, and the first list may be stale.
    const active = listed.length > 0 || old.forceDestroy === true ? listed : await activeAt(cache.now());
    if (active.length > 0 && old.forceDestroy !== true) {
      const keys = active.map((key) => `${JSON.stringify(key.name)} (${key.id})`);
      throw new UserError(
        `cannot ${doing}: it has ${active.length} active API key${active.length === 1 ? "" : "s"}, which archiving would disable permanently: ${enumerated(keys, 10)}. ` +
          "Deactivate each with `npx pulumi-anthropic keys deactivate`, or set `forceDestroy: true` and run `up` once before you delete the workspace.",
      );
    }
    limits.spend("archives", doing);
    if (wire.name === claudeCodeName) operation.notify("claudeCodeWorkspace", claudeCodeWarning);
    const archived = await writeThenVerify(
      async () => {
        const response = await client.request({
          method: "POST",
          path: path`/v1/organizations/workspaces/${id}/archive`,
          schema: WorkspaceWire,
          doing,
          repeatable: true,
        });
        return mustBeArchived(response, id, doing);
      },
      async (failure) => {
        const after = await cache.confirmWorkspace(id);
        if (after === undefined || after.archived_at === null) return undefined;
        if (failure.code === "storage_attached_during_archive") {
          operation.notify(
            "storageAttached",
            `${capitalized(shown(wire.name, id))} is archived, and its storage is not detached. ${failure.message}`,
          );
        }
        return after;
      },
    );
    cache.storeWorkspace(archived);
    operation.notify(
      "workspaceArchived",
      `${capitalized(shown(wire.name, id))} was archived, which is final.`,
    );
  },
});

const defaultNameTaken =
  "every organization has a default workspace of this name. To manage its color, tags and data residency, set the resource option `import` to its ID. Otherwise choose another name.";
