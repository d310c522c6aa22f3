import { ApiError } from "../../api/apiError.ts";
import { clean } from "../../api/foreignText.ts";
import { UserError } from "../../errors.ts";
import type { Operation, VerificationContext } from "../../kernel/definition.ts";
import type { Inputs } from "./schema.ts";

/**
 * Rejects an external key that the organization does not have, and one of another user profile than that of a new workspace. Rejects
 * nothing if the keys cannot be read.
 */
export async function verifyEncryptionKey(
  { cache }: Operation,
  { name, externalKeyId: id, userProfileId }: Partial<Inputs>,
  { olds, unknown, minFreshness }: VerificationContext<Inputs>,
): Promise<void> {
  if (id === undefined || id === olds?.externalKeyId) return;
  const doing = `encrypt workspace ${JSON.stringify(name ?? "")} with external key ${clean(id)}`;
  try {
    const keys = await cache.externalKeys.all(minFreshness);
    const key = keys.find((each) => each.id === id) ?? (await cache.externalKeys.confirm(id));
    if (key === undefined) {
      throw new UserError(
        `cannot ${doing}: the organization has no external key with this ID. Correct \`externalKeyId\`, or use \`key.id\` of an ExternalKey.`,
      );
    }
    // An existing workspace can have a user profile that the program does not manage.
    if (olds !== undefined || unknown.has("userProfileId")) return;
    const [ofKey, ofWorkspace] = [key.user_profile_id ?? undefined, userProfileId];
    if (ofKey === ofWorkspace) return;
    const shown = (profile: string | undefined) => (profile === undefined ? "none" : clean(profile));
    throw new UserError(
      `cannot ${doing}: the user profile of the key is ${shown(ofKey)}, and that of the workspace is ${shown(ofWorkspace)}. Both must be the same: correct \`userProfileId\`, or use another key.`,
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
