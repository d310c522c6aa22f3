import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clean } from "../../provider/api/errors.ts";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { imported } from "../../provider/kernel/adoption.ts";
import { resolveAuditFile } from "../../provider/kernel/auditFile.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { type ReadSetting, readSettings } from "../../provider/settings/config.ts";
import { mustBeMeant } from "../organization/expected.ts";
import { readOrganization } from "../organization/readOrganization.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import { counted, joined, quoted } from "../output/counting.ts";
import type { Io } from "../output/io.ts";
import { pulumi } from "../pulumi.ts";
import { mustBeUnlocked } from "../states/freeStack.ts";
import { decryptAdvice, isSecretPath, secret } from "../states/propertyValues.ts";
import { managedIn, organizationsOf, readStacks, type TargetStack } from "../states/stacks.ts";
import { type Evidence, judge, judgeTag, mayArriveUntil, readAuditLog, sentBy } from "./evidence.ts";
import {
  type Exported,
  hasEncryptedInputs,
  type PendingCreate,
  type PendingDelete,
  parseExport,
  pendingIn,
  type Recorded,
  settled,
  storedOutputs,
} from "./pending.ts";

/** The options of `pulumi-anthropic recover`. */
export interface RecoverOptions {
  readonly stack: string | undefined;
  /** IDs of workspaces that the user confirms as created by the interrupted run. */
  readonly ids: readonly string[];
  readonly yes: boolean;
}

/** The result for a pending create: a line to print, and the object to record, if one was found. */
interface Finding {
  readonly create: PendingCreate;
  readonly line: string;
  readonly recorded?: Recorded;
  readonly undecided?: true;
}

/** Settles the pending operations of this package in a stack's state, and returns the exit code. */
export async function recoverStack(io: Io, { stack, ids, yes }: RecoverOptions): Promise<number> {
  const { target } = await readStacks(io, {
    stacks: stack === undefined ? [] : [stack],
    all: false,
    states: [],
  });
  await mustBeUnlocked(io, target);
  const { label } = target;
  const exportState = ["stack", "export", "--stack", label];
  const exported = parseExport(await pulumi(io, exportState), label);
  // In memory only: the written state keeps its secrets encrypted.
  const decrypted = hasEncryptedInputs(exported)
    ? parseExport(await pulumi(io, [...exportState, "--show-secrets"]), label)
    : exported;
  const { creates, deletes, others } = pendingIn(exported, decrypted);
  const ours = creates.length + deletes.length + others;
  const foreign = target.state.pending - ours;
  if (foreign > 0) {
    const operations = counted(foreign, ["pending operation", "pending operations"]);
    io.print(
      `${operations} of other packages. Settle ${foreign === 1 ? "it" : "them"} first: run \`pulumi refresh --stack ${label}\` in a terminal and choose "skip" for the resources of this package.`,
    );
  }
  if (ours === 0) {
    io.print(
      `Nothing to recover: ${label} has no pending operation of this package. If \`pulumi up\` reports that a workspace exists, adopt it with the resource option \`import\` and set \`onDelete: "archive"\`, so that delete archives it as if this stack had created it.`,
    );
    return 0;
  }
  const seen = new Organizations(io, target, exported);
  const findings = await findingsFor(seen, exported, creates, ids);
  for (const { create, line } of findings) io.print(`${create.resource.kind} ${create.name}: ${line}`);
  const deleted: PendingDelete[] = [];
  for (const pending of deletes) {
    const { name, id, state } = pending;
    const { session } = await seen.of(state.provider);
    const isGone = (await session.live.confirmInvite(id)) === undefined;
    if (isGone) deleted.push(pending);
    io.print(
      isGone
        ? `Invite ${name}: ${id} was deleted.`
        : `Invite ${name}: ${id} was not deleted; the next \`pulumi up\` deletes it if that is still needed.`,
    );
  }
  if (others > 0) {
    io.print(
      `${counted(others, ["pending update or delete", "pending updates and deletes"])}: the state has the resource; the next \`pulumi up\` completes the change.`,
    );
  }
  // `pulumi stack import` clears all pending operations, so undecided ones would be lost.
  const recorded = findings.flatMap(({ recorded }) => recorded ?? []);
  const unknown = ids.filter((id) => !recorded.some((each) => each.id === id));
  for (const id of unknown) {
    io.print(`--id ${clean(id)}: no pending create can have created this workspace.`);
  }
  const open = findings.filter(({ undecided }) => undecided).length + foreign + unknown.length;
  if (open > 0) {
    io.print("Nothing was changed, because not everything is settled.");
    return 1;
  }
  if (!yes) {
    io.print(`Nothing was changed. Run again with --yes to write the state of ${label}.`);
    return 0;
  }
  await write(io, target, exported, recorded, deleted);
  return 0;
}

