import { imported } from "../../provider/kernel/importedState.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { unreadOf } from "../organization/unread.ts";
import { joined, quoted } from "../output/phrases.ts";
import { decryptAdvice, isSecretPath, secret } from "../states/propertyValues.ts";
import { type Evidence, judge, judgeTag, mayArriveUntil, sentBy } from "./evidence.ts";
import type { Recoverable } from "./objects.ts";
import type { KnownOrganization } from "./organizations.ts";
import { type Exported, type PendingCreate, type Recorded, storedOutputs } from "./pending.ts";

/** The result for a pending create: a line to print, and the object to record, if one was found. */
export interface Finding {
  readonly create: PendingCreate;
  readonly line: string;
  readonly recorded?: Recorded;
  readonly undecided?: true;
  /** The lists had no such object. One list alone does not prove that it is absent. */
  readonly absent?: true;
  /** IDs of objects that may be the one, and that `--id` confirms. */
  readonly open?: readonly string[];
}

/** Finds the object that a pending create may have created. */
export async function findObject(
  create: PendingCreate,
  kind: Recoverable,
  organization: KnownOrganization,
  { deployment }: Exported,
  ids: readonly string[],
  sameName: number,
): Promise<Finding> {
  const { inputs, state } = create;
  const { noun, plural } = kind;
  const present = deployment.resources?.find((each) => each.urn === state.urn && each.delete !== true);
  const isInState = present !== undefined && !wasRemoved(present.outputs);
  if (create.unreadable.length > 0 && !isInState) {
    return {
      create,
      undecided: true,
      line: `${joined(create.unreadable.map((name) => `\`${name}\``))} cannot be decrypted on this machine. ${decryptAdvice}`,
    };
  }
  const unread = unreadOf(organization.organization.unread, create.resource.kind);
  if (unread !== undefined && !isInState) {
    const remedy = unread.remedy === undefined ? "" : ` ${unread.remedy}`;
    const line = `the ${plural} of the organization were not read, because ${unread.reason}.${remedy}`;
    return { create, undecided: true, line };
  }
  const evidence: Evidence = {
    stateWritten: new Date(deployment.manifest.time),
    sent: organization.auditLog === undefined ? undefined : sentBy(organization.auditLog, create),
  };
  const { candidates, rejected, open } =
    create.unreadable.length > 0
      ? { candidates: [], rejected: [], open: [] }
      : await candidatesFor(create, kind, organization, evidence, ids);
  if (isInState) {
    // The run was to replace the object, or a later `up` created it while the request of this run was still under way.
    const others = candidates.map(({ id, at }) => `${id} (created at ${at})`);
    const created =
      others.length === 0
        ? ""
        : ` The interrupted run may also have created ${joined(others)}. If you do not need it, ${kind.onDelete} it in the Console.`;
    return { create, line: `the state already has it as ${present.id}.${created}` };
  }
  const chosen = candidates.filter(({ id }) => ids.includes(id));
  const [only, ...more] = chosen.length > 0 ? chosen : candidates;
  // Each pending create of this name can record one confirmed workspace.
  const several = more.length >= (chosen.length > 0 ? sameName : 1);
  if (only !== undefined && !several) {
    const { id, at, why, inputs: present, outputs } = only;
    const { property, text } = kind.nameOf(inputs);
    const shown = isSecretPath(create.secrets, property) ? secret : quoted(text);
    return {
      create,
      line: `created as ${shown} (${id}) at ${at}; ${why}.`,
      recorded: {
        create,
        id,
        outputs: storedOutputs(create, { ...outputs, adopted: false }),
        ...(present === undefined ? {} : { inputs: present }),
      },
    };
  }
  if (only !== undefined) {
    const each = candidates.map(({ id, at }) => `${id} (created at ${at})`);
    const confirm = sameName > 1 ? `Confirm up to ${sameName}, each with --id.` : "Confirm one with --id.";
    return {
      create,
      undecided: true,
      open: candidates.map(({ id }) => id),
      line: `several ${plural} match: ${joined(each)}. ${confirm}`,
    };
  }
  if (rejected.length === 0) {
    const until = mayArriveUntil(evidence);
    if (until !== undefined && until.getTime() > Date.now()) {
      return {
        create,
        undecided: true,
        line: `the organization has no such ${noun} yet, but the request may still be under way. Run \`recover\` again after ${until.toISOString()}. Do not run \`pulumi up\` before then.`,
      };
    }
    return {
      create,
      absent: true,
      line: `the organization has no such ${noun}: it was not created, and the next \`pulumi up\` creates it.`,
    };
  }
  return { create, undecided: true, open, line: `${rejected.join(" ")} ${confirmAdvice(kind)}` };
}

