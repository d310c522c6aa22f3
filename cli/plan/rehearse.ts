import { setImmediate as pause } from "node:timers/promises";
import { ApiError, RefusedError } from "../../provider/api/errors.ts";
import { HalfMade } from "../../provider/kernel/lifecycle.ts";
import { kept } from "../../provider/kernel/managed.ts";
import { isUnknown } from "../../provider/kernel/unknown.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/people.ts";
import { joined, quoted } from "../output/counting.ts";
import { secret } from "../states/propertyValues.ts";
import type { Action } from "./actions.ts";
import type { Copy } from "./copy.ts";
import type { Step } from "./preview.ts";
import type { Refusal } from "./refusal.ts";
import { filled, holdsSecret, legible, toldElsewhere, withoutSecretInputs, withUnknowns } from "./secrets.ts";
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

/** A resource as the run would leave it. */
interface Result {
  readonly kind: string;
  readonly resource: string;
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * Does to copies what the engine would do to the organizations, by the same operations in the same order: resources as
 * the program declares them, deletes afterwards. What each of them wrote is what it would write.
 */
export async function rehearse(
  steps: readonly Step[],
  copyFor: (step: Step) => Copy | undefined,
  tell: (done: number) => void,
): Promise<Rehearsed> {
  const rehearsal = new Rehearsal(steps, copyFor);
  for (const [index, step] of steps.entries()) {
    await rehearsal.take(step);
    tell(index + 1);
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
      actions: [...this.#actions, ...this.#waiting()],
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
    const declared = this.#inputsOf(step);
    const { inputs, open } = presentable(declared, step);
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
    copy.said();
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
      if (error instanceof HalfMade) result = { ...asker, id: error.id, outputs: error.properties };
    }
    const wrote = actionsOf(copy.done(), asker);
    this.#actions.push(...wrote);
    const lines = copy.said();
    if (result !== undefined) this.#results.set(urn, result);
    if (failed || result === undefined) return;
    if (wrote.length === 0) this.#actions.push(this.#withoutWrite(step, result, copy));
    // That an object is taken over is said by the plan itself.
    this.#notes.push(...lines.filter((line) => !/is taken over as it is; nothing was written\.$/.test(line)));
  }

  #withoutWrite(
    { op, kind, name: resource, old, new: state, hidden: known }: Step,
    { id, outputs }: Result,
    copy: Copy,
  ): Action {
    const asker = { kind: kind.kind, resource };
    const shown = called(kind.kind, id, outputs, copy);
    const secrets = Object.keys(state?.inputs ?? {}).filter((name) => holdsSecret(state?.inputs[name]));
    const hidden = [...new Set([...(known ?? []), ...secrets])]
      .filter((name) => name !== kept.pointer)
      .map((name) => `\`${name}\``);
    if (op === "update" && hidden.length > 0) {
      return {
        ...asker,
        deed: "unknown",
        text: `${shown}: ${joined(hidden)} may change, which Pulumi keeps secret`,
      };
    }
    const made = op === "create" || isReplacement(op);
    if (made && outputs["adopted"] === true) {
      return { ...asker, deed: "adopts", text: `${kind.kind} ${shown}` };
    }
    if (outputs["status"] === "implicit") {
      return { ...asker, deed: "records", text: `${shown}: the role in the organization gives it already` };
    }
    const [was, is] = [old?.outputs["status"], outputs["status"]];
    const waits = pending.has(String(is));
    if (made && !waits) return { ...asker, deed: "adopts", text: `${kind.kind} ${shown}` };
    const moved = !made && was !== is ? `: ${String(was)} before, ${String(is)} now` : "";
    const changed = moved === "" && waits ? ": the person is waited for" : moved;
    return { ...asker, deed: "records", text: `${kind.kind} ${shown}${changed}` };
  }

  async #delete(step: Step): Promise<void> {
    const { old, kind, name: resource } = step;
    if (old === undefined) return;
    const asker = { kind: kind.kind, resource };
    const shown = called(kind.kind, old.id ?? "", old.outputs, this.#copyFor(step));
    if (old.retainOnDelete === true) {
      const text = `${kind.kind} ${shown}: its resource option \`retainOnDelete\` says so`;
      this.#actions.push({ ...asker, deed: "keeps", text });
      return;
    }
    if (old.deletedWith !== undefined && this.#deleted.has(old.deletedWith)) return;
    const copy = this.#copyFor(step);
    if (copy === undefined) return this.#unknown(step, "its Provider is known only then");
    copy.said();
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
        unused && action.deed === "deactivates"
          ? { ...action, text: `${action.text}, if nobody used it in the last 30 days` }
          : action,
      ),
    );
    const lines = copy.said();
    if (failed) return;
    if (wrote.length > 0) this.#notes.push(...lines);
    else if (lines.some((line) => handedOver.test(line))) {
      this.#actions.push({ ...asker, deed: "handsOver", text: `${kind.kind} ${shown}` });
    } else if (lines.length > 0) {
      const why = lines.map((line) => withoutName(line, resource)).join(" ");
      this.#actions.push({ ...asker, deed: "keeps", text: why });
    } else {
      const text = `${kind.kind} ${shown}: given up, but gone already or never there`;
      this.#actions.push({ ...asker, deed: "records", text });
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
      deed: "unknown",
      text: `${kind.kind} ${quoted(resource)}: ${why}`,
    });
    if (op !== "delete" && old !== undefined) {
      this.#results.set(urn, { kind: kind.kind, resource, id: old.id ?? "", outputs: old.outputs });
    }
  }

  /** The inputs of a step, with what the preview did not know and the rehearsal has shown. */
  #inputsOf({ new: state }: Step): Properties {
    const { inputs = {}, propertyDependencies } = state ?? {};
    return Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => {
        const dependencies = propertyDependencies?.[name] ?? [];
        return [name, isUnknown(value) ? this.#resolved(name, value, dependencies) : value];
      }),
    );
  }

  /**
   * Which property of a resource an input takes, a preview does not say. Two are certain all the same: the `workspace`
   * is a workspace's id, and a `userId` is a member's.
   */
  #resolved(name: string, value: unknown, dependencies: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#resolved(name, each, dependencies));
    if (isRecord(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, this.#resolved(key, part, dependencies)]),
      );
    }
    if (!isUnknown(value)) return value;
    const results = dependencies.flatMap((urn) => this.#results.get(urn) ?? []);
    const of = (kind: string) => {
      const [one, another] = results.filter((result) => result.kind === kind);
      return another === undefined ? one : undefined;
    };
    if (name === "workspace") return of("Workspace")?.id ?? value;
    if (name !== "userId") return value;
    const member = of("Member");
    return member === undefined ? value : member.outputs["userId"];
  }

  /** Everybody whom resources go on waiting for, each once, but for those whom this run mails. */
  #waiting(): Action[] {
    const mailed = new Set(
      this.#actions.flatMap(({ deed, person }) => (deed === "mails" ? (person?.email ?? []) : [])),
    );
    const waiting = new Map<string, Action>();
    for (const { kind, resource, id, outputs } of this.#results.values()) {
      for (const { person, why } of awaited(kind, id, outputs)) {
        const name = person.email ?? person.userId ?? id;
        if (mailed.has(name) || (waiting.has(name) && kind !== "Member")) continue;
        waiting.set(name, { deed: "waitsFor", kind, resource, person, text: `${name}: ${why}` });
      }
    }
    return [...waiting.values()];
  }
}

