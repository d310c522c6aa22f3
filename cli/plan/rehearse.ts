import { setImmediate as pause } from "node:timers/promises";
import { ApiError } from "../../provider/api/apiError.ts";
import { UserError } from "../../provider/errors.ts";
import { noticeLine } from "../../provider/kernel/notices.ts";
import { PartialWriteError } from "../../provider/kernel/partialWriteError.ts";
import { isUnknown } from "../../provider/kernel/unknown.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { joined, quoted } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import type { Copy } from "./copy.ts";
import { objectName } from "./objectName.ts";
import { isReplacement, type Step } from "./preview.ts";
import type { Refusal } from "./report.ts";
import { filled, legible, toldElsewhere, withoutSecretInputs, withUnknowns } from "./secrets.ts";
import { knownInputs, type Result, withPlaceholders } from "./unknowns.ts";
import { waitingActions } from "./waiting.ts";
import { actionWithoutWrite } from "./withoutWrite.ts";
import { actionsOf } from "./writes.ts";

/** What a run would do. */
export interface Rehearsed {
  readonly actions: readonly Action[];
  readonly refusals: readonly Refusal[];
  /** What was said meanwhile, resource by resource. */
  readonly notes: readonly string[];
  /** Secret values, and live values of secret properties. The other fields may contain them; they must not be printed. */
  readonly secrets: readonly string[];
}

/**
 * Does to copies what the engine would do to the organizations, by the same operations in the same order: resources as
 * the program declares them, deletes afterwards. What each of them wrote is what it would write.
 */
export async function rehearse(
  steps: readonly Step[],
  copyFor: (step: Step) => Copy | undefined,
  progress: (done: number) => void,
): Promise<Rehearsed> {
  const rehearsal = new Rehearsal(steps, copyFor);
  for (const [index, step] of steps.entries()) {
    await rehearsal.take(step);
    progress(index + 1);
    // Thousands of steps against a server in this process; whoever presses Ctrl-C should be heard.
    await pause();
  }
  return await rehearsal.end();
}

class Rehearsal {
  readonly #copyFor: (step: Step) => Copy | undefined;
  readonly #results = new Map<string, Result>();
  readonly #actions: Action[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #notes: string[] = [];
  readonly #secrets: string[] = [];
  /** Where a preview shows both halves of a replacement apart: the half that makes. */
  readonly #halves: ReadonlyMap<string, Step>;
  /** Where it shows the half that deletes, which then says when that is. */
  readonly #ends: ReadonlySet<string>;
  readonly #replaced = new Set<string>();
  /** What is deleted in this run: what goes with it is not asked for. */
  readonly #deleted: Set<string>;
  /** Replaced, and still to be deleted. */
  #late: Step[] = [];

  constructor(steps: readonly Step[], copyFor: (step: Step) => Copy | undefined) {
    this.#copyFor = copyFor;
    const of = (...ops: string[]) => steps.filter(({ op }) => ops.includes(op));
    this.#halves = new Map(of("create-replacement").map((step) => [step.urn, legible(step) ?? step]));
    this.#ends = new Set(of("delete-replaced").map(({ urn }) => urn));
    this.#deleted = new Set(of("delete", "delete-replaced", "replace").map(({ urn }) => urn));
  }

  async take(previewed: Step): Promise<void> {
    this.#secrets.push(...toldElsewhere(previewed));
    const step = legible(previewed);
    if (step === undefined) return this.#secret(previewed);
    return await this.#take(step.hidden === undefined ? step : await this.#filled(step));
  }

