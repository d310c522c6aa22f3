import { ApiError } from "../../provider/api/apiError.ts";
import { UserError } from "../../provider/errors.ts";
import { PartialWriteError } from "../../provider/kernel/partialWriteError.ts";
import { quoted } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import type { Copy } from "./copy.ts";
import type { Step } from "./preview.ts";
import type { Refusal } from "./report.ts";
import type { Result } from "./unknowns.ts";
import { waitingActions } from "./waiting.ts";

/** The simulated effects of a run. */
export interface SimulationResult {
  readonly actions: readonly Action[];
  readonly refusals: readonly Refusal[];
  /** Notices, prefixed with the name of their resource. */
  readonly notes: readonly string[];
  /** Secret values, and actual values of secret properties. They must be redacted in the other fields. */
  readonly secrets: readonly string[];
}

/** Collects the effects of the simulated steps, and the results that later steps refer to. */
export class SimulationLog {
  /** Resources after their steps, by URN. */
  readonly results = new Map<string, Result>();
  /** The URNs of the resources that would be rejected. */
  readonly rejected = new Set<string>();
  readonly #actions: Action[] = [];
  readonly #refusals: Refusal[] = [];
  readonly #notes: string[] = [];
  readonly #secrets: string[] = [];

  addActions(...actions: Action[]): void {
    this.#actions.push(...actions);
  }

  addNotes(...notes: string[]): void {
    this.#notes.push(...notes);
  }

  addSecrets(...secrets: string[]): void {
    this.#secrets.push(...secrets);
  }

  /** Records that a step would fail. */
  refuse({ kind: { kind }, name: resource }: Step, reason: string): void {
    this.#refusals.push({ kind, resource, reason });
  }

  /** Records that a create or an update would fail. Later steps that refer to the resource cannot be simulated. */
  reject(step: Step, reason: string): void {
    this.refuse(step, reason);
    this.rejected.add(step.urn);
  }

  /** Records that the effects of a step are known only during the run. */
  unknown(step: Step, reason: string): void {
    const { kind } = step.kind;
    const text = `${kind} ${quoted(step.name)}: ${reason}`;
    this.#actions.push({ kind, resource: step.name, type: "unknown", text });
    if (step.op !== "delete") this.keepOld(step);
  }

  /** Records the old state of a resource as the result of its step. */
  keepOld({ urn, kind, name: resource, old }: Step): void {
    if (old === undefined) return;
    this.results.set(urn, { kind: kind.kind, resource, id: old.id ?? "", outputs: old.outputs });
  }

  result(): SimulationResult {
    return {
      actions: [...this.#actions, ...waitingActions(this.results.values(), this.#actions)],
      refusals: this.#refusals,
      notes: this.#notes,
      secrets: this.#secrets,
    };
  }
}

/**
 * The message of an error without the request ID, which is one of the emulator. Also without advice that names an object by its ID
 * on the copy, since the organization does not have the object.
 */
export function reasonOf(error: unknown, copy: Copy): string {
  const known = error instanceof UserError || error instanceof ApiError || error instanceof PartialWriteError;
  if (!known) throw error;
  if (error instanceof UserError && copy.namesNewObject(error.message.slice(error.summary.length)))
    return `${error.summary} The program creates it in the same run. Remove one of the two resources.`;
  return error.message.replaceAll(/\s*\[req_\w+\]/g, "");
}
