import { NoCredentialError } from "../../provider/errors.ts";
import { kept } from "../../provider/kernel/managed.ts";
import { isUnknown } from "../../provider/kernel/unknown.ts";
import { isRecord } from "../../provider/kernel/values.ts";
import { type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import { readOrganization, rejectOtherOrganization } from "../organization/readOrganization.ts";
import { snapshotOf } from "../organization/snapshot.ts";
import { sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { hasMembers } from "../snapshot/takeSnapshot.ts";
import { secret } from "../states/propertyValues.ts";
import { type Copy, copyOf } from "./copy.ts";
import type { Preview, Step } from "./preview.ts";
import { holdsSecret } from "./secrets.ts";

const quiet: ReadonlySet<string> = new Set(["read", "read-discard", "refresh", "discard-replaced"]);

/** Whether a step may have to do with the organization: it changes something, or waits for somebody. */
export function isOfInterest({ op, old }: Step): boolean {
  if (op !== "same") return !quiet.has(op);
  const { status, people } = old?.outputs ?? {};
  const entries: unknown[] = Array.isArray(people) ? people : [];
  return [status, ...entries.map((entry) => (isRecord(entry) ? entry["status"] : undefined))].some(
    (each) => each !== undefined && !calm.has(String(each)),
  );
}

/** Statuses about which no kind asks anybody. */
const calm: ReadonlySet<string> = new Set(["active", "inactive", "accepted"]);

/** Where the key is sent, and which one: settings that a file, whoever wrote it, has no say in. */
const ours: ReadonlySet<string> = new Set(["anthropic:baseUrl", "anthropic:adminKey", "anthropic:auditLog"]);

/**
 * A copy of the organization of one provider; undefined when it is not known before `up` which one that is. A preview
 * that was handed over may be a stranger's.
 */
export async function copyFor(
  io: Io,
  preview: Preview,
  provider: string | undefined,
  { handedOver }: { readonly handedOver: boolean },
): Promise<Copy | undefined> {
  const steps = preview.steps.filter((step) => step.provider === provider);
  const given = provider === undefined ? undefined : preview.providers.get(provider);
  if (given !== undefined && (isUnknown(given) || holdsSecret(given))) return undefined;
  const read: ReadSetting = (key) => {
    if (handedOver && ours.has(key)) return undefined;
    const value = given === undefined ? preview.config.get(key) : given[key];
    return value === undefined || value === null || value === secret ? undefined : String(value);
  };
  const session = sessionFor(io, read);
  const interest = steps.filter(isOfInterest);
  const touched = new Set(interest.flatMap(workspacesOf));
  const names = new Set(interest.map(({ new: state }) => state?.inputs["name"]));
  const organization = await readOrganization(
    io,
    session,
    {
      users: true,
      invites: true,
      apiKeys: interest.some(hasToDoWithKeys),
      membersOf: (workspace) =>
        hasMembers(workspace) && (touched.has(workspace.id) || names.has(workspace.name)),
    },
    (id) => mustBeMeant(id, steps, readSettings(read, io.env).organizationId),
  ).catch((error: unknown) => {
    if (!(error instanceof NoCredentialError)) throw error;
    throw new NoCredentialError(
      `The plan looks at the live organization. ${error.message} Without one, \`pulumi preview\` shows what the program changes.`,
    );
  });
  return await copyOf(snapshotOf(organization).snapshot, read, io.env, {
    externalKeys: namedBy(interest, "externalKeyId"),
    userProfiles: namedBy(interest, "userProfileId"),
  });
}

/** The workspaces whose members a step may look at. */
function workspacesOf({ old, new: state }: Step): string[] {
  const where = [old?.id, old?.outputs["workspace"], state?.inputs["workspace"], state?.inputs[kept.adopt]];
  return where.flatMap((value) =>
    typeof value === "string" ? (/^wrkspc_[^/]+/.exec(value)?.[0] ?? []) : [],
  );
}

function hasToDoWithKeys({ kind, op, old }: Step): boolean {
  return kind.kind === "ApiKey" || /delete|replace/.test(op) || old?.outputs["deactivateKeys"] !== undefined;
}

function namedBy(steps: readonly Step[], property: string): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ new: state }) => {
      const value = state?.inputs[property];
      return typeof value === "string" ? [value] : [];
    }),
  );
}

/** Refuses a key of another organization than the one that the stack manages, or is meant to. */
function mustBeMeant(id: string, steps: readonly Step[], configured: string | undefined): void {
  const stamps = steps.flatMap(({ old }) => {
    const stamp = old?.outputs[kept.organization];
    return typeof stamp === "string" ? [stamp.toLowerCase()] : [];
  });
  const meant = new Set([...(configured === undefined ? [] : [configured]), ...stamps]);
  // The resources of one provider are in one organization.
  if (meant.size > 1) meant.delete(id);
  const advice = "Only its workspaces were read. Use a key of that organization.";
  rejectOtherOrganization(id, meant, "the stack belongs to", advice);
}
