import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { timeText } from "../../provider/api/reports/span.ts";
import { UserError } from "../../provider/errors.ts";
import { WriteSession } from "../organization/writeSession.ts";
import { isYes } from "../output/ask.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { joined } from "../output/phrases.ts";
import { Declarations } from "../states/declarations.ts";
import { optionalStacks, rejectOtherStacks } from "../states/optionalStacks.ts";
import type { StackChoice } from "../states/stacks.ts";
import { deactivateKey, outcomeText } from "./deactivateKey.ts";
import { programChanges } from "./declaredKeys.ts";
import { mustBeChosen, type Unattended } from "./lastUse.ts";
import { lengthText } from "./lengthText.ts";
import { type KeyLists, readKeyLists } from "./readKeys.ts";
import { candidatesFor, mustReplace, principalOf } from "./replacement.ts";
import { continuation, instructions, keyLine } from "./rotationTexts.ts";
import {
  evaluateUse,
  maxGrace,
  type RotationUse,
  RotationUseReader,
  useLines,
  type Verdict,
} from "./rotationUse.ts";
import { keyNamed, keyTitle } from "./selectKeys.ts";

/** The options of `pulumi-anthropic keys rotate`. Lengths of time are in milliseconds. */
export interface RotateOptions extends StackChoice, Unattended {
  /** The name or the ID of the new key. By default, it is recognized by its name. */
  readonly new?: string;
  /** How long the old key must not have been used. */
  readonly grace: number;
  /** How long the command waits in total, for the new key and for its use. */
  readonly timeout: number;
  /** The time between two checks. */
  readonly every: number;
}

const doing = "rotate the key";

/**
 * Guides through the rotation of a key, and deactivates the old key at its end. Nothing is stored between runs: the keys and their
 * usage show how far the rotation is. Returns the exit code: 0 when the old key no longer works, and 7 when the rotation is not
 * complete. `wait` replaces the pauses in tests.
 */
export async function rotateKey(
  io: Io,
  named: string,
  options: RotateOptions,
  wait?: (milliseconds: number) => Promise<void>,
): Promise<number> {
  if (options.grace > maxGrace) {
    throw new UserError(`cannot ${doing}: \`--grace\` must be at most ${lengthText(maxGrace)}.`);
  }
  const { states, config, missing, others } = await optionalStacks(io, options, "write");
  // Before a prompt, because the answer can depend on it.
  for (const note of [missing, others]) if (note !== undefined) io.progress(note);
  const session = new WriteSession(io, config);
  const lists = await readKeyLists(io, session, (organization) => rejectOtherStacks(organization, states));
  const listed = keyNamed(doing, "the argument", named, lists.keys);
  // A list can be stale: a key that was just reactivated would keep working.
  const old =
    listed.status === "active" ? listed : ((await session.cache.confirmApiKey(listed.id)) ?? listed);
  const declarations = new Declarations(states, lists.organization);
  const rotation = new Rotation(io, session, options, lists, old, declarations, wait);
  return await rotation.run();
}

/** The use of the keys, and its verdict. */
interface Evidence {
  readonly use: RotationUse;
  readonly verdict: Verdict;
}

class Rotation {
  readonly #io: Io;
  readonly #session: WriteSession;
  readonly #options: RotateOptions;
  readonly #old: ApiKeyWire;
  readonly #lists: KeyLists;
  readonly #declarations: Declarations;
  readonly #wait: (milliseconds: number) => Promise<void>;
  /** The server's time at which the command stops waiting. */
  readonly #deadline: number;

  constructor(
    io: Io,
    session: WriteSession,
    options: RotateOptions,
    lists: KeyLists,
    old: ApiKeyWire,
    declarations: Declarations,
    wait = (milliseconds: number) => session.client.pause(milliseconds),
  ) {
    this.#io = io;
    this.#session = session;
    this.#options = options;
    this.#lists = lists;
    this.#old = old;
    this.#declarations = declarations;
    this.#wait = wait;
    this.#deadline = session.client.serverNow() + options.timeout;
  }

