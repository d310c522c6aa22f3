import { isDeepStrictEqual } from "node:util";
import { onTestFinished } from "vitest";
import type { Write } from "../../../cli/plan/copy.ts";
import { type Emulator, type FullSeed, startEmulator } from "../../../emulator/index.ts";
import { kept } from "../../../provider/kernel/managed.ts";
import { PartialWriteError } from "../../../provider/kernel/partialWriteError.ts";
import { pointer } from "../../../provider/kernel/pointer.ts";
import type { Resource } from "../../../provider/kernel/resource.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kindNamed } from "../../../provider/registry.ts";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One resource of a program. */
export interface Declared {
  readonly kind: string;
  readonly name: string;
  readonly args: Properties;
  /** Properties that are the id of another resource. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
}

interface Held {
  readonly declared: Declared;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Everything that a run did, and what was refused on its way. */
export interface Run {
  readonly writes: string[];
  readonly refused: string[];
}

/** What `pulumi preview --json` prints, as far as tests change it. */
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

const urn = ({ kind, name }: Declared) =>
  `urn:pulumi:dev::lab::pulumi-nodejs:dynamic/anthropic:${kind}::${name}`;

/**
 * A stack as Pulumi's engine works on it, as far as the order of operations goes: resources as they are declared, and
 * deletes afterwards. It prints previews in the form that was recorded from CLI 3.276.0.
 */
export class SmallEngine {
  readonly emulator: Emulator;
  #held = new Map<string, Held>();

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

