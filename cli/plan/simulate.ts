import { setImmediate as pause } from "node:timers/promises";
import { PartialWriteError } from "../../provider/kernel/partialWriteError.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { specOf } from "../organization/families.ts";
import { unreadLines, unreadOf } from "../organization/unread.ts";
import type { Copy } from "./copy.ts";
import { notesOf } from "./notes.ts";
import { objectName } from "./objectName.ts";
import { isReplacement, type Step } from "./preview.ts";
import {
  exposedSecrets,
  hiddenTexts,
  hidesSecret,
  withActualValues,
  withoutHiddenValues,
  withoutSecretInputs,
  withoutSecretsInside,
  withUnknowns,
} from "./secrets.ts";
import { reasonOf, SimulationLog, type SimulationResult } from "./simulationLog.ts";
import { knownInputs, type Result, whyUnresolved, withPlaceholders } from "./unknowns.ts";
import { actionWithoutWrite, deleteWithoutWrite } from "./withoutWrite.ts";
import { actionsOf, ofDelete } from "./writes.ts";

const namedByRules: readonly string[] = ["FederationRule", "FederationIssuer", "ServiceAccount"];

/**
 * Runs the operations of the engine on copies of the organizations, in the same order: first the declared resources, then
 * the deletes. What an operation writes on the copy is what it would write to the organization. `progress` gets the number of
 * resources that are done.
 */
export async function simulate(
  steps: readonly Step[],
  copyFor: (step: Step) => Copy | undefined,
  progress: (done: number) => void,
): Promise<SimulationResult> {
  const simulation = new Simulation(steps, copyFor);
  const lastStep = new Map(steps.map(({ urn }, index) => [urn, index]));
  let done = 0;
  for (const [index, step] of steps.entries()) {
    await simulation.run(step);
    if (lastStep.get(step.urn) === index) {
      done += 1;
      progress(done);
    }
    // The emulator runs in this process. Without a pause, signals such as Ctrl-C would not be handled.
    await pause();
  }
  return await simulation.end();
}

class Simulation {
  readonly #copyFor: (step: Step) => Copy | undefined;
  readonly #log = new SimulationLog();
  /** The create steps of replacements that the preview shows as separate steps, by URN. */
  readonly #creates: ReadonlyMap<string, Step>;
  /** The URNs of replacements whose delete is a separate step. */
  readonly #separateDeletes: ReadonlySet<string>;
  readonly #replaced = new Set<string>();
  /** The URNs of deleted resources. Resources that are `deletedWith` one of them are not deleted separately. */
  readonly #deleted: Set<string>;
  /** Replaced resources whose old objects are not deleted yet. */
  #pendingDeletes: Step[] = [];

