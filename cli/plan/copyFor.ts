import { NoCredentialError } from "../../provider/errors.ts";
import { type RecordedResource, recordedResource } from "../../provider/kernel/recordedState.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import { isUnknown } from "../../provider/kernel/unknown.ts";
import { isRecord } from "../../provider/kernel/values.ts";
import { type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import { readOrganization, rejectOtherOrganization } from "../organization/readOrganization.ts";
import { snapshotOf } from "../organization/snapshot.ts";
import { sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { hasMembers } from "../snapshot/takeSnapshot.ts";
import { decryptedSettings } from "../states/decryptedSettings.ts";
import { secret } from "../states/propertyValues.ts";
import { type Assumed, type Copy, copyOf } from "./copy.ts";
import type { Preview, Step } from "./preview.ts";
import { holdsSecret } from "./secrets.ts";

const readOnlyOps: ReadonlySet<string> = new Set(["read", "read-discard", "refresh", "discard-replaced"]);

/** Whether a step may write to the organization: it changes a resource, or its resource waits for a user. */
export function mayWrite({ op, old }: Step): boolean {
  if (op !== "same") return !readOnlyOps.has(op);
  const { status, memberStatuses } = old?.outputs ?? {};
  const entries: unknown[] = Array.isArray(memberStatuses) ? memberStatuses : [];
  return [status, ...entries.map((entry) => (isRecord(entry) ? entry["status"] : undefined))].some(
    (each) => each !== undefined && !finalStatuses.has(String(each)),
  );
}

/** Statuses that do not change without a change of the program. */
const finalStatuses: ReadonlySet<string> = new Set(["active", "inactive", "accepted"]);

/** Settings that a preview from a file does not determine: where the key is sent, which key, and the audit log. */
const trustedSettings: ReadonlySet<string> = new Set([
  "anthropic:baseUrl",
  "anthropic:adminKey",
  "anthropic:auditLog",
]);

/**
 * A copy of the organization of one Provider. Undefined when the organization is unknown before `up`. A preview `fromFile`
 * may come from an untrusted pull request.
 */
export async function copyFor(
  io: Io,
  preview: Preview,
  provider: string | undefined,
  { fromFile, stack }: { readonly fromFile: boolean; readonly stack?: string | undefined },
): Promise<Copy | undefined> {
  const steps = preview.steps.filter((step) => step.provider === provider);
  const providerArgs = provider === undefined ? undefined : preview.providers.get(provider);
  if (providerArgs !== undefined && (isUnknown(providerArgs) || holdsSecret(providerArgs))) return undefined;
  const ofStack: ReadSetting = (key) => preview.config.get(key);
  // A preview in a file may be written by others, so it does not get the stack's key.
  const config =
    fromFile || provider !== undefined
      ? ofStack
      : await decryptedSettings(io, {
          label: stack,
          config: ofStack,
          secretSettings: preview.secretSettings,
        });
  const read: ReadSetting = (key) => {
    if (fromFile && trustedSettings.has(key)) return undefined;
    const value = providerArgs === undefined ? config(key) : providerArgs[key];
    return value === undefined || value === null || value === secret ? undefined : String(value);
  };
  const session = sessionFor(io, read);
  const writing = steps.filter(mayWrite);
  const touched = new Set(writing.flatMap(workspacesOf));
  const writes = (...kinds: readonly string[]) => writing.some(({ kind }) => kinds.includes(kind.kind));
  const names = new Set(writing.map(({ new: state }) => state?.inputs["name"]));
  const organization = await readOrganization(
    io,
    session,
    {
      users: true,
      invites: true,
      apiKeys: writing.some(mayWriteKeys),
      membersOf: (workspace) =>
        hasMembers(workspace) && (touched.has(workspace.id) || names.has(workspace.name)),
      rateLimitsOf: writes("WorkspaceRateLimit")
        ? (workspace) => hasMembers(workspace) && touched.has(workspace.id)
        : undefined,
      spendLimits: writes("SpendLimit"),
      externalKeys: writes("ExternalKey"),
      compliance: writes("ComplianceSettings"),
      // A service account with a live rule cannot be archived.
      federation: writes("FederationIssuer", "FederationRule", "ServiceAccount"),
      // A federation rule refers to a service account.
      serviceAccountsIn: writes("ServiceAccount", "WorkspaceServiceAccount", "FederationRule")
        ? (workspace) => hasMembers(workspace) && touched.has(workspace.id)
        : undefined,
      groupMembersOf: writes("RbacGroup", "RbacGroupMembers") ? () => true : undefined,
    },
    (id) => checkOrganization(id, steps, readSettings(read, io.env).organizationId),
  ).catch((error: unknown) => {
    if (!(error instanceof NoCredentialError)) throw error;
    throw new NoCredentialError(
      `The plan reads the organization. ${error.message} Without a key, \`pulumi preview\` shows what the program changes.`,
    );
  });
  const assumed: Assumed = {
    externalKeys: inputsNamed(writing, "externalKeyId"),
    userProfiles: inputsNamed(writing, "userProfileId"),
    // An organization without limits does not show its type.
    enterprise:
      organization.spendLimits?.length === 0 &&
      writing.some(({ kind, new: state }) => kind.kind === "SpendLimit" && state?.inputs["scope"] === "user"),
  };
  const recorded = preview.steps.flatMap(recordedIn);
  const { unread } = organization;
  return await copyOf(snapshotOf(organization).snapshot, read, io.env, { assumed, recorded, unread });
}

/** The resource in the state of the stack that a step is about. */
function recordedIn({ urn, kind, old }: Step): RecordedResource[] {
  if (old?.id === undefined) return [];
  const outputs = Object.fromEntries(Object.entries(old.outputs).filter(([, value]) => !holdsSecret(value)));
  const stored = { urn, type: kind.kind, id: old.id, outputs };
  return recordedResource(stored, (_, properties, id) => kind.names(properties, id));
}

/** The workspaces whose members a step may read. */
function workspacesOf({ old, new: state }: Step): string[] {
  const where = [
    old?.id,
    old?.outputs["workspace"],
    state?.inputs["workspace"],
    state?.inputs[kernelKeys.adopt],
  ];
  return where.flatMap((value) =>
    typeof value === "string" ? (/^wrkspc_[^/]+/.exec(value)?.[0] ?? []) : [],
  );
}

function mayWriteKeys({ kind, op, old }: Step): boolean {
  return kind.kind === "ApiKey" || /delete|replace/.test(op) || old?.outputs["deactivateKeys"] !== undefined;
}

function inputsNamed(steps: readonly Step[], property: string): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ new: state }) => {
      const value = state?.inputs[property];
      return typeof value === "string" && !isUnknown(value) ? [value] : [];
    }),
  );
}

/** Throws when the key is of another organization than the stack's or the configured one. */
function checkOrganization(id: string, steps: readonly Step[], configured: string | undefined): void {
  const recorded = steps.flatMap(({ old }) => {
    const organization = old?.outputs[kernelKeys.organization];
    return typeof organization === "string" ? [organization.toLowerCase()] : [];
  });
  const expected = new Set([...(configured === undefined ? [] : [configured]), ...recorded]);
  // The resources of one provider are in one organization.
  if (expected.size > 1) expected.delete(id);
  const advice = "Only its workspaces were read. Use a key of that organization.";
  rejectOtherOrganization(id, expected, "the stack belongs to", advice);
}
