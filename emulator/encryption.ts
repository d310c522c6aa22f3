import { coded, invalid, notFound } from "./errors.ts";
import { hasForm, prefixes } from "./ids.ts";
import { isExternalKeyId } from "./schemas/externalKeys.ts";
import type { OrganizationState } from "./state/organization.ts";

/** The encryption settings of a workspace after the request. */
interface Wanted {
  external_key_id?: string | null | undefined;
  user_profile_id?: string | null | undefined;
}

/** Checks the customer-managed key and the user profile that a request sets. Throws an ErrorResponse. */
export function checkEncryption(
  state: OrganizationState,
  wanted: Wanted,
  request: { keyNamed?: boolean; profileNamed?: boolean; creating?: boolean },
): void {
  const keyId = wanted.external_key_id ?? null;
  const profileId = wanted.user_profile_id ?? null;
  if (request.creating === true || request.profileNamed === true) checkProfile(state, profileId);

  const policy = state.settings.workspace_policy;
  if (request.creating === true && keyId === null && policy?.external_key_required === true) {
    throw coded(
      "workspace_policy_violation",
      "The organization's Workspace Policy requires an external key.",
    );
  }
  if (keyId === null) return;

  const named = request.keyNamed === true;
  if (named && !isExternalKeyId(keyId)) {
    throw invalid(`external_key_id: Input should be an ID that begins with '${prefixes.externalKey}'`);
  }
  const key = state.externalKeys.get(keyId);
  if (named && key === undefined) throw notFound(`External key '${keyId}' not found`);
  const allowed = policy?.allowed_external_key_ids;
  if (named && allowed !== undefined && !allowed.includes(keyId)) {
    throw coded(
      "workspace_policy_violation",
      "The organization's Workspace Policy does not allow this external key.",
    );
  }
  const keyProfile = key?.user_profile_id ?? null;
  if (named && keyProfile !== null && !isActive(state, keyProfile)) throw coded("user_profile_not_found");
  if ((named || request.profileNamed === true) && keyProfile !== profileId)
    throw coded("key_profile_mismatch");
  if (!named) return;
  if (key?.validation === "failure") throw coded("external_key_validation_failed");
  if (key?.validation === "timeout") throw coded("external_key_validation_timed_out");
  if (key?.validation === "changed") throw coded("external_key_changed");
}

/** Checks the user profile that a request sets. Throws an ErrorResponse. */
export function checkProfile(state: OrganizationState, profileId: string | null): void {
  if (profileId === null) return;
  if (!hasForm(prefixes.userProfile, profileId)) {
    throw invalid(`user_profile_id: Input should be an ID that begins with '${prefixes.userProfile}'`);
  }
  if (!isActive(state, profileId)) throw coded("user_profile_not_found");
}

function isActive({ settings }: OrganizationState, profileId: string): boolean {
  return settings.user_profiles?.some(({ id, active }) => id === profileId && active !== false) ?? false;
}
