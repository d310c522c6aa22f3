import { z } from "zod";
import { ApiError } from "../../provider/api/apiError.ts";
import { isWithoutAccess, withoutAccess } from "../../provider/api/spendLimits/access.ts";
import { howToGetToken, otherOrganization } from "../../provider/kernel/requiredCredential.ts";
import type { Session } from "../../provider/kernel/session.ts";
import { joined } from "../output/phrases.ts";
import { type FamilyName, familyNames, familyOf, specOf } from "./families.ts";

/** A family of objects that was not read. */
export const Unread = z.strictObject({
  family: z.enum(familyNames).describe("the family of objects"),
  objects: z.string().describe("the name of the objects, for use in a sentence"),
  because: z
    .enum(["credential", "organization", "type"])
    .describe(
      "whether the credential cannot read them, the organization does not have them, or no organization of its type has them",
    ),
  reason: z.string().describe("why they were not read; completes `because ...`"),
  remedy: z.string().optional().describe("what is needed to read them, as a sentence"),
});
export type Unread = z.infer<typeof Unread>;

const otherCredential =
  "Use another credential: `npx pulumi-anthropic whoami` reports what the current one can read.";

/** Codes of organizations that do not have a family. */
const absentCodes: ReadonlySet<string | undefined> = new Set([
  "organization_type_not_supported",
  "parent_organization_required",
]);

/**
 * Reads a family, or returns why the credential cannot. Other errors are thrown: a list that is broken must not be treated as absent.
 */
export async function readFamily<T>(
  session: Session,
  family: FamilyName,
  read: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly unread: Unread }> {
  const { objects, credential, organization } = specOf(family);
  const base = { family, objects };
  const other = otherOrganization(organization, session);
  if (other !== undefined) return { unread: ofOtherType(family, other.reason) };
  if (credential === "oauth" && session.credential.kind === "adminKey") {
    const { source } = session.credential;
    return {
      unread: {
        ...base,
        because: "credential",
        reason: `the credential from ${source} is an Admin API key`,
        remedy: howToGetToken({ source }, session.settings.adminKeyVariable),
      },
    };
  }
  try {
    return { value: await read() };
  } catch (error) {
    if (isWithoutAccess(error))
      return { unread: { ...base, because: "organization", reason: withoutAccess } };
    if (!(error instanceof ApiError)) throw error;
    const reason =
      error.response === undefined
        ? (error.what ?? error.summary)
        : `the API responded ${error.response.replace(/\.$/, "")}`;
    // Most organizations have no use for such a family, so only stacks that declare it get the line.
    if (error.reason === "forbidden" && credential === "undocumented")
      return { unread: { ...base, because: "organization", reason, remedy: otherCredential } };
    if (error.reason === "forbidden")
      return { unread: { ...base, because: "credential", reason, remedy: otherCredential } };
    if (error.reason !== "not_found" && !absentCodes.has(error.code)) throw error;
    return { unread: { ...base, because: "organization", reason } };
  }
}

/** A family that no organization of this type has. */
export function ofOtherType(family: FamilyName, reason: string): Unread {
  return { family, objects: specOf(family).objects, because: "type", reason };
}

/** The families that an organization of this type can have. Users do not expect the others to be read. */
export function expected(unread: readonly Unread[]): Unread[] {
  return unread.filter(({ because }) => because !== "type");
}

/** A sentence for each reason: `Not read: service accounts, because ...`. */
export function unreadLines(unread: readonly Unread[]): string[] {
  const texts = new Map<string, string[]>();
  for (const { objects, reason, remedy } of unread) {
    const why = [`because ${reason}.`, ...(remedy === undefined ? [] : [remedy])].join(" ");
    texts.set(why, [...(texts.get(why) ?? []), objects]);
  }
  return [...texts].map(([why, objects]) => `Not read: ${joined(objects)}, ${why}`);
}

/** Why the objects of a resource type were not read. Undefined if they were. */
export function unreadOf(unread: readonly Unread[], kind: string): Unread | undefined {
  const family = familyOf(kind);
  return family === undefined ? undefined : unread.find((each) => each.family === family);
}