async function write(
  io: Io,
  { label }: TargetStack,
  exported: Exported,
  recorded: readonly Recorded[],
  deleted: readonly PendingDelete[],
): Promise<void> {
  const state = settled(exported, recorded, deleted, new Date().toISOString());
  const folder = await mkdtemp(join(tmpdir(), "pulumi-anthropic-"));
  try {
    const file = join(folder, "state.json");
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await pulumi(io, ["stack", "import", "--stack", label, "--file", file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const what = recorded.map(({ create, id }) => `${create.name} (${id})`);
  io.print(
    what.length === 0
      ? `Cleared the pending operations in the state of ${label}.`
      : `Recorded in the state of ${label}, as created by this stack: ${joined(what)}.`,
  );
  io.print(`Next, and before any destroy: pulumi up --stack ${label}`);
}

async function findingsFor(
  seen: Organizations,
  exported: Exported,
  creates: readonly PendingCreate[],
  ids: readonly string[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [index, create] of creates.entries()) {
    if (create.resource.kind !== "Workspace") {
      findings.push({ create, line: later });
      continue;
    }
    const theirs = await seen.of(create.state.provider);
    const twins = creates.slice(index).filter((other) => isTwin(other, create)).length;
    const finding = await findWorkspace(create, theirs, exported, ids, twins);
    if (finding.recorded !== undefined) theirs.taken.add(finding.recorded.id);
    findings.push(finding);
  }
  return findings;
}

/** Whether two creates are of the same name in the same organization, so that either may have created a workspace. */
function isTwin(one: PendingCreate, other: PendingCreate): boolean {
  return (
    one.resource.kind === other.resource.kind &&
    one.state.provider === other.state.provider &&
    one.inputs["name"] === other.inputs["name"]
  );
}

const later =
  "the next `pulumi up` looks for it before it writes, and adopts it if it is as declared. Nobody is invited twice.";

/** What the command reads for one provider of the stack. */
interface Seen {
  readonly session: SnapshotSession;
  readonly settings: ReadSetting;
  readonly workspaces: readonly WorkspaceWire[];
  /** What the stack has recorded already, as `Workspace wrkspc_...`. */
  readonly managed: ReadonlyMap<string, string>;
  readonly auditLog: string | undefined;
  /** IDs of what is to be recorded for other pending creates. */
  readonly taken: Set<string>;
}

/** The organizations of the stack's providers, each read when it is first needed. */
class Organizations {
  readonly #io: Io;
  readonly #target: TargetStack;
  readonly #exported: Exported;
  readonly #seen = new Map<string | undefined, Promise<Seen>>();

  constructor(io: Io, target: TargetStack, exported: Exported) {
    this.#io = io;
    this.#target = target;
    this.#exported = exported;
  }

  /** `provider` is a resource's reference to its provider. */
  of(provider: string | undefined): Promise<Seen> {
    const seen = this.#seen.get(provider) ?? look(this.#io, this.#target, this.#exported, provider);
    this.#seen.set(provider, seen);
    return seen;
  }
}

async function look(
  io: Io,
  target: TargetStack,
  { deployment }: Exported,
  provider: string | undefined,
): Promise<Seen> {
  // The reference is the provider's URN and ID. Only an explicit Provider has its own settings.
  const own = deployment.resources?.find(({ urn, id }) => `${urn}::${id}` === provider);
  const explicit = own?.urn.endsWith("::default") === false ? own.inputs : undefined;
  const read: ReadSetting = (key) => {
    if (explicit === undefined) return target.config(key);
    const value = explicit[key];
    return typeof value === "string" ? value : undefined;
  };
  const session = sessionFor(io, read);
  const meant = explicit === undefined ? organizationsOf(target.state) : new Set<string>();
  const { workspaces } = await readOrganization(
    io,
    session,
    { users: false, invites: false, apiKeys: false, membersOf: () => false },
    (id) =>
      mustBeMeant(
        id,
        meant,
        `the stack ${target.label} manages`,
        "Nothing was changed. Use a key of that organization.",
      ),
  );
  const { auditLog: configured } = readSettings(read, io.env);
  const auditFile = resolveAuditFile({ env: io.env, configured, folder: io.cwd });
  return {
    session,
    settings: read,
    workspaces,
    managed: managedIn([target.state]),
    auditLog: await readAuditLog(auditFile?.path),
    taken: new Set(),
  };
}

async function findWorkspace(
  create: PendingCreate,
  seen: Seen,
  { deployment }: Exported,
  ids: readonly string[],
  twins: number,
): Promise<Finding> {
  const { inputs, state } = create;
  const present = deployment.resources?.find((each) => each.urn === state.urn && each.delete !== true);
  const isThere = present !== undefined && !isOver(present.outputs);
  if (create.unreadable.length > 0 && !isThere) {
    return {
      create,
      undecided: true,
      line: `${joined(create.unreadable.map((name) => `\`${name}\``))} cannot be decrypted on this machine. ${decryptAdvice}`,
    };
  }
  const evidence: Evidence = {
    stateWritten: new Date(deployment.manifest.time),
    sent: seen.auditLog === undefined ? undefined : sentBy(seen.auditLog, create),
  };
  const candidates = create.unreadable.length > 0 ? [] : await candidatesFor(create, seen, evidence, ids);
  const ours = candidates.filter((candidate) => typeof candidate !== "string");
  if (isThere) {
    const others = ours.map(({ id, at }) => `${id} (created at ${at})`);
    const replacing =
      others.length === 0
        ? ""
        : ` The run was replacing it, and may have created ${joined(others)}: if that is not needed, archive it in the Console.`;
    return { create, line: `the state has it already, as ${present.id}.${replacing}` };
  }
  const chosen = ours.filter(({ id }) => ids.includes(id));
  const [only, ...more] = chosen.length > 0 ? chosen : ours;
  // As many as creates of this name are pending may be confirmed: each gets one.
  const several = more.length >= (chosen.length > 0 ? twins : 1);
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
    const each = ours.map(({ id, at }) => `${id} (created at ${at})`);
    const confirm = twins > 1 ? `Confirm up to ${twins}, each with --id.` : "Confirm one with --id.";
    return {
      create,
      undecided: true,
      line: `several workspaces match: ${joined(each)}. ${confirm}`,
    };
  }
  const rest = candidates.filter((candidate) => typeof candidate === "string");
  if (rest.length === 0) {
    const until = mayArriveUntil(evidence);
    if (until !== undefined && until.getTime() > Date.now()) {
      return {
        create,
        undecided: true,
        line: `the organization has no such workspace yet, but the request may still be under way. Run \`recover\` again after ${until.toISOString()}, and no \`up\` before.`,
      };
    }
    return {
      create,
      line: "the organization has no such workspace: it was not created, and the next `pulumi up` creates it.",
    };
  }
  return { create, undecided: true, line: `${rest.join(" ")} ${confirmAdvice}` };
}

