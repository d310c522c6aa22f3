import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { WriteSession } from "../organization/writeSession.ts";
import { isYes } from "../output/ask.ts";
import { textTable } from "../output/columns.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { counted } from "../output/phrases.ts";
import { Declarations, declaringText } from "../states/declarations.ts";
import { optionalStacks, rejectOtherStacks } from "../states/optionalStacks.ts";
import type { StackChoice } from "../states/stacks.ts";
import { creatorIds } from "./creators.ts";
import { deactivateKey, outcomeText } from "./deactivateKey.ts";
import { declaringKey, programChanges } from "./declaredKeys.ts";
import { creatorsOf, creatorText, type KeyRow, keyRows, lastUseText, oldestFirst } from "./keyRow.ts";
import { lastUseNote } from "./keyTable.ts";
import { mustBeChosen, readLastUses, type Unattended } from "./lastUse.ts";
import { type KeyLists, readKeyLists } from "./readKeys.ts";
import { keyNamed, keyTitle, selectedKeys } from "./selectKeys.ts";
import { mustBeKnownUnused, searchLength, type UnusedFor, unusedKeys } from "./unusedKeys.ts";
import type { UsageSource } from "./usagePeriod.ts";

/** The options of `pulumi-anthropic keys deactivate`. Lengths of time are in milliseconds. */
export interface DeactivateOptions extends StackChoice, Unattended {
  /** Email addresses or IDs. */
  readonly creator?: readonly string[];
  readonly creatorLeft?: boolean;
  /** Only keys that were unused for this long. */
  readonly unusedFor?: number;
  /** The maximum number of keys per run. */
  readonly max: number;
  readonly lookBack: number;
}

const doing = "deactivate API keys";
const command = "keys deactivate";
const activeKeys = ["active key", "active keys"] as const;

/**
 * Deactivates the named keys, or the active keys that the options select, after a confirmation. Never archives a key. Returns the exit
 * code: 7 when keys match and were not deactivated.
 */
export async function deactivateKeys(
  io: Io,
  named: readonly string[],
  options: DeactivateOptions,
): Promise<number> {
  mustSelect(named, options);
  const stacks = await optionalStacks(io, options, "write");
  const session = new WriteSession(io, stacks.config);
  const lists = await readKeyLists(io, session, (organization) =>
    rejectOtherStacks(organization, stacks.states),
  );
  const known = { ...lists, keys: await fromTwoLists(session, lists.keys), states: stacks.states };
  const keys = await selected(io, session, named, options, known);
  const active = keys.filter(({ status }) => status === "active");
  for (const key of keys) {
    if (key.status !== "active") io.print(`The key ${keyTitle(key)} is already ${key.status}.`);
  }

  if (active.length > 0) io.progress("Reading the last use of the keys ...");
  const { rows, ...unused } = await readRows(io, session, active, lists, options);
  if (rows.length === 0) {
    io.print("No active key matches. Nothing was changed.");
    return exitCodes.ok;
  }
  const declarations = new Declarations(stacks.states, lists.organization);
  const declared = stacks.states.length > 0 ? declarations : undefined;
  for (const line of listing(rows, declared)) io.print(line);
  io.print("");
  io.print(lastUseNote(unused.uses));
  for (const note of [stacks.missing, stacks.others]) if (note !== undefined) io.print(note);
  mustBeKnownUnused(doing, rows, unused);
  const { source } = unused.uses;
  // Without the option, the use does not select the keys.
  if (options.unusedFor !== undefined) mustBeChosen(doing, source, options);
  if (rows.length > options.max) {
    throw new UserError(
      `cannot ${doing}: ${counted(rows.length, activeKeys)} match, and \`--max\` allows ${options.max}. Nothing was changed. Select fewer keys, or raise \`--max\`.`,
    );
  }
  if (!(await isConfirmed(io, rows.length, source, options))) return exitCodes.changes;
  // The confirmed source: another one could lack usage that this one has.
  const stillMatching = await looksAgain(io, session, rows, lists, { ...options, source });
  await deactivateAll(io, session, stillMatching, declarations);
  return stillMatching.length === rows.length ? exitCodes.ok : exitCodes.changes;
}

/** The keys of the list and of a second one, since a list may lack a key that was just created or activated. */
async function fromTwoLists({ cache }: WriteSession, first: readonly ApiKeyWire[]): Promise<ApiKeyWire[]> {
  const second = await cache.apiKeys(cache.now());
  return [...new Map([...first, ...second].map((key) => [key.id, key])).values()];
}

/** The keys with their last use, without those that were used in the period of `--unused-for`. */
async function readRows(
  io: Io,
  { client }: WriteSession,
  keys: readonly ApiKeyWire[],
  lists: KeyLists,
  { unusedFor, lookBack, source }: DeactivateOptions,
): Promise<UnusedFor & { readonly rows: KeyRow[] }> {
  const uses = await readLastUses(io, client, keys, searchLength(lookBack, unusedFor), source);
  const unused = { length: unusedFor, uses, now: client.serverNow() };
  const rows = keyRows(keys, { ...lists, uses, costs: undefined, now: unused.now });
  return { ...unused, rows: unusedKeys(rows, unused) };
}

