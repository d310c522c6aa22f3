import { imported } from "../../provider/kernel/importedState.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { normalName } from "../../provider/text/spelling.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { joined, quoted } from "../output/phrases.ts";
import { decryptAdvice, isSecretPath, secret } from "../states/propertyValues.ts";
import { type Evidence, judge, judgeTag, mayArriveUntil, sentBy } from "./evidence.ts";
import type { KnownOrganization } from "./organizations.ts";
import { type Exported, type PendingCreate, type Recorded, storedOutputs } from "./pending.ts";

/** The result for a pending create: a line to print, and the object to record, if one was found. */
export interface Finding {
  readonly create: PendingCreate;
  readonly line: string;
  readonly recorded?: Recorded;
  readonly undecided?: true;
  /** Workspaces that may be the one, and that `--id` confirms. */
  readonly open?: readonly string[];
}

/** Finds the workspace that a pending create may have created. */
export async function findWorkspace(
  create: PendingCreate,
  organization: KnownOrganization,
  { deployment }: Exported,
  ids: readonly string[],
  sameName: number,
): Promise<Finding> {
  const { inputs, state } = create;
  const present = deployment.resources?.find((each) => each.urn === state.urn && each.delete !== true);
  const isInState = present !== undefined && !wasRemoved(present.outputs);
  if (create.unreadable.length > 0 && !isInState) {
    return {
      create,
      undecided: true,
      line: `${joined(create.unreadable.map((name) => `\`${name}\``))} cannot be decrypted on this machine. ${decryptAdvice}`,
    };
  }
  const evidence: Evidence = {
    stateWritten: new Date(deployment.manifest.time),
    sent: organization.auditLog === undefined ? undefined : sentBy(organization.auditLog, create),
  };
  const { candidates, rejected, open } =
    create.unreadable.length > 0
      ? { candidates: [], rejected: [], open: [] }
      : await candidatesFor(create, organization, evidence, ids);
  if (isInState) {
    // The run was to replace the workspace, or a later `up` created it while the request of this run was still under way.
    const others = candidates.map(({ id, at }) => `${id} (created at ${at})`);
    const created =
      others.length === 0
        ? ""
        : ` The interrupted run may also have created ${joined(others)}. If you do not need it, archive it in the Console.`;
    return { create, line: `the state already has it as ${present.id}.${created}` };
  }
  const chosen = candidates.filter(({ id }) => ids.includes(id));
  const [only, ...more] = chosen.length > 0 ? chosen : candidates;
  // Each pending create of this name can record one confirmed workspace.
  const several = more.length >= (chosen.length > 0 ? sameName : 1);
  if (only !== undefined && !several) {
    const { id, at, why, inputs: present, outputs } = only;
    const shown = isSecretPath(create.secrets, "name") ? secret : quoted(String(inputs["name"]));
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
      line: `several workspaces match: ${joined(each)}. ${confirm}`,
    };
  }
  if (rejected.length === 0) {
    const until = mayArriveUntil(evidence);
    if (until !== undefined && until.getTime() > Date.now()) {
      return {
        create,
        undecided: true,
        line: `the organization has no such workspace yet, but the request may still be under way. Run \`recover\` again after ${until.toISOString()}. Do not run \`pulumi up\` before then.`,
      };
    }
    return {
      create,
      line: "the organization has no such workspace: it was not created, and the next `pulumi up` creates it.",
    };
  }
  return { create, undecided: true, open, line: `${rejected.join(" ")} ${confirmAdvice}` };
}

/** The workspaces with the name of a pending create: those that it created, and for the others a sentence why not. */
async function candidatesFor(
  create: PendingCreate,
  { session, settings, workspaces, managed, taken }: KnownOrganization,
  evidence: Evidence,
  ids: readonly string[],
): Promise<{
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly string[];
  /** The IDs of the workspaces in `rejected`. */
  readonly open: readonly string[];
}> {
  const { inputs, origin, resource } = create;
  const named = workspaces.filter(
    ({ id, name, archived_at }) =>
      normalName(name) === inputs["name"] &&
      archived_at === null &&
      !managed.has(objectName("Workspace", id)) &&
      !taken.has(id),
  );
  const candidates: Candidate[] = [];
  const rejected: string[] = [];
  for (const workspace of named) {
    const { id, created_at: at } = workspace;
    // In a session of its own, since a program would not declare the same workspace for several resources.
    const adopted = await imported(resource, session.withSettings(settings), {
      id,
      inputs: declared(inputs),
      origin,
    });
    if ("failures" in adopted) {
      const confirmed = ids.includes(id)
        ? await withPresentValues(create, session.withSettings(settings), id)
        : undefined;
      const reasons = adopted.failures.map(({ reason }) => reason).join(" ");
      if (confirmed === undefined) {
        rejected.push(`${id} is not as declared${create.secrets.length > 0 ? "." : `: ${reasons}`}`);
      } else {
        const why = "it is not as declared, and the next `pulumi up` changes it";
        candidates.push({ id, at, why, ...confirmed });
      }
      continue;
    }
    const verdict = judgeTag(workspace, session.settings.ownerTag, origin) ?? judge(at, evidence);
    const isOurs = verdict.is === "ours" || ids.includes(id);
    if (isOurs) candidates.push({ id, at, why: verdict.why, outputs: adopted.outputs });
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
 * A confirmed workspace that is not as declared, with its current values as inputs, so that the next `up` shows the
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

const confirmAdvice =
  'Confirm the workspace with --id, or adopt it with the resource option `import` and set `onDelete: "archive"`, so that delete archives it.';

/** Whether the workspace in the state was archived outside of Pulumi, so that the create was to replace it. */
function wasRemoved(outputs: Properties | undefined): boolean {
  return outputs?.["status"] === "archived" || outputs?.["status"] === "removed";
}

/** The declared inputs, without the ones that the kernel adds. */
function declared(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}