/** The objects with the name of a pending create: those that it created, and for the others a sentence why not. */
async function candidatesFor(
  create: PendingCreate,
  kind: Recoverable,
  { session, settings, organization, managed, taken }: KnownOrganization,
  evidence: Evidence,
  ids: readonly string[],
): Promise<{
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly string[];
  /** The IDs of the objects in `rejected`. */
  readonly open: readonly string[];
}> {
  const { inputs, origin, resource } = create;
  const named = kind
    .find(inputs, organization)
    .filter(({ id }) => !managed.has(objectName(resource.kind, id)) && !taken.has(id));
  const candidates: Candidate[] = [];
  const rejected: string[] = [];
  for (const { id, createdAt: at, workspace, partialInputs } of named) {
    // In a session of its own, since a program would not declare the same object for several resources.
    const adopt = (given: Properties) =>
      imported(resource, session.withSettings(settings), { id, inputs: given, origin });
    const whole = await adopt(declared(inputs));
    const isPartial = "failures" in whole && partialInputs !== undefined;
    const present = isPartial ? { ...declared(inputs), ...partialInputs } : undefined;
    const adopted = present === undefined ? whole : await adopt(present);
    if ("failures" in adopted) {
      const confirmed = ids.includes(id)
        ? await withPresentValues(create, session.withSettings(settings), id)
        : undefined;
      const reasons = adopted.failures.map(({ reason }) => reason).join(" ");
      if (confirmed === undefined) {
        rejected.push(create.secrets.length > 0 ? `${id} is not as declared.` : `${id}: ${reasons}`);
      } else {
        const why = "it is not as declared, and the next `pulumi up` changes it";
        candidates.push({ id, at, why, ...confirmed });
      }
      continue;
    }
    const byTag = workspace && judgeTag(workspace, session.settings.ownerTag, origin);
    const verdict = byTag ?? judge(at, evidence);
    const isOurs = verdict.is === "ours" || ids.includes(id);
    const why = present === undefined ? verdict.why : `${verdict.why}; the next \`pulumi up\` completes it`;
    const differing = present === undefined ? {} : { inputs: present };
    if (isOurs) candidates.push({ id, at, why, outputs: adopted.outputs, ...differing });
    else rejected.push(`${id}, created at ${at}, may not be it: ${verdict.why}.`);
  }
  const open = named.map(({ id }) => id).filter((id) => candidates.every((candidate) => candidate.id !== id));
  return { candidates, rejected, open };
}

interface Candidate {
  readonly id: string;
  readonly at: string;
  readonly why: string;
  readonly outputs: Properties;
  /** Inputs that differ from those of the create. */
  readonly inputs?: Properties;
}

/**
 * A confirmed object that is not as declared, with its current values as inputs, so that the next `up` shows the
 * differences. Undefined when that is not possible: secret inputs stay encrypted, and are never replaced.
 */
async function withPresentValues(
  { resource, inputs, secrets, origin }: PendingCreate,
  session: SnapshotSession,
  id: string,
): Promise<Pick<Candidate, "inputs" | "outputs"> | undefined> {
  if (secrets.length > 0) return undefined;
  const { props } = await resource.read(session, id, {});
  const present = Object.fromEntries(
    Object.entries(declared(inputs)).map(([name, value]) => [name, presentValue(value, props[name])]),
  );
  const adopted = await imported(resource, session, { id, inputs: present, origin });
  return "failures" in adopted ? undefined : { inputs: present, outputs: adopted.outputs };
}

/** The current value of an input. An object that is managed field by field has only the fields that are declared. */
function presentValue(value: unknown, present: unknown): unknown {
  if (present === undefined) return value;
  if (!isRecord(value) || !isRecord(present) || !("defaultInferenceGeo" in present)) return present;
  return Object.fromEntries(Object.keys(value).map((field) => [field, present[field]]));
}

function confirmAdvice({ noun, onDelete }: Recoverable): string {
  return `Confirm the ${noun} with --id, or adopt it with the resource option \`import\` and set \`onDelete: "${onDelete}"\`, so that delete ${onDelete}s it.`;
}

/** Whether the object in the state was removed outside of Pulumi, so that the create was to replace it. */
function wasRemoved(outputs: Properties | undefined): boolean {
  return outputs?.["status"] === "archived" || outputs?.["status"] === "removed";
}

/** The declared inputs, without the ones that the kernel adds. */
function declared(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}