/**
 * Checks the selection again, because a list can be stale and the confirmation can take a while. Throws if a creator is in the
 * organization after all. Leaves out keys that were used in the meantime.
 */
async function looksAgain(
  io: Io,
  session: WriteSession,
  rows: readonly KeyRow[],
  lists: KeyLists,
  options: DeactivateOptions,
): Promise<readonly KeyRow[]> {
  if (options.creatorLeft === true) await mustHaveLeft(session, rows);
  if (options.unusedFor === undefined || options.yes === true) return rows;
  // The response has the server's time. The clock of this process stops while the machine is suspended.
  await session.cache.apiKeys(session.cache.now());
  const keys = rows.map(({ key }) => key);
  const { rows: unused, ...known } = await readRows(io, session, keys, lists, options);
  mustBeKnownUnused(doing, unused, known);
  const ids = new Set(unused.map(({ key }) => key.id));
  for (const key of keys) {
    if (!ids.has(key.id)) io.print(`The key ${keyTitle(key)} was used in the meantime. It is left active.`);
  }
  return unused;
}

async function mustHaveLeft({ cache }: WriteSession, rows: readonly KeyRow[]): Promise<void> {
  const began = cache.now();
  for (const id of new Set(rows.map(({ creator }) => creator.id))) {
    const user = id === undefined ? undefined : await cache.confirmUser(id, began);
    if (user === undefined) continue;
    throw new UserError(
      `cannot ${doing}: the list of users lacks ${normalEmail(user.email)} (${user.id}), who is in the organization. Nothing was changed. Run again.`,
    );
  }
}

function mustSelect(named: readonly string[], { creator, creatorLeft, unusedFor }: DeactivateOptions): void {
  const isFiltered = creator !== undefined || creatorLeft === true;
  if (named.length === 0 && !isFiltered) {
    throw new UserError(
      `cannot ${doing}: no key is selected. Pass names or IDs of keys, \`--creator\` or \`--creator-left\`.`,
    );
  }
  if (named.length > 0 && (isFiltered || unusedFor !== undefined)) {
    throw new UserError(
      `cannot ${doing}: \`--creator\`, \`--creator-left\` and \`--unused-for\` cannot be combined with names of keys. Omit the names or these options.`,
    );
  }
}

async function selected(
  io: Io,
  { client }: WriteSession,
  named: readonly string[],
  { creator, creatorLeft }: DeactivateOptions,
  { keys, users, states }: KeyLists & Parameters<typeof creatorIds>[4],
): Promise<ApiKeyWire[]> {
  if (named.length > 0) {
    return [...new Set(named.map((value) => keyNamed(doing, "an argument", value, keys)))];
  }
  const selection = {
    statuses: ["active"],
    creatorIds: await creatorIds(io, client, doing, creator, { users, states }),
    creatorLeft,
  };
  return oldestFirst(selectedKeys(keys, selection, creatorsOf(users)));
}

function listing(rows: readonly KeyRow[], declarations: Declarations | undefined): string[] {
  return textTable(
    [
      { title: "Key" },
      { title: "ID" },
      { title: "Workspace" },
      { title: "Age (days)", isNumber: true },
      { title: "Creator" },
      { title: "Last use" },
      ...(declarations === undefined ? [] : [{ title: "Declared by" }]),
    ],
    rows.map(({ key, workspace, ageDays, creator, lastUse }) => [
      key.name,
      key.id,
      workspace ?? "(none)",
      String(ageDays),
      creatorText(creator),
      lastUseText(lastUse),
      ...(declarations === undefined ? [] : [declaringKey(declarations, key).map(declaringText).join(", ")]),
    ]),
  );
}

async function isConfirmed(
  io: Io,
  count: number,
  source: UsageSource,
  { yes = false, unusedFor }: DeactivateOptions,
): Promise<boolean> {
  if (yes) return true;
  if (io.ask === undefined) {
    const also = unusedFor !== undefined && source === "legacy" ? " --source legacy" : "";
    io.print(
      `Nothing was changed. Run again with --yes${also} to deactivate the ${count === 1 ? "key" : "keys"}.`,
    );
    return false;
  }
  const keys = count === 1 ? "this key? Requests with it" : `these ${count} keys? Requests with them`;
  if (isYes(await io.ask(`Deactivate ${keys} will fail at once. [y/N]`))) return true;
  io.print("Nothing was changed.");
  return false;
}

async function deactivateAll(
  io: Io,
  session: WriteSession,
  rows: readonly KeyRow[],
  declarations: Declarations,
): Promise<void> {
  if (rows.length === 0) return io.print("Nothing was changed.");
  let done = 0;
  try {
    for (const { key } of rows) {
      io.print(outcomeText(key, await deactivateKey(session, key, command)));
      done += 1;
      for (const change of programChanges(key, declarations)) io.print(`  ${change}`);
    }
  } catch (error) {
    io.print(`Stopped after ${done} of ${counted(rows.length, ["key", "keys"])}. Run again to continue.`);
    throw error;
  }
  io.print("Inactive keys can be reactivated in the Console, or by a program that declares them.");
}
