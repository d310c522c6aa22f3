import type { DataResidencyWire, WorkspaceWire } from "../../api/objects.ts";
import { apiLimitation } from "../../apiLimitations.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { at, isRecord, own, type Properties, same } from "../../kernel/values.ts";
import { normalName } from "../../text/spelling.ts";
import type { DataResidency } from "./args.ts";
import { type OwnerTag, ownedBy, ownerTagEntry, ownerTagOf, recordedOwner } from "./ownerTag.ts";
import { isSpelledLike } from "./sameName.ts";
import type { Inputs, State } from "./schema.ts";

/** The data residency in an API response. */
export function residencyOf(wire: DataResidencyWire): DataResidency {
  const allowed = wire.allowed_inference_geos;
  return {
    workspaceGeo: wire.workspace_geo,
    allowedInferenceGeos: Array.isArray(allowed) ? [...allowed].sort() : allowed,
    defaultInferenceGeo: wire.default_inference_geo,
  };
}

function fromWire(wire: WorkspaceWire): Observed<State> {
  return {
    // As check normalizes it. Otherwise no program could declare the current name.
    name: normalName(wire.name),
    displayColor: wire.display_color?.toUpperCase() ?? null,
    tags: wire.tags,
    dataResidency: wire.data_residency === null ? null : { ...residencyOf(wire.data_residency) },
    externalKeyId: wire.external_key_id,
    userProfileId: wire.user_profile_id,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at,
    compartmentId: wire.compartment_id,
    status: wire.archived_at === null ? "active" : "archived",
  };
}

export function toWire(inputs: Inputs, ownerTag: OwnerTag): Record<string, unknown> {
  const residency = inputs.dataResidency;
  return withoutUndefined({
    name: inputs.name,
    display_color: inputs.displayColor,
    tags: ownerTag === undefined ? inputs.tags : { ...inputs.tags, ...ownerTagEntry(ownerTag) },
    data_residency:
      residency === undefined
        ? undefined
        : withoutUndefined({
            workspace_geo: residency.workspaceGeo,
            allowed_inference_geos: residency.allowedInferenceGeos,
            default_inference_geo: residency.defaultInferenceGeo,
          }),
    external_key_id: inputs.externalKeyId,
    user_profile_id: inputs.userProfileId,
  });
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The properties of a workspace, without the ownership tag, which the program does not declare. */
export function observedOf(operation: Operation, wire: WorkspaceWire): Observed<State> {
  const ownerTag = ownerTagOf(operation);
  const owned = { ownedBy: ownedBy(ownerTag, wire.tags) };
  if (ownerTag === undefined) return { ...fromWire(wire), ...owned };
  const { [ownerTag.key]: _, ...tags } = wire.tags;
  return { ...fromWire({ ...wire, tags }), ...owned };
}

/** Whether a workspace has every field that create sends. Its name may be in the API's spelling. */
export function matches(wire: WorkspaceWire, inputs: Inputs, ownerTag: OwnerTag): boolean {
  const current = fromWire(wire);
  const { tags, dataResidency } = inputs;
  return (
    isSpelledLike(wire.name, inputs.name) &&
    wire.archived_at === null &&
    (inputs.displayColor === undefined || current.displayColor === inputs.displayColor) &&
    (ownerTag === undefined || own(wire.tags, ownerTag.key) === ownerTag.owner) &&
    (tags === undefined || same(wire.tags, { ...tags, ...ownerTagEntry(ownerTag) })) &&
    Object.entries(dataResidency ?? {}).every(([field, value]) =>
      same(at({ ...current }, `dataResidency.${field}`), value),
    ) &&
    (inputs.externalKeyId ?? null) === wire.external_key_id &&
    (inputs.userProfileId ?? null) === wire.user_profile_id
  );
}

/** The body of an update: the differences to the state, which are what preview showed. */
export function updateBody(old: State, inputs: Inputs, ownerTag: OwnerTag): Record<string, unknown> {
  const wanted = toWire(inputs, undefined);
  const body: Record<string, unknown> = {};
  if (inputs.name !== old.name) body["name"] = wanted["name"];
  if (inputs.displayColor !== undefined && inputs.displayColor !== old.displayColor) {
    body["display_color"] = wanted["display_color"];
  }
  const tags = tagDifference(old.tags ?? {}, inputs.tags ?? old.tags ?? {});
  if (Object.keys(tags).length > 0) body["tags"] = tags;
  const residency: Record<string, unknown> = {};
  const { allowedInferenceGeos: allowed, defaultInferenceGeo: defaultGeo } = inputs.dataResidency ?? {};
  if (allowed !== undefined && !same(allowed, old.dataResidency?.allowedInferenceGeos)) {
    residency["allowed_inference_geos"] = allowed;
  }
  if (defaultGeo !== undefined && defaultGeo !== old.dataResidency?.defaultInferenceGeo) {
    residency["default_inference_geo"] = defaultGeo;
  }
  if (Object.keys(residency).length > 0) body["data_residency"] = residency;
  for (const [property, field] of [
    ["externalKeyId", "external_key_id"],
    ["userProfileId", "user_profile_id"],
  ] as const) {
    if (inputs[property] === undefined || inputs[property] === old[property]) continue;
    if (old[property] !== undefined) {
      throw new UserError(
        `cannot update workspace ${JSON.stringify(old.name)}: it has another \`${property}\` (${old[property]}), and ${apiLimitation("changeWriteOnce")}`,
      );
    }
    body[field] = wanted[field];
  }
  if (
    ownerTag !== undefined &&
    (Object.keys(body).length > 0 || recordedOwner(ownerTag, old) !== ownerTag.owner)
  ) {
    body["tags"] = { ...tags, ...ownerTagEntry(ownerTag) };
  }
  return body;
}

/** Whether a workspace is as an update with this body leaves it. Fields that were not sent may have any value. */
export function isUpdated(wire: WorkspaceWire, body: Readonly<Record<string, unknown>>): boolean {
  const { name, displayColor, externalKeyId, userProfileId, dataResidency } = fromWire(wire);
  const current: Properties = {
    name,
    display_color: displayColor,
    tags: wire.tags,
    data_residency: {
      allowed_inference_geos: dataResidency?.allowedInferenceGeos,
      default_inference_geo: dataResidency?.defaultInferenceGeo,
    },
    external_key_id: externalKeyId,
    user_profile_id: userProfileId,
  };
  return Object.entries(body).every(([field, sent]) => {
    const present = current[field];
    if (!isRecord(sent) || !isRecord(present)) return same(present, sent);
    // Null removes a tag.
    return Object.entries(sent).every(([key, value]) => same(own(present, key) ?? null, value));
  });
}

/** The tags to set, and null for each tag to remove. The API keeps the others. */
function tagDifference(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const set = Object.entries(after).filter(([key, value]) => own(before, key) !== value);
  const cleared = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return Object.fromEntries([...set, ...cleared.map((key) => [key, null] as const)]);
}