  async run(): Promise<number> {
    const old = this.#old;
    this.#io.print(keyLine("Old key", old, this.#lists));
    if (old.status !== "active") return this.#alreadyEnded();
    const replacement = await this.#replacement();
    if (replacement === undefined) return exitCodes.changes;
    this.#io.print(keyLine("New key", replacement, this.#lists));
    if (principalOf(replacement) !== principalOf(old)) {
      this.#io.print("The new key acts for another user or service account than the old one.");
    }
    const reader = new RotationUseReader(
      this.#io,
      this.#session.client,
      { old, new: replacement },
      this.#options,
    );
    const evidence = await this.#awaitUse(reader);
    if (!(await this.#isConfirmed(evidence, replacement))) return exitCodes.changes;
    return await this.#deactivate(replacement, evidence, reader);
  }

  /** Prompts the user. Undefined with `--yes`, or without a terminal. */
  get #ask(): Io["ask"] {
    return this.#options.yes === true ? undefined : this.#io.ask;
  }

  /** Ends the rotation of a key that is no longer active. An interrupted run may have deactivated it. */
  #alreadyEnded(): number {
    const { status } = this.#old;
    this.#io.print(`The old key is ${status}, so it no longer works. Nothing was changed.`);
    const { matching } = candidatesFor(this.#old, this.#lists.keys);
    const [replacement] = this.#options.new === undefined ? matching : [this.#given(this.#options.new)];
    if (replacement === undefined) {
      for (const line of instructions(this.#old, this.#lists, this.#now)) this.#io.print(line);
      return exitCodes.ok;
    }
    this.#io.print(keyLine("New key", replacement, this.#lists));
    this.#printProgramChanges(replacement);
    return exitCodes.ok;
  }

  #given(named: string): ApiKeyWire {
    const key = keyNamed(doing, "`--new`", named, this.#lists.keys);
    mustReplace(doing, key, this.#old);
    return key;
  }

  /** The new key: the given one, or the one that is found by its name. Undefined if it was not created in time. */
  async #replacement(): Promise<ApiKeyWire | undefined> {
    if (this.#options.new !== undefined) return this.#given(this.#options.new);
    const shownIds = new Set<string>();
    let { keys } = this.#lists;
    for (let look = 0; ; look += 1) {
      const { matching, misplaced, others } = candidatesFor(this.#old, keys);
      if (matching.length > 0) return await this.#oneOf(matching);
      if (look === 0) this.#printInstructions(others, shownIds);
      for (const key of misplaced) {
        if (shownIds.has(key.id)) continue;
        shownIds.add(key.id);
        this.#io.print(
          `${keyLine("Not usable", key, this.#lists)}. It cannot replace the old key: create a key in the same workspace, for the same user or service account.`,
        );
      }
      for (const key of others) {
        if (shownIds.has(key.id)) continue;
        shownIds.add(key.id);
        if (await this.#isReplacement(key)) return key;
      }
      if (!this.#mayWait()) {
        this.#io.print(`The new key does not exist yet. Run again to continue: ${this.#again()}`);
        return undefined;
      }
      if (look === 0) this.#io.progress("Waiting for the new key ...");
      await this.#wait(this.#options.every);
      const { cache } = this.#session;
      keys = await cache.apiKeys(cache.now());
    }
  }

  #printInstructions(others: readonly ApiKeyWire[], shownIds: Set<string>): void {
    for (const line of instructions(this.#old, this.#lists, this.#now)) this.#io.print(line);
    if (others.length === 0) return;
    for (const { id } of others) shownIds.add(id);
    const most = 5;
    const names = others.slice(0, most).map(keyTitle);
    const more = others.length > most ? ` and ${others.length - most} more` : "";
    this.#io.print(
      `If the new key already exists under another name, pass it to --new. Newer keys in the workspace: ${names.join(", ")}${more}.`,
    );
  }

  /** Whether a key with another name, which was created while the command waited, is the new key. */
  async #isReplacement(key: ApiKeyWire): Promise<boolean> {
    const line = keyLine("Created now", key, this.#lists);
    if (this.#ask === undefined) {
      this.#io.print(`${line}. If it is the new key, pass it to --new.`);
      return false;
    }
    this.#io.print(line);
    return isYes(await this.#ask("Is this the new key? [y/N]"));
  }

  async #oneOf(matching: readonly ApiKeyWire[]): Promise<ApiKeyWire> {
    const [first, ...others] = matching;
    if (first !== undefined && others.length === 0) return first;
    const titles = matching.map((key, index) => `${index + 1}: ${keyTitle(key)}, created ${key.created_at}`);
    if (this.#ask !== undefined) {
      for (const title of titles) this.#io.print(title);
      const chosen = matching[Number(await this.#ask("Which one is the new key? [number]")) - 1];
      if (chosen !== undefined) return chosen;
    }
    throw new UserError(
      `cannot ${doing}: ${matching.length} keys can be the new one: ${joined(matching.map(keyTitle))}. Nothing was changed. Pass one of their IDs to \`--new\`.`,
    );
  }

  /** Waits until the new key is in use, and the old one was not used during the grace period. */
  async #awaitUse(reader: RotationUseReader): Promise<Evidence> {
    const { grace } = this.#options;
    let shown = "";
    for (;;) {
      const use = await reader.read();
      mustBeChosen(doing, use.source, this.#options);
      const verdict = evaluateUse(use, grace);
      const state = JSON.stringify([use.oldUse, use.newUse]);
      if (state !== shown) this.#printUse(use);
      const isPointless = verdict.isNewUsed && verdict.quietAt > this.#deadline;
      if (verdict.isReady || isPointless || !this.#mayWait()) return { use, verdict };
      if (state !== shown) this.#io.progress(`${this.#missing(verdict)} Waiting ...`);
      shown = state;
      await this.#wait(this.#options.every);
    }
  }

  #printUse(use: RotationUse): void {
    for (const line of useLines(use)) this.#io.print(line);
  }

  /** What is missing before the old key can be deactivated. */
  #missing({ isNewUsed, isLate, quietAt }: Verdict): string {
    if (!isNewUsed) return "The new key has not been used yet: deploy it.";
    if (isLate) return "The usage of the last day is not known yet, so the old key may have been used.";
    return `The old key must be unused for ${lengthText(this.#options.grace)}, that is, until ${timeText(quietAt)} at the earliest.`;
  }

  async #isConfirmed({ use, verdict }: Evidence, replacement: ApiKeyWire): Promise<boolean> {
    const { isReady } = verdict;
    if (isReady && this.#options.yes === true) return true;
    const ask = this.#ask;
    if (!isReady) this.#io.print(this.#missing(verdict));
    if (ask !== undefined) {
      const anyway = isReady ? "" : " anyway";
      const question = `Deactivate the old key ${keyTitle(this.#old)}${anyway}? Requests with it will fail at once. [y/N]`;
      if (isYes(await ask(question))) return true;
    }
    const needsYes = isReady && ask === undefined;
    const how = needsYes ? "with --yes to deactivate the old key" : "to continue";
    // `--yes` requires that the legacy report is chosen.
    const again = this.#again(replacement, needsYes && use.source === "legacy" ? use.source : undefined);
    this.#io.print(`Nothing was changed. Run again ${how}: ${again}${needsYes ? " --yes" : ""}`);
    return false;
  }

  /** Checks both keys and their use again, since the confirmation may have taken a while, and deactivates the old key. */
  async #deactivate(replacement: ApiKeyWire, before: Evidence, reader: RotationUseReader): Promise<number> {
    const { cache } = this.#session;
    const current = await cache.confirmApiKey(replacement.id, cache.now());
    if (current?.status !== "active") {
      throw new UserError(
        `cannot ${doing}: the new key ${keyTitle(replacement)} is ${current?.status ?? "not in the organization"} now. Nothing was changed. Create another key, and run again.`,
      );
    }
    if (before.verdict.isReady) {
      const use = await reader.read();
      if (!evaluateUse(use, this.#options.grace).isReady) {
        this.#printUse(use);
        this.#io.print(
          `The old key was used again. Nothing was changed. Run again to continue: ${this.#again(replacement)}`,
        );
        return exitCodes.changes;
      }
    }
    const outcome = await deactivateKey(this.#session, this.#old, "keys rotate");
    this.#io.print(outcomeText(this.#old, outcome));
    this.#printProgramChanges(replacement);
    if (outcome === "done") {
      this.#io.print("If something still needs the old key, activate it again in the Console.");
    }
    return exitCodes.ok;
  }

  #printProgramChanges(replacement: ApiKeyWire): void {
    for (const line of programChanges(this.#old, this.#declarations, replacement.id)) this.#io.print(line);
  }

  get #now(): number {
    return this.#session.client.serverNow();
  }

  #mayWait(): boolean {
    return this.#now + this.#options.every <= this.#deadline;
  }

  /** The command that continues the rotation. */
  #again(replacement?: ApiKeyWire, source = this.#options.source): string {
    return continuation(this.#old.id, replacement?.id, { ...this.#options, source });
  }
}
