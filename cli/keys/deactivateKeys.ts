import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
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
import {
  creatorsOf,
  creatorText,
  isUnusedFor,
  type KeyRow,
  keyRows,
  lastUseText,
  oldestFirst,
} from "./keyRow.ts";
import { lastUseNote } from "./keyTable.ts";
import { readLastUses } from "./lastUse.ts";
import { type KeyLists, readKeyLists } from "./readKeys.ts";
import { keyNamed, keyTitle, selectedKeys } from "./selectKeys.ts";

/** The options of `pulumi-anthropic keys deactivate`. Lengths of time are in milliseconds. */
export interface DeactivateOptions extends StackChoice {
  /** Email addresses or IDs. */
  readonly creator?: readonly string[];
  readonly creatorLeft?: boolean;
  /** Only keys without use in this time. */
  readonly unusedFor?: number;
  /** The most keys that one run deactivates. */
  readonly max: number;
  readonly lookBack: number;
  readonly yes?: boolean;
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
  const stacks = await optionalStacks(io, options);
  const session = new WriteSession(io, stacks.config);
  const lists = await readKeyLists(io, session, (organization) =>
    rejectOtherStacks(organization, stacks.states),
  );
  const keys = await selected(io, session, named, options, { ...lists, states: stacks.states });
  const active = keys.filter(({ status }) => status === "active");
  for (const key of keys) {
    if (key.status !== "active") io.print(`The key ${keyTitle(key)} is ${key.status} already.`);
  }

  if (active.length > 0) io.progress("Reading the last use of the keys ...");
  const uses = await readLastUses(io, session.client, active, options.lookBack);
  const now = session.client.serverNow();
  const rows = keyRows(active, { ...lists, uses, costs: undefined, now }).filter(
    ({ lastUse }) => options.unusedFor === undefined || isUnusedFor(lastUse, options.unusedFor, now),
  );
  if (rows.length === 0) {
    io.print("No active key matches. Nothing was changed.");
    return exitCodes.ok;
  }
  const declarations = new Declarations(stacks.states, lists.organization);
  const declared = stacks.states.length > 0 ? declarations : undefined;
  for (const line of listing(rows, declared)) io.print(line);
  io.print("");
  io.print(lastUseNote(uses));
  if (stacks.missing !== undefined) io.print(stacks.missing);
  if (rows.length > options.max) {
    throw new UserError(
      `cannot ${doing}: ${counted(rows.length, activeKeys)} match, and \`--max\` allows ${options.max}. Nothing was changed. Select fewer keys, or raise \`--max\`.`,
    );
  }
  if (!(await isConfirmed(io, rows.length, options))) return exitCodes.changes;
  await deactivateAll(io, session, rows, declarations);
  return exitCodes.ok;
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
      `cannot ${doing}: \`--creator\`, \`--creator-left\` and \`--unused-for\` select keys by themselves. Omit them, or the names of keys.`,
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

async function isConfirmed(io: Io, count: number, { yes = false }: DeactivateOptions): Promise<boolean> {
  if (yes) return true;
  if (io.ask === undefined) {
    io.print(`Nothing was changed. Run again with --yes to deactivate the ${count === 1 ? "key" : "keys"}.`);
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
  io.print(
    "Keys that are inactive can be activated again, in the Console or by a program that declares them.",
  );
}
