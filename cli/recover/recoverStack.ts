import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clean } from "../../provider/api/foreignText.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { counted, joined, shellWord } from "../output/phrases.ts";
import { pulumi } from "../pulumi.ts";
import { inFolder, mustBeUnlocked } from "../states/freeStack.ts";
import { readStacks, type TargetStack } from "../states/stacks.ts";
import { type Finding, findObject } from "./findObject.ts";
import { recoverables } from "./objects.ts";
import { type KnownOrganization, Organizations } from "./organizations.ts";
import {
  type Exported,
  hasEncryptedInputs,
  type PendingCreate,
  type PendingDelete,
  parseExport,
  pendingIn,
  type Recorded,
  settled,
} from "./pending.ts";

/** The options of `pulumi-anthropic recover`. */
export interface RecoverOptions {
  readonly stack?: string;
  /** IDs of objects that the user confirms as created by the interrupted run. */
  readonly id?: readonly string[];
  readonly yes?: boolean;
}

/** Settles the pending operations of this package in a stack's state, and returns the exit code. */
export async function recoverStack(
  io: Io,
  { stack, id: ids = [], yes = false }: RecoverOptions,
): Promise<number> {
  const { target } = await readStacks(io, stack === undefined ? {} : { stack: [stack] });
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
      `Nothing to recover: ${label} has no pending operation of this package. If \`pulumi up\` reports that an object exists, adopt it with the resource option \`import\` and set \`onDelete: "archive"\` (\`"delete"\` for an external key or an RBAC group), so that delete treats it as if this stack had created it.`,
    );
    return 0;
  }
  const organizations = new Organizations(
    io,
    target,
    exported,
    new Set(creates.map(({ resource }) => resource.kind)),
  );
  const findings = await findingsFor(organizations, exported, creates, ids);
  for (const { create, line } of findings) io.print(`${create.resource.kind} ${create.name}: ${line}`);
  const deleted: PendingDelete[] = [];
  for (const pending of deletes) {
    const { name, id, state } = pending;
    const { session } = await organizations.of(state.provider);
    const isDeleted = await wasDeleted(session, id);
    if (isDeleted) deleted.push(pending);
    io.print(
      isDeleted
        ? `Invite ${name}: ${id} was deleted.`
        : `Invite ${name}: ${id} was not deleted; the next \`pulumi up\` deletes it if that is still needed.`,
    );
  }
  if (others > 0) {
    io.print(
      `${counted(others, ["pending update or delete", "pending updates and deletes"])}: the state has the resource; the next \`pulumi up\` completes the change.`,
    );
  }
  const recorded = findings.flatMap(({ recorded }) => recorded ?? []);
  const unknown = ids.filter((id) => !recorded.some((each) => each.id === id));
  for (const id of unknown) {
    io.print(`--id ${clean(id)}: no pending create can have created this object.`);
  }
  // `pulumi stack import` clears all pending operations, so undecided ones would be lost.
  const open = findings.filter(({ undecided }) => undecided).length + foreign + unknown.length;
  if (open > 0) {
    io.print("Nothing was changed, because not everything is settled.");
    const unconfirmed = findings.flatMap(({ create, open: found = [] }) =>
      found.map((id) => ({ id, noun: recoverables[create.resource.kind]?.noun ?? "object" })),
    );
    const ofEach = new Map(unconfirmed.map(({ id, noun }) => [id, noun]));
    const [only = ["", "object"], ...more] = [...ofEach];
    if (unconfirmed.length > 0) {
      const noun = more.some(([, other]) => other !== only[1]) ? "object" : only[1];
      const which = more.length > 0 ? `Once you know which ${noun} it is` : `If it is that ${noun}`;
      const id = more.length > 0 ? `${only[0].slice(0, only[0].lastIndexOf("_"))}_...` : only[0];
      io.print(`${which}: ${commandFor(io, label, [...ids, id])}`);
    }
    return 1;
  }
  if (!yes) {
    io.print(`Nothing was changed. To write the state: ${commandFor(io, label, ids)}`);
    return 0;
  }
  await write(io, target, exported, recorded, deleted);
  return 0;
}

/**
 * Whether an invitation was deleted. One request does not prove it, and an invitation that still exists would stay pending without a
 * resource.
 */
async function wasDeleted({ client }: SnapshotSession, id: string): Promise<boolean> {
  // A snapshot requests each object once.
  const cache = new OrganizationCache(client);
  return (await cache.findInvite(id, cache.now(), "repeated")) === undefined;
}

/** The command that writes the state, with the confirmed workspaces. */
function commandFor(io: Io, label: string, ids: readonly string[]): string {
  const confirmed = ids.map((id) => ` --id ${shellWord(id)}`).join("");
  return `npx pulumi-anthropic recover${inFolder(io)} --stack ${shellWord(label)}${confirmed} --yes`;
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
  organizations: Organizations,
  exported: Exported,
  creates: readonly PendingCreate[],
  ids: readonly string[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [index, create] of creates.entries()) {
    const kind = recoverables[create.resource.kind];
    if (kind === undefined) {
      findings.push({ create, line: later(create) });
      continue;
    }
    const { provider } = create.state;
    const sameName = creates.slice(index).filter((other) => haveSameName(other, create)).length;
    const find = async (organization: Promise<KnownOrganization>) =>
      await findObject(create, kind, await organization, exported, ids, sameName);
    const first = await find(organizations.of(provider));
    const second = first.undecided ? first : await find(organizations.again(provider));
    // The second list may lack what the first one has.
    const finding = second.absent ? first : second;
    const { taken } = await organizations.of(provider);
    if (finding.recorded !== undefined) taken.add(finding.recorded.id);
    findings.push(finding);
  }
  return findings;
}

/** Whether two pending creates have the same name and organization, so that either may have created an object. */
function haveSameName(one: PendingCreate, other: PendingCreate): boolean {
  const kind = recoverables[one.resource.kind];
  return (
    one.resource.kind === other.resource.kind &&
    one.state.provider === other.state.provider &&
    kind?.nameOf(one.inputs).text === kind?.nameOf(other.inputs).text
  );
}

/** Kinds whose create may send an invitation. */
const inviting: readonly string[] = ["Member", "Invite", "WorkspaceMember", "WorkspaceMembers"];

function later({ resource: { kind } }: PendingCreate): string {
  const line = "the next `pulumi up` looks for it before it writes, and adopts it if it is as declared.";
  return inviting.includes(kind) ? `${line} No invitation is sent twice.` : line;
}