function isReplacement(op: string): boolean {
  return op === "replace" || op === "create-replacement";
}

/** How the kernel says that a delete left an object to the resource that declares it now. */
const handedOver = /is declared by another resource of this program now/;

/** Statuses of people, and of their places, while the organization does not have them yet. */
const pending: ReadonlySet<string> = new Set(["invited", "expired", "awaited", "pending"]);

interface Awaited {
  readonly person: { readonly email?: string; readonly userId?: string };
  readonly why: string;
}

function awaited(kind: string, id: string, outputs: Properties): Awaited[] {
  const list: unknown[] = kind === "WorkspaceMembers" ? listOf(outputs["people"]) : [outputs];
  return list.filter(isRecord).flatMap((entry) => {
    const status = String(entry["status"]);
    if (!pending.has(status)) return [];
    const why =
      status === "pending" ? waits.get(String(entry["waitingFor"] ?? "acceptance")) : waits.get(status);
    return [{ person: personOf(entry, id), why: why ?? status }];
  });
}

const waits: ReadonlyMap<string, string> = new Map([
  ["invited", "invited, and has not accepted yet"],
  ["acceptance", "invited, and has not accepted yet"],
  ["expired", "invited, but too long ago: the invitation has expired"],
  ["awaited", "not in the organization, and not to be invited"],
  ["nobody", "neither in the organization nor invited"],
]);

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function personOf({ email, userId }: Properties, id: string): Awaited["person"] {
  const person = id.split("/").at(-1) ?? id;
  if (typeof email === "string") return { email: normalEmail(email) };
  if (typeof userId === "string") return { userId };
  return person.includes("@") ? { email: normalEmail(person) } : { userId: person };
}

/** An object of the organization, as people call it. */
function called(kind: string, id: string, outputs: Properties, copy: Copy | undefined): string {
  const text = (name: string) => (typeof outputs[name] === "string" ? outputs[name] : undefined);
  const workspace = text("workspace") ?? id.split("/")[0] ?? id;
  const place = copy?.called(workspace) ?? workspace;
  const person = text("email") ?? text("userId");
  switch (kind) {
    case "WorkspaceMember":
      return `${person ?? id.split("/").at(-1)} in ${place}`;
    case "WorkspaceMembers":
      return place;
    case "Member":
    case "Invite":
      return person ?? id;
    default: {
      const name = text("name");
      return name === undefined ? id : `${quoted(name)} (${id})`;
    }
  }
}

/**
 * Inputs with words in place of what nobody knows yet, and the names of these inputs. Where any words will do, a name
 * or a tag, the operation can be rehearsed all the same; where not, the check says so.
 */
function presentable(inputs: Properties, { name, old }: Step): { inputs: Properties; open: string[] } {
  const open = Object.keys(inputs).filter((key) => isUnknown(inputs[key]) || holdsSecret(inputs[key]));
  const filled = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => filled(key, each));
    if (isRecord(value)) {
      return Object.fromEntries(Object.entries(value).map(([part, each]) => [part, filled(part, each)]));
    }
    if (isUnknown(value)) return `(known only at \`up\`: ${name}.${key})`;
    // Makes the placeholder unique, so that two new objects with secret names do not conflict.
    return old === undefined && value === secret ? `${secret} (${name}.${key})` : value;
  };
  return {
    inputs: Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, filled(key, value)])),
    open: open.map((key) => `\`${key}\``),
  };
}

function withoutName(line: string, resource: string): string {
  return line.startsWith(`${resource}: `) ? line.slice(resource.length + 2) : line;
}

/** The sentences of an error; what the emulator calls its requests means nothing to anybody. */
function reasonOf(error: unknown): string {
  const known = error instanceof RefusedError || error instanceof ApiError || error instanceof HalfMade;
  if (!known) throw error;
  return error.message.replaceAll(/\s*\[req_\w+\]/g, "");
}
