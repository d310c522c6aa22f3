import { z } from "zod";
import { checkProfile } from "../encryption.ts";
import { coded, ErrorResponse, invalid } from "../errors.ts";
import type {
  ExternalKeyConfigJson,
  ExternalKeyInput,
  ExternalKeyJson,
  StoredExternalKey,
} from "../externalKeysJson.ts";
import type { CursorPageJson } from "../json.ts";
import { type Call, found, type Route } from "../routing.ts";
import { displayName, keyConfig, keyGeo, regionOf, storedConfig } from "../schemas/externalKeys.ts";
import { fields, text, ValidationError } from "../validation.ts";
import { cursorPage } from "./cursorPage.ts";

const path = "/v1/organizations/external_keys";
const keyPath = `${path}/{external_key_id}`;

export const externalKeyRoutes: readonly Route[] = [
  { method: "POST", path, takes: "json", handle: createKey },
  { method: "GET", path, query: ["limit", "page"], handle: listKeys },
  { method: "GET", path: keyPath, handle: (call) => call.state.externalKeys.json(keyOf(call)) },
  { method: "POST", path: keyPath, takes: "json", handle: updateKey },
  { method: "DELETE", path: keyPath, handle: deleteKey },
  { method: "POST", path: `${keyPath}/validate`, handle: validateKey },
];

const newKey = fields({
  provider_config: keyConfig,
  display_name: z.nullish(displayName),
  geo: z.optional(keyGeo),
  user_profile_id: z.nullish(text({ min: 1 })),
});

const changedKey = fields({
  provider_config: z.nullish(keyConfig),
  display_name: z.nullish(displayName),
  geo: z.nullish(keyGeo),
});

function createKey({ state, assumptions, body }: Call): ExternalKeyJson {
  const wanted = body(newKey);
  const config = checked(wanted.provider_config);
  checkProfile(state, wanted.user_profile_id ?? null);
  const { externalKeys } = state;
  if (assumptions.externalKeyIds === "tagged") {
    return externalKeys.json(externalKeys.add({ ...wanted, provider_config: config }));
  }
  const id = platformId(config);
  if (externalKeys.has(id)) throw new ErrorResponse(409, `External key '${id}' already exists`);
  return externalKeys.json(externalKeys.add({ ...wanted, provider_config: config }, id));
}

function listKeys(call: Call): CursorPageJson<ExternalKeyJson> {
  const { externalKeys } = call.state;
  const rows = externalKeys.newestFirstAgo(call.assumptions.staleLists).map((key) => externalKeys.json(key));
  return cursorPage(call, rows, { filters: [], max: 100 });
}

function keyOf({ state, id }: Call): StoredExternalKey {
  return found(state.externalKeys.get(id("external_key_id")), "External key", id("external_key_id"));
}

function updateKey(call: Call): ExternalKeyJson {
  const { externalKeys } = call.state;
  const wanted = call.body(changedKey);
  const key = keyOf(call);
  const config = wanted.provider_config == null ? key.provider_config : checked(wanted.provider_config);
  if (JSON.stringify(sorted(config)) !== JSON.stringify(sorted(key.provider_config))) {
    checkReconfiguration(call, key, config);
  }
  return externalKeys.json(
    externalKeys.change(key, {
      provider_config: config,
      display_name: wanted.display_name === undefined ? key.display_name : wanted.display_name,
    }),
  );
}

/** The order of the fields in a request does not matter. */
function sorted(config: ExternalKeyConfigJson): [string, unknown][] {
  return Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkReconfiguration(call: Call, key: StoredExternalKey, config: ExternalKeyConfigJson): void {
  const present = key.provider_config;
  checkPolicy(call, key);
  if (present.type === "gcp") {
    throw invalid("provider_config: The provider and the key_name of a Google Cloud key cannot be changed");
  }
  if (call.state.externalKeys.isAttached(key.id)) {
    throw invalid(
      "provider_config: This field cannot be changed while a workspace references the external key",
    );
  }
  if (call.assumptions.externalKeyIds === "arn" && platformId(config) !== key.id) {
    throw invalid("provider_config.kms_arn: This field cannot be changed");
  }
}

function deleteKey(call: Call): object {
  const key = keyOf(call);
  checkPolicy(call, key);
  if (call.state.externalKeys.isAttached(key.id)) {
    throw invalid("The external key is referenced by a workspace and cannot be deleted");
  }
  call.state.externalKeys.delete(key.id);
  return { id: key.id, type: "external_key_deleted" };
}

function checkPolicy({ state }: Call, { id }: StoredExternalKey): void {
  const allowed = state.settings.workspace_policy?.allowed_external_key_ids;
  if (allowed?.includes(id) === true) throw coded("external_key_in_workspace_policy");
}

const failures: Readonly<Record<string, string>> = {
  failure: "The KMS denied access to the key. Check that the key policy grants it.",
  timeout: "The KMS did not respond within 30 seconds.",
};

function validateKey(call: Call): object {
  const error = failures[keyOf(call).validation] ?? null;
  return { type: "external_key_validation", status: error === null ? "success" : "failure", error };
}

/** The configuration as it is stored. Rejects a region other than that of the ARN. */
function checked(given: ExternalKeyInput): ExternalKeyConfigJson {
  if (given.type === "aws" && given.region != null && given.region !== regionOf(given.kms_arn)) {
    throw new ValidationError("provider_config.region", "The region does not match kms_arn");
  }
  return storedConfig(given);
}

/** The ID of a key on Claude Platform on AWS. */
function platformId(config: ExternalKeyConfigJson): string {
  if (config.type !== "aws") throw new ValidationError("provider_config.type", "Input should be 'aws'");
  if (config.kms_arn.includes(":key/mrk-")) {
    throw new ValidationError("provider_config.kms_arn", "The key must be a single-Region key");
  }
  return config.kms_arn;
}