  /** What `pulumi preview --json --show-sames` prints. Without a key, as in a pull request. */
  async preview(program: readonly Declared[], config: Record<string, string> = {}): Promise<PreviewDocument> {
    const session = this.#session({ ANTHROPIC_ADMIN_BASE_URL: this.emulator.url }, config);
    const steps: PreviewStep[] = [];
    const declaredUrns = new Set(program.map(urn));
    for (const declared of program) {
      const held = this.#held.get(urn(declared));
      const news = this.#inputs(declared, (name) => this.#held.get(name)?.id ?? sentinel) ?? {};
      const kind = kindOf(declared);
      const { inputs, failures } = kind.check(session, held?.inputs ?? {}, news);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      if (held === undefined) {
        steps.push({ op: "create", urn: urn(declared), newState: this.#state(declared, inputs) });
        continue;
      }
      const { changes, replaces = [] } = await kind.diff(session, held.id, held.outputs, inputs);
      const differs = changes ?? !isDeepStrictEqual(inputs, held.inputs);
      const op = replaces.length > 0 ? "replace" : differs ? "update" : "same";
      steps.push({
        op,
        urn: urn(declared),
        oldState: { ...this.#old(held), ...(op === "replace" ? { delete: true } : {}) },
        newState: this.#state(declared, inputs),
        ...(op === "same" ? {} : { diffReasons: ["name"] }),
      });
    }
    const going = [...this.#held.values()].filter((held) => !declaredUrns.has(urn(held.declared)));
    for (const held of going.reverse()) {
      steps.push({ op: "delete", urn: urn(held.declared), oldState: this.#old(held) });
    }
    const sames = steps.filter(({ op }) => op === "same").length;
    return { config, steps, duration: 1, changeSummary: { same: sames } };
  }

  /** What `pulumi up --continue-on-error` does. */
  async up(program: readonly Declared[], config: Record<string, string> = {}): Promise<Run> {
    const session = this.#session(this.env, config);
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
    const going = [...this.#held.values()].filter((held) => !declaredUrns.has(urn(held.declared))).reverse();
    const deleted = new Set(going.map((held) => urn(held.declared)));
    const replaced: Held[] = [];
    for (const declared of program) {
      const held = this.#held.get(urn(declared));
      const kind = kindOf(declared);
      const news = this.#inputs(declared, (name) => this.#held.get(name)?.id);
      // What a failed resource was to give is missing, and the engine never comes to what depends on it.
      if (news === undefined) continue;
      const { inputs } = kind.check(session, held?.inputs ?? {}, news);
      if (held === undefined) {
        const made = await attempt(() => kind.create(session, inputs));
        if (made !== undefined) this.#keep({ declared, id: made.id, inputs, outputs: made.outs });
        continue;
      }
      const { changes, replaces = [] } = await kind.diff(session, held.id, held.outputs, inputs);
      if (replaces.length > 0) {
        const made = await attempt(() => kind.create(session, kind.check(session, {}, news).inputs));
        if (made === undefined) continue;
        deleted.add(urn(declared));
        replaced.push(held);
        this.#keep({ declared, id: made.id, inputs, outputs: made.outs });
      } else if (changes ?? !isDeepStrictEqual(inputs, held.inputs)) {
        const done = await attempt(() => kind.update(session, held.id, held.outputs, inputs));
        if (done !== undefined) this.#keep({ declared, id: held.id, inputs, outputs: done.outs });
      }
    }
    for (const held of [...replaced.reverse(), ...going]) {
      const { declared, id, outputs } = held;
      const with_ = declared.deletedWith;
      const goesAlong = with_ !== undefined && [...deleted].some((name) => name.endsWith(`::${with_}`));
      if (declared.retainOnDelete !== true && !goesAlong) {
        await attempt(() => kindOf(declared).delete(session, id, outputs));
      }
      if (this.#held.get(urn(declared)) === held) this.#held.delete(urn(declared));
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

  #session(env: Record<string, string>, config: Record<string, string>): Session {
    return new Session(
      (key) => config[key],
      env,
      () => undefined,
      0,
    );
  }

  #keep(held: Held): void {
    // Behind everything else, as a state has it.
    this.#held.delete(urn(held.declared));
    this.#held.set(urn(held.declared), held);
  }

  /** What a resource is given; undefined when the id of another is missing. */
  #inputs({ kind, name, args, ids = {} }: Declared, idOf: (urn: string) => string | undefined) {
    const found: Properties = {};
    for (const [key, of] of Object.entries(ids)) {
      const id = idOf(workspaceUrn(of));
      if (id === undefined) return undefined;
      found[key] = id;
    }
    return { ...args, ...found, [kept.origin]: `lab/dev::${name}`, [kept.pointer]: pointer(kind) };
  }

  #state({ ids = {}, kind, name, retainOnDelete, deletedWith, ...declared }: Declared, inputs: Properties) {
    return {
      urn: urn({ ...declared, kind, name }),
      custom: true,
      type: `pulumi-nodejs:dynamic/anthropic:${kind}`,
      inputs,
      provider: `urn:pulumi:dev::lab::pulumi:providers:pulumi-nodejs::default::${sentinel}`,
      propertyDependencies: Object.fromEntries(
        Object.keys(inputs).map((key) => [key, key in ids ? [workspaceUrn(ids[key] ?? "")] : []]),
      ),
      ...(retainOnDelete === true ? { retainOnDelete } : {}),
      ...(deletedWith === undefined ? {} : { deletedWith: workspaceUrn(deletedWith) }),
    };
  }

  #old({ declared, id, inputs, outputs }: Held) {
    return { ...this.#state(declared, inputs), id, outputs };
  }
}

const workspaceUrn = (name: string) => urn({ kind: "Workspace", name, args: {} });

function kindOf({ kind }: Declared): Resource {
  const found = kindNamed(kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

/** Writes, as lines; ids that were not there before are the same word in all of them. */
export function shown(writes: readonly Write[], original: FullSeed): string[] {
  return writes.map(({ method, path, body }) => {
    const sent = body === undefined ? "" : ` ${JSON.stringify(body)}`;
    return withoutIds(`${method} ${path.join("/")}${sent}`, original);
  });
}

export function withoutIds(text: string, { workspaces, invites, users }: FullSeed): string {
  // No list shows invitations that were withdrawn.
  const listed = invites.filter(({ status }) => status !== "deleted");
  const known = new Set([...workspaces, ...listed, ...users].map(({ id }) => id));
  return text.replace(/(wrkspc|invite|user)_\w+/g, (id, kind: string) =>
    known.has(id) ? id : `${kind}_new`,
  );
}