  /** Fills the values that the preview hides with those of the copy, where it has them. */
  async #filled(step: Step): Promise<Step> {
    const copy = this.#copyFor(step);
    if (copy === undefined || step.old?.id === undefined) return step;
    const { props } = await step.kind
      .read(copy.session, step.old.id, step.old.outputs)
      // The operation itself reports what is wrong.
      .catch(() => ({ props: {} }));
    const { step: known, secrets } = filled(step, props);
    this.#secrets.push(...secrets);
    return known;
  }

  async #take(step: Step): Promise<void> {
    switch (step.op) {
      case "same":
        return await this.#same(step);
      case "create":
        return await this.#create(step);
      case "update":
        return await this.#change(step);
      case "replace":
      case "create-replacement":
        return await this.#replace(this.#halves.get(step.urn) ?? step, step.old?.pendingReplacement === true);
      case "delete-replaced": {
        const half = this.#halves.get(step.urn);
        // One that an earlier run has left over has no other half.
        if (half === undefined) return await this.#delete(step);
        if (!this.#replaced.has(step.urn)) return await this.#replace(half, true);
        return await this.#deleteLate(({ urn }) => urn === step.urn);
      }
      case "delete":
        await this.#deleteLate(({ urn }) => !this.#ends.has(urn));
        return await this.#delete(step);
      default:
        // Reads, refreshes and the like write nothing.
        return;
    }
  }

  async end(): Promise<Rehearsed> {
    await this.#deleteLate(() => true);
    return {
      actions: [...this.#actions, ...waitingActions(this.#results.values(), this.#actions)],
      refusals: this.#refusals,
      notes: this.#notes,
      secrets: this.#secrets,
    };
  }

  async #deleteLate(due: (step: Step) => boolean): Promise<void> {
    const late = this.#late.filter(due).reverse();
    this.#late = this.#late.filter((step) => !due(step));
    for (const step of late) await this.#delete(step);
  }

  async #same(step: Step): Promise<void> {
    const { urn, kind, name: resource, old } = step;
    if (old !== undefined) {
      this.#results.set(urn, { kind: kind.kind, resource, id: old.id ?? "", outputs: old.outputs });
    }
    if (this.#copyFor(step) !== undefined) await this.#change(step);
  }

  async #create(step: Step): Promise<void> {
    await this.#observed(step, {}, async (inputs, { session }) => {
      const made = await step.kind.create(session, inputs);
      return { id: made.id, outputs: made.outs };
    });
  }

  /** A replacement. The kind did not ask for it when it was forced: `--replace`, or a tainted resource. */
  async #replace(step: Step, deleteFirst: boolean): Promise<void> {
    if (this.#replaced.has(step.urn)) return;
    this.#replaced.add(step.urn);
    if (step.asked) return await this.#change(step, deleteFirst);
    await this.#observed(step, {}, (inputs, copy) => this.#madeAnew(step, copy, inputs, deleteFirst));
  }

  /**
   * Something that is there already. What is to be done with it, the kind is asked again: a preview without a key does
   * not see who has accepted, or left, meanwhile. By a resource option a replacement may delete first.
   */
  async #change(step: Step, optedFor = false): Promise<void> {
    const { kind, old, op } = step;
    const id = old?.id ?? "";
    const olds = old?.outputs ?? {};
    await this.#observed(step, old?.inputs ?? {}, async (inputs, copy) => {
      const answer = await kind.diff(copy.session, id, olds, inputs);
      const anew =
        (answer.replaces ?? []).length > 0 ||
        (isReplacement(op) && !(await this.#blindly(step, copy, inputs)));
      const deleteFirst = optedFor || answer.deleteBeforeReplace === true;
      if (anew) return await this.#madeAnew(step, copy, inputs, deleteFirst);
      this.#deleted.delete(step.urn);
      if (op === "same" && answer.changes !== true) return undefined;
      const { outs } = await kind.update(copy.session, id, olds, inputs);
      return { id, outputs: outs };
    });
  }

  /** Whether it is the kind that asks for a replacement when it cannot look people up, and not the engine by itself. */
  async #blindly({ kind, old }: Step, { blind }: Copy, inputs: Properties): Promise<boolean> {
    kind.check(blind, old?.inputs ?? {}, inputs);
    const { replaces = [] } = await kind.diff(blind, old?.id ?? "", old?.outputs ?? {}, inputs);
    return replaces.length > 0;
  }

  async #madeAnew(step: Step, { session }: Copy, inputs: Properties, deleteFirst: boolean) {
    this.#deleted.add(step.urn);
    const news = step.kind.check(session, {}, inputs).inputs;
    if (deleteFirst) await this.#delete(step);
    const made = await step.kind.create(session, news);
    if (!deleteFirst) this.#late.push(step);
    return { id: made.id, outputs: made.outs };
  }

  /** Runs an operation that makes or changes, and notes what came of it. */
  async #observed(
    step: Step,
    olds: Properties,
    operate: (inputs: Properties, copy: Copy) => Promise<{ id: string; outputs: Properties } | undefined>,
  ): Promise<void> {
    const { urn, kind, name: resource } = step;
    const asker = { kind: kind.kind, resource };
    const copy = this.#copyFor(step);
    if (copy === undefined) return this.#unknown(step, "its Provider is known only then");
    const declared = knownInputs(step, this.#results);
    const { inputs, open } = withPlaceholders(declared, step);
    // What is not known yet is declared all the same, and noted where deletes look for it.
    if (open.length > 0) kind.check(copy.session, olds, declared);
    const checked = kind.check(copy.session, olds, inputs);
    if (open.length > 0 && checked.failures.length > 0) {
      // Pulumi has already compared the secrets.
      if (step.op === "same") return;
      const why = isUnknown(declared) ? "known only then" : "secret, and not shown by the preview";
      return this.#unknown(step, `${joined(open)} ${open.length === 1 ? "is" : "are"} ${why}`);
    }
    if (checked.failures.length > 0) {
      for (const { reason } of checked.failures) this.#refusals.push({ ...asker, reason });
      return;
    }
    copy.notices();
    let result: Result | undefined;
    let failed = false;
    try {
      // Properties that were secret before are neither compared nor sent.
      const known = step.old === undefined ? checked.inputs : withoutSecretInputs(checked.inputs);
      const done = await operate(known, copy);
      if (done !== undefined) result = { ...asker, ...done };
    } catch (error) {
      failed = true;
      this.#refusals.push({ ...asker, reason: reasonOf(error) });
      if (error instanceof PartialWriteError) result = { ...asker, id: error.id, outputs: error.properties };
    }
    const wrote = actionsOf(copy.done(), asker);
    this.#actions.push(...wrote);
    const notices = copy.notices();
    if (result !== undefined) this.#results.set(urn, result);
    if (failed || result === undefined) return;
    if (wrote.length === 0) this.#actions.push(actionWithoutWrite(step, result, copy));
    // The plan has an action for it.
    this.#notes.push(...notices.filter(({ code }) => code !== "adopted").map(noticeLine));
  }

  async #delete(step: Step): Promise<void> {
    const { old, kind, name: resource } = step;
    if (old === undefined) return;
    const asker = { kind: kind.kind, resource };
    const shown = objectName(kind.kind, old.id ?? "", old.outputs, this.#copyFor(step));
    if (old.retainOnDelete === true) {
      const text = `${kind.kind} ${shown}: its resource option \`retainOnDelete\` says so`;
      this.#actions.push({ ...asker, type: "retains", text });
      return;
    }
    if (old.deletedWith !== undefined && this.#deleted.has(old.deletedWith)) return;
    const copy = this.#copyFor(step);
    if (copy === undefined) return this.#unknown(step, "its Provider is known only then");
    copy.notices();
    let failed = false;
    try {
      await kind.delete(copy.session, old.id ?? "", old.outputs);
    } catch (error) {
      failed = true;
      this.#refusals.push({ ...asker, reason: reasonOf(error) });
    }
    const wrote = actionsOf(copy.done(), asker);
    const unused = old.outputs["deactivateKeys"] === "unused";
    this.#actions.push(
      ...wrote.map((action) =>
        unused && action.type === "deactivates"
          ? { ...action, text: `${action.text}, if nobody used it in the last 30 days` }
          : action,
      ),
    );
    const notices = copy.notices();
    if (failed) return;
    if (wrote.length > 0) this.#notes.push(...notices.map(noticeLine));
    else if (notices.some(({ code }) => code === "ownershipMoved")) {
      this.#actions.push({ ...asker, type: "movesOwnership", text: `${kind.kind} ${shown}` });
    } else if (notices.length > 0) {
      const why = notices.map(({ text }) => text).join(" ");
      this.#actions.push({ ...asker, type: "retains", text: why });
    } else {
      const text = `${kind.kind} ${shown}: already gone`;
      this.#actions.push({ ...asker, type: "recordsState", text });
    }
  }

  /** Handles a step whose values the preview hides. Only `same` is known to change nothing. */
  #secret(step: Step): void {
    const { urn, kind, name: resource, op, old, new: state } = step;
    const copy = this.#copyFor(step);
    // The resource is declared despite the secrets, and deletes look for it among the declared ones.
    if (op !== "delete" && copy !== undefined) {
      kind.check(copy.session, {}, withUnknowns(state?.inputs ?? {}) as Properties);
    }
    if (op === "same" && old !== undefined) {
      this.#results.set(urn, { kind: kind.kind, resource, id: old.id ?? "", outputs: old.outputs });
    } else if (/create|update|replace|delete/.test(op) && !this.#replaced.has(urn)) {
      this.#replaced.add(urn);
      this.#unknown(step, "it has secrets that the preview does not show");
    }
  }

  #unknown({ kind, name: resource, urn, op, old }: Step, why: string): void {
    this.#actions.push({
      kind: kind.kind,
      resource,
      type: "unknown",
      text: `${kind.kind} ${quoted(resource)}: ${why}`,
    });
    if (op !== "delete" && old !== undefined) {
      this.#results.set(urn, { kind: kind.kind, resource, id: old.id ?? "", outputs: old.outputs });
    }
  }
}

/** The sentences of an error; what the emulator calls its requests means nothing to anybody. */
function reasonOf(error: unknown): string {
  const known = error instanceof UserError || error instanceof ApiError || error instanceof PartialWriteError;
  if (!known) throw error;
  return error.message.replaceAll(/\s*\[req_\w+\]/g, "");
}
