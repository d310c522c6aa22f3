import { isDeepStrictEqual } from "node:util";
import { onTestFinished } from "vitest";
import type { Write } from "../../../cli/plan/copy.ts";
import { type Emulator, type FullSeed, startEmulator } from "../../../emulator/index.ts";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import { pointer } from "../../../provider/kernel/pointer.ts";
import { type ReadState, recordedResource } from "../../../provider/kernel/recordedState.ts";
import type { Resource } from "../../../provider/kernel/resource.ts";
import { Session } from "../../../provider/kernel/session.ts";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kindNamed } from "../../../provider/registry.ts";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One resource of a program. */
export interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly args: Properties;
  /** Properties that are the ID of another resource: the name of a Workspace, or `TYPE NAME`. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
}

interface Entry {
  readonly declared: Declared;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The writes and the errors of a run. */
export interface Run {
  readonly writes: string[];
  readonly refused: string[];
}

/** The output of `pulumi preview --json`, as far as tests change it. */
export interface PreviewDocument {
  readonly steps: readonly PreviewStep[];
  readonly [field: string]: unknown;
}

interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: object;
  readonly newState?: object;
  readonly diffReasons?: readonly string[];
}

const stackUrn = "urn:pulumi:dev::lab::pulumi:pulumi:Stack::lab-dev";
const urn = ({ kind, name }: Declared) =>
  `urn:pulumi:dev::lab::pulumi-nodejs:dynamic/anthropic:${kind}::${name}`;

/**
 * A stack with the order of operations of Pulumi's engine: first the declared resources, then the deletes. Its previews
 * have the form of CLI 3.276.0.
 */
export class SmallEngine {
  readonly emulator: Emulator;
  #entries = new Map<string, Entry>();

  constructor(emulator: Emulator) {
    this.emulator = emulator;
  }

  static async over(seed: Parameters<typeof startEmulator>[0] = {}): Promise<SmallEngine> {
    const emulator = await startEmulator({ requestsPerMinute: "unlimited", warn: () => undefined, ...seed });
    onTestFinished(() => emulator.stop());
    return new SmallEngine(emulator);
  }

  get env(): Record<string, string> {
    return {
      ANTHROPIC_ADMIN_KEY: this.emulator.adminKey,
      ANTHROPIC_ADMIN_BASE_URL: this.emulator.url,
      ANTHROPIC_REQUESTS_PER_MINUTE: "100000",
    };
  }