  constructor(steps: readonly Step[], copyFor: (step: Step) => Copy | undefined) {
    this.#copyFor = copyFor;
    const of = (...ops: string[]) => steps.filter(({ op }) => ops.includes(op));
    this.#creates = new Map(
      of("create-replacement").map((step) => [step.urn, withoutHiddenValues(step) ?? step]),
    );
    this.#separateDeletes = new Set(of("delete-replaced").map(({ urn }) => urn));
    this.#deleted = new Set(of("delete", "delete-replaced", "replace").map(({ urn }) => urn));
  }

  async run(previewed: Step): Promise<void> {
    this.#log.addSecrets(...exposedSecrets(previewed), ...(await this.#namedSecrets(previewed)));
    const step = withoutHiddenValues(previewed);
    if (step === undefined) return this.#simulateHidden(previewed);
    return await this.#simulate(step.secretInputs === undefined ? step : await this.#withActualValues(step));
  }

  /** Secrets in the actions of a federation rule, which name its conditions, its issuer and its service account. */
  async #namedSecrets(step: Step): Promise<string[]> {
    const { kind, old } = step;
    if (!namedByRules.includes(kind.kind) || old?.id === undefined || !hidesSecret(step)) return [];
    const copy = this.#copyFor(step);
    if (copy === undefined) return [];
    const { props } = await kind.read(copy.session, old.id, {}).catch(() => ({ props: {} }));
    return hiddenTexts(step, props);
  }

  /** Replaces values that the preview hides by those of the copy, if it has them. */
  async #withActualValues(step: Step): Promise<Step> {
    const copy = this.#copyFor(step);
    if (copy === undefined || step.old?.id === undefined) return step;
    const { props } = await step.kind
      .read(copy.session, step.old.id, withoutSecretsInside(step.old.outputs))
      // The operation itself reports the error.
      .catch(() => ({ props: {} }));
    const { step: known, secrets } = withActualValues(step, props);
    this.#log.addSecrets(...secrets);
    return known;
  }

  async #simulate(step: Step): Promise<void> {
    switch (step.op) {
      case "same":
        return await this.#same(step);
      case "create":
        return await this.#create(step);
      case "update":
        return await this.#change(step);
      case "replace":
      case "create-replacement":
        return await this.#replace(
          this.#creates.get(step.urn) ?? step,
          step.old?.pendingReplacement === true,
        );
      case "delete-replaced": {
        const create = this.#creates.get(step.urn);
        // An earlier run has created the replacement.
        if (create === undefined) return await this.#delete(step);
        if (!this.#replaced.has(step.urn)) return await this.#replace(create, true);
        return await this.#runPendingDeletes(({ urn }) => urn === step.urn);
      }
      case "delete":
        await this.#runPendingDeletes(({ urn }) => !this.#separateDeletes.has(urn));
        return await this.#delete(step);
      default:
        // Reads and refreshes write nothing.
        return;
    }
  }

  async end(): Promise<SimulationResult> {
    await this.#runPendingDeletes(() => true);
    return this.#log.result();
  }

  async #runPendingDeletes(isDue: (step: Step) => boolean): Promise<void> {
    const due = this.#pendingDeletes.filter(isDue).reverse();
    this.#pendingDeletes = this.#pendingDeletes.filter((step) => !isDue(step));
    for (const step of due) await this.#delete(step);
  }

  async #same(step: Step): Promise<void> {
    this.#log.keepOld(step);
    if (this.#copyFor(step) !== undefined) await this.#change(step);
  }

  async #create(step: Step): Promise<void> {
    await this.#run(step, {}, async (inputs, { session }) => {
      const created = await step.kind.create(session, inputs);
      return { id: created.id, outputs: created.outs };
    });
  }

  /** A replacement. The provider did not request it when it is forced: by `--replace`, or for a tainted resource. */
  async #replace(step: Step, deleteFirst: boolean): Promise<void> {
    if (this.#replaced.has(step.urn)) return;
    this.#replaced.add(step.urn);
    if (step.hasDiff) return await this.#change(step, deleteFirst);
    await this.#run(step, {}, (inputs, copy) => this.#recreate(step, copy, inputs, deleteFirst));
  }

  /**
   * A resource that exists. Compares again, because a preview without a key does not see who accepted an invitation or left.
   * `deleteBeforeReplace` is the resource option.
   */
  async #change(step: Step, deleteBeforeReplace = false): Promise<void> {
    const { kind, old, op } = step;
    const id = old?.id ?? "";
    const olds = old?.outputs ?? {};
    await this.#run(step, old?.inputs ?? {}, async (inputs, copy) => {
      const diff = await kind.diff(copy.session, id, olds, inputs);
      const replaces =
        (diff.replaces ?? []).length > 0 ||
        (isReplacement(op) && !(await this.#replacesWithoutKey(step, copy, inputs)));
      const deleteFirst = deleteBeforeReplace || diff.deleteBeforeReplace === true;
      if (replaces) return await this.#recreate(step, copy, inputs, deleteFirst);
      this.#deleted.delete(step.urn);
      if (op === "same" && diff.changes !== true) return undefined;
      const { outs } = await kind.update(copy.session, id, olds, inputs);
      return { id, outputs: outs };
    });
  }

  /** Whether the resource type requests a replacement when it cannot look up users. Otherwise the replacement is forced. */
  async #replacesWithoutKey(
    { kind, old }: Step,
    { keylessSession }: Copy,
    inputs: Properties,
  ): Promise<boolean> {
    kind.check(keylessSession, old?.inputs ?? {}, inputs);
    const { replaces = [] } = await kind.diff(keylessSession, old?.id ?? "", old?.outputs ?? {}, inputs);
    return replaces.length > 0;
  }

  async #recreate(step: Step, { session }: Copy, inputs: Properties, deleteFirst: boolean) {
    this.#deleted.add(step.urn);
    const news = step.kind.check(session, {}, inputs).inputs;
    if (deleteFirst) await this.#delete(step);
    const created = await step.kind.create(session, news);
    if (!deleteFirst) this.#pendingDeletes.push(step);
    return { id: created.id, outputs: created.outs };
  }

  /** Runs a create or an update, and records its result. */
  async #run(
    step: Step,
    olds: Properties,
    operate: (inputs: Properties, copy: Copy) => Promise<{ id: string; outputs: Properties } | undefined>,
  ): Promise<void> {
    const { urn, kind, name: resource } = step;
    const ref = { kind: kind.kind, resource };
    const copy = this.#copyFor(step);
    if (copy === undefined) return this.#log.unknown(step, "its Provider is known only during the run");
    if (this.#isUnread(step, copy)) return;
    const declared = knownInputs(step, this.#log.results);
    const { inputs, unresolved } = withPlaceholders(declared, step);
    // A resource with unknown inputs is declared, too: the check records it for deletes.
    if (unresolved.length > 0) kind.check(copy.session, olds, declared);
    const checked = kind.check(copy.session, olds, inputs);
    if (unresolved.length > 0 && checked.failures.length > 0) {
      // The preview has compared the secrets.
      if (step.op === "same") return;
      return this.#log.unknown(step, whyUnresolved(step, declared, unresolved, this.#log.rejected));
    }
    if (checked.failures.length > 0) {
      for (const { reason } of checked.failures) this.#log.reject(step, reason);
      return;
    }
    copy.takeNotices();
    let result: Result | undefined;
    let failed = false;
    try {
      // Properties that were secret before are neither compared nor sent.
      const known = step.old === undefined ? checked.inputs : withoutSecretInputs(checked.inputs);
      const done = await operate(known, copy);
      if (done !== undefined) result = { ...ref, ...done };
    } catch (error) {
      failed = true;
      this.#log.reject(step, reasonOf(error, copy));
      if (error instanceof PartialWriteError) result = { ...ref, id: error.id, outputs: error.properties };
    }
    const wrote = actionsOf(copy.takeEffects(), ref);
    this.#log.addActions(...wrote);
    const notices = copy.takeNotices();
    if (result !== undefined) this.#log.results.set(urn, result);
    if (failed || result === undefined) return;
    if (wrote.length === 0) this.#log.addActions(actionWithoutWrite(step, result, copy));
    this.#log.addNotes(...notesOf(notices, wrote));
  }

  async #delete(step: Step): Promise<void> {
    const { old, kind, name: resource } = step;
    if (old === undefined) return;
    const ref = { kind: kind.kind, resource };
    const shown = objectName(kind.kind, old.id ?? "", old.outputs, this.#copyFor(step));
    if (old.retainOnDelete === true) {
      const text = `${kind.kind} ${shown}: resource option \`retainOnDelete\``;
      this.#log.addActions({ ...ref, type: "retains", text });
      return;
    }
    if (old.deletedWith !== undefined && this.#deleted.has(old.deletedWith)) return;
    const copy = this.#copyFor(step);
    if (copy === undefined) return this.#log.unknown(step, "its Provider is known only during the run");
    if (this.#isUnread(step, copy)) return;
    copy.takeNotices();
    let failed = false;
    try {
      await kind.delete(copy.session, old.id ?? "", old.outputs);
    } catch (error) {
      failed = true;
      this.#log.refuse(step, reasonOf(error, copy));
    }
    const wrote = actionsOf(copy.takeEffects(), ref);
    this.#log.addActions(...wrote.map((action) => ofDelete(action, old.outputs)));
    const notices = copy.takeNotices();
    if (failed) return;
    if (wrote.length > 0) this.#log.addNotes(...notesOf(notices, wrote));
    else this.#log.addActions(deleteWithoutWrite(ref, `${kind.kind} ${shown}`, notices));
  }

  /**
   * Records a refusal if the copy lacks the objects of the resource type because the credential cannot read them: `up` cannot, either. The
   * resource type itself rejects a credential of the wrong type, unless an operation needs no request.
   */
  #isUnread(step: Step, { unread }: Copy): boolean {
    const missing = unreadOf(unread, step.kind.kind);
    if (missing?.because !== "credential" || specOf(missing.family).credential === "oauth") return false;
    this.#log.reject(step, unreadLines([missing]).join("\n"));
    return true;
  }

  /** Handles a step whose values the preview hides. Only `same` is known to change nothing. */
  #simulateHidden(step: Step): void {
    const { urn, kind, op, new: state } = step;
    const copy = this.#copyFor(step);
    // A resource with secrets is declared, too: the check records it for deletes.
    if (op !== "delete" && copy !== undefined) {
      kind.check(copy.session, {}, withUnknowns(state?.inputs ?? {}) as Properties);
    }
    if (op === "same") this.#log.keepOld(step);
    else if (/create|update|replace|delete/.test(op) && !this.#replaced.has(urn)) {
      this.#replaced.add(urn);
      this.#log.unknown(step, "it has secrets that the preview does not show");
    }
  }
}