/** The workspaces of the name that a pending create has: those that it may have created, and why others are not it. */
async function candidatesFor(
  create: PendingCreate,
  { session, settings, workspaces, managed, taken }: Seen,
  evidence: Evidence,
  ids: readonly string[],
): Promise<(Candidate | string)[]> {
  const { inputs, origin, resource } = create;
  const named = workspaces.filter(
    ({ id, name, archived_at }) =>
      name.trim() === inputs["name"] &&
      archived_at === null &&
      !managed.has(`Workspace ${id}`) &&
      !taken.has(id),
  );
  const candidates: (Candidate | string)[] = [];
  for (const workspace of named) {
    const { id, created_at: at } = workspace;
    // In a session of its own, since a program would not declare the same workspace for several resources.
    const adopted = await imported(resource, session.with(settings), {
      id,
      inputs: declared(inputs),
      origin,
    });
    if ("failures" in adopted) {
      const confirmed = ids.includes(id) ? await asItIs(create, session.with(settings), id) : undefined;
      const why = adopted.failures.map(({ reason }) => reason).join(" ");
      candidates.push(
        confirmed === undefined
          ? `${id} is not as declared${create.secrets.length > 0 ? "." : `: ${why}`}`
          : { id, at, why: "it is not as declared, and the next `pulumi up` changes it", ...confirmed },
      );
      continue;
    }
    const verdict = judgeTag(workspace, session.settings.ownerTag, origin) ?? judge(at, evidence);
    const ours = verdict.is === "ours" || ids.includes(id);
    if (ours) candidates.push({ id, at, why: verdict.why, outputs: adopted.outputs });
    else candidates.push(`${id}, created at ${at}, may not be it: ${verdict.why}.`);
  }
  return candidates;
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
 * A confirmed workspace that is not as declared, with its present values as inputs, so that the next `up` shows the
 * differences. Undefined when that is not possible: secret inputs stay encrypted, and are never replaced.
 */
async function asItIs(
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

/** The present value of an input: of an object with fields of its own, only the fields that are declared. */
function presentValue(value: unknown, present: unknown): unknown {
  if (present === undefined) return value;
  if (!isRecord(value) || !isRecord(present) || !("defaultInferenceGeo" in present)) return present;
  return Object.fromEntries(Object.keys(value).map((field) => [field, present[field]]));
}

const confirmAdvice =
  'Confirm the workspace with --id, or adopt it with the resource option `import` and set `onDelete: "archive"`, so that delete archives it.';

/** Whether the workspace in the state was archived outside of Pulumi, so that the create was to replace it. */
function isOver(outputs: Properties | undefined): boolean {
  return outputs?.["status"] === "archived" || outputs?.["status"] === "removed";
}

/** The declared inputs, without the ones that the kernel adds. */
function declared(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}