  /** The output of `pulumi preview --json --show-sames` without a key, as in a pull request. */
  async preview(program: readonly Declared[], config: Record<string, string> = {}): Promise<PreviewDocument> {
    const session = this.#session({ ANTHROPIC_ADMIN_BASE_URL: this.emulator.url }, config);
    const steps: PreviewStep[] = [];
    const declaredUrns = new Set(program.map(urn));
    for (const declared of program) {
      const entry = this.#entries.get(urn(declared));
      const news = this.#inputs(declared, (name) => this.#entries.get(name)?.id ?? sentinel) ?? {};
      const kind = kindOf(declared);
      const { inputs, failures } = kind.check(session, entry?.inputs ?? {}, news);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      if (entry === undefined) {
        steps.push({ op: "create", urn: urn(declared), newState: this.#state(declared, inputs) });
        continue;
      }
      const { changes, replaces = [] } = await kind.diff(session, entry.id, entry.outputs, inputs);
      const differs = changes ?? !isDeepStrictEqual(inputs, entry.inputs);
      const op = replaces.length > 0 ? "replace" : differs ? "update" : "same";
      steps.push({
        op,
        urn: urn(declared),
        oldState: { ...this.#old(entry), ...(op === "replace" ? { delete: true } : {}) },
        newState: this.#state(declared, inputs),
        ...(op === "same" ? {} : { diffReasons: ["name"] }),
      });
    }
    const removed = [...this.#entries.values()].filter((entry) => !declaredUrns.has(urn(entry.declared)));
    for (const entry of removed.reverse()) {
      steps.push({ op: "delete", urn: urn(entry.declared), oldState: this.#old(entry) });
    }
    const sames = steps.filter(({ op }) => op === "same").length;
    return { config, steps, duration: 1, changeSummary: { same: sames } };
  }

  /** The output of `pulumi destroy --preview-only --json`. */
  async destroyPreview(config: Record<string, string> = {}): Promise<PreviewDocument> {
    const { steps } = await this.preview([], config);
    const stack = { urn: stackUrn, type: "pulumi:pulumi:Stack", custom: false, inputs: {}, outputs: {} };
    return {
      config,
      steps: [...steps, { op: "delete", urn: stackUrn, oldState: stack }],
      duration: 1,
      changeSummary: { delete: steps.length + 1 },
    };
  }

  /** Runs the operations of `pulumi up --continue-on-error`. */
  async up(program: readonly Declared[], config: Record<string, string> = {}, env = this.env): Promise<Run> {
    const recorded = [...this.#entries.values()].flatMap(({ declared, id, outputs }) =>
      recordedResource({ urn: urn(declared), type: declared.kind, id, outputs }, (_, properties, known) =>
        kindOf(declared).names(properties, known),
      ),
    );
    const session = this.#session(env, config, async () => recorded);
    const original = this.emulator.organization().state();
    this.emulator.clearRequests();
    const refused: string[] = [];
    const attempt = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        refused.push(withoutIds(error.message.replaceAll(/\s*\[req_\w+\]/g, ""), original));
        if (!(error instanceof PartialWriteError)) return undefined;
        return { id: error.id, outs: error.properties } as T;
      }
    };
    const declaredUrns = new Set(program.map(urn));
    const removed = [...this.#entries.values()]
      .filter((entry) => !declaredUrns.has(urn(entry.declared)))
      .reverse();
    const deleted = new Set(removed.map((entry) => urn(entry.declared)));
    const replaced: Entry[] = [];
    for (const declared of program) {
      const entry = this.#entries.get(urn(declared));
      const kind = kindOf(declared);
      const news = this.#inputs(declared, (name) => this.#entries.get(name)?.id);
      // The engine skips a resource that depends on one that failed.
      if (news === undefined) continue;
      const { inputs } = kind.check(session, entry?.inputs ?? {}, news);
      if (entry === undefined) {
        const made = await attempt(() => kind.create(session, inputs));
        if (made !== undefined) this.#record({ declared, id: made.id, inputs, outputs: made.outs });
        continue;
      }
      const { changes, replaces = [] } = await kind.diff(session, entry.id, entry.outputs, inputs);
      if (replaces.length > 0) {
        const made = await attempt(() => kind.create(session, kind.check(session, {}, news).inputs));
        if (made === undefined) continue;
        deleted.add(urn(declared));
        replaced.push(entry);
        this.#record({ declared, id: made.id, inputs, outputs: made.outs });
      } else if (changes ?? !isDeepStrictEqual(inputs, entry.inputs)) {
        const done = await attempt(() => kind.update(session, entry.id, entry.outputs, inputs));
        if (done !== undefined) this.#record({ declared, id: entry.id, inputs, outputs: done.outs });
      }
    }
    for (const entry of [...replaced.reverse(), ...removed]) {
      const { declared, id, outputs } = entry;
      const owner = declared.deletedWith;
      const isDeletedWith = owner !== undefined && [...deleted].some((name) => name.endsWith(`::${owner}`));
      if (declared.retainOnDelete !== true && !isDeletedWith) {
        await attempt(() => kindOf(declared).delete(session, id, outputs));
      }
      if (this.#entries.get(urn(declared)) === entry) this.#entries.delete(urn(declared));
    }
    return { writes: this.#writes(original), refused };
  }

  #writes(original: FullSeed): string[] {
    const done = this.emulator.requests.filter(({ method, status }) => method !== "GET" && status < 300);
    this.emulator.clearRequests();
    return shown(
      done.map(({ method, path, body }) => ({ method, path: path.split("/").slice(3), body })),
      original,
    );
  }

  #session(env: Record<string, string>, config: Record<string, string>, readState?: ReadState): Session {
    return new Session(
      (key) => config[key],
      env,
      () => undefined,
      0,
      undefined,
      readState,
    );
  }

  #record(entry: Entry): void {
    // At the end, as in a state.
    this.#entries.delete(urn(entry.declared));
    this.#entries.set(urn(entry.declared), entry);
  }

  /** The inputs of a resource. Undefined when a resource that it depends on failed. */
  #inputs({ kind, name, args, ids = {} }: Declared, idOf: (urn: string) => string | undefined) {
    const found: Properties = {};
    for (const [key, of] of Object.entries(ids)) {
      const id = idOf(referredUrn(of));
      if (id === undefined) return undefined;
      found[key] = id;
    }
    return {
      ...args,
      ...found,
      [kernelKeys.origin]: `lab/dev::${name}`,
      [kernelKeys.pointer]: pointer(kind),
    };
  }

  #state({ ids = {}, kind, name, retainOnDelete, deletedWith, ...declared }: Declared, inputs: Properties) {
    return {
      urn: urn({ ...declared, kind, name }),
      custom: true,
      type: `pulumi-nodejs:dynamic/anthropic:${kind}`,
      inputs,
      provider: `urn:pulumi:dev::lab::pulumi:providers:pulumi-nodejs::default::${sentinel}`,
      propertyDependencies: Object.fromEntries(
        Object.keys(inputs).map((key) => [key, key in ids ? [referredUrn(ids[key] ?? "")] : []]),
      ),
      ...(retainOnDelete === true ? { retainOnDelete } : {}),
      ...(deletedWith === undefined ? {} : { deletedWith: referredUrn(deletedWith) }),
    };
  }

  #old({ declared, id, inputs, outputs }: Entry) {
    return { ...this.#state(declared, inputs), id, outputs };
  }
}

const referredUrn = (of: string) => {
  const [kind = "", name] = of.split(" ");
  return name === undefined ? urn({ kind: "Workspace", name: of, args: {} }) : urn({ kind, name, args: {} });
};

function kindOf({ kind }: Declared): Resource {
  const found = kindNamed(kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

/** Writes as lines, with a fixed word in place of each new ID. */
export function shown(writes: readonly Write[], original: FullSeed): string[] {
  return writes.map(({ method, path, body }) => {
    const sent = body === undefined ? "" : ` ${JSON.stringify(body)}`;
    return withoutIds(`${method} ${path.join("/")}${sent}`, original);
  });
}

export function withoutIds(text: string, { workspaces, invites, users }: FullSeed): string {
  // The API does not list deleted invitations.
  const listed = invites.filter(({ status }) => status !== "deleted");
  const known = new Set([...workspaces, ...listed, ...users].map(({ id }) => id));
  return text.replace(/(wrkspc|invite|user)_\w+/g, (id, kind: string) =>
    known.has(id) ? id : `${kind}_new`,
  );
}
