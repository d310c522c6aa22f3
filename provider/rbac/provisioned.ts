import type { Operation } from "../kernel/definition.ts";

/** The `sourceType` of a group that the identity provider provisions. */
const provisioned = "scim";

/**
 * Warns that the API probably rejects a change of a group that the identity provider provisions. It does so only while an organization of
 * the enterprise uses SCIM, which the API does not show.
 */
export function warnOfProvisioning(
  operation: Operation,
  group: string,
  sourceType: string | undefined,
): void {
  if (sourceType !== provisioned) return;
  operation.notifyOnce(
    "readOnlyGroup",
    `The identity provider provisions ${group}. While the enterprise uses SCIM, the API rejects changes of the group and its members: change it in the identity provider.`,
  );
}

/** What to do after the API rejected a change of a group. Undefined if the identity provider does not provision it. */
export function provisionedAdvice(sourceType: string | undefined): string | undefined {
  if (sourceType !== provisioned) return undefined;
  return "The identity provider provisions this group, so only it can change the group and its members. Make the change there, and declare the group as it is, or remove it from the program.";
}
