import type { Declared, ObjectName, Ownership } from "./definition.ts";
import { NameMap, NameSet } from "./objectName.ts";
import type { Properties } from "./values.ts";

/**
 * The objects that the program's resources declare and have in state, recorded when the engine calls check and diff. Deletes run
 * last, when all resources of the program are known.
 */
export class ProgramOwnership implements Ownership {
  /** The registrations that failed in this run, each with its resource type and name. */
  readonly #failed = new Map<string, string>();
  readonly #registered = new Set<string>();
  readonly #declared = new Map<string, (Declared & { id?: string })[]>();
  readonly #declaredNames = new NameSet();
  /** The resources that have an object in their state and keep it, as resource type and name. */
  readonly #owners = new NameMap<Set<string>>();
  /** The origin of the only resource that can declare an object. */
  readonly #exclusive = new NameMap<string>();
  readonly #moved = new NameSet();
  readonly #replaced = new NameSet();
  readonly #creating = new NameMap<true>();

  /** The first resource whose registration failed in this run, and was not repeated with success: resource type and name. */
  get failedRegistration(): string | undefined {
    return this.#failed.values().next().value;
  }

  /** Records that the registration of a resource failed. The engine repeats it if an error hook of the program asks for it. */
  registrationFailed(registration: string, resource: string): void {
    this.#failed.set(registration, resource);
  }

  /** Records that a registration succeeded, which may have failed before. */
  registrationSucceeded(registration: () => string): void {
    if (this.#failed.size > 0) this.#failed.delete(registration());
  }

  ofType<Inputs>(type: string): readonly Declared<Inputs>[] {
    // The inputs were parsed with the schema of that type. The caller supplies the matching TypeScript type.
    return (this.#declared.get(type) ?? []) as readonly Declared<Inputs>[];
  }

  isDeclared(name: ObjectName): boolean {
    return this.#declaredNames.has(name);
  }

  isOwnedByAnother(name: ObjectName, type: string, resource: string | undefined): boolean {
    return this.otherOwner(name, type, resource) !== undefined;
  }

  otherOwner(name: ObjectName, type: string, resource: string | undefined): string | undefined {
    const other = [...(this.#owners.get(name) ?? [])].find((owner) => owner !== `${type} ${resource}`);
    return other?.slice(other.indexOf(" ") + 1);
  }

  isReleased(name: ObjectName): boolean {
    return this.#moved.has(name) || this.#replaced.has(name);
  }

  reserve(name: ObjectName): (() => void) | undefined {
    if (this.#creating.has(name)) return undefined;
    this.#creating.set(name, true);
    return () => this.#creating.delete(name);
  }

  /** Records that the program registers a resource, whether or not it passes check. */
  register(type: string, origin: unknown): void {
    this.#registered.add(`${type} ${String(origin)}`);
  }

  /**
   * Whether the program has registered a resource in this run. A refresh registers none: it calls diff for every resource in
   * the state, also for those that the program no longer declares.
   */
  isRegistered(type: string, origin: unknown): boolean {
    return this.#registered.has(`${type} ${String(origin)}`);
  }

  /** Records a resource that passed check, and the names of its object that its inputs imply. */
  declare(
    type: string,
    inputs: Properties,
    unknown: ReadonlySet<string>,
    names: readonly ObjectName[],
    origin?: unknown,
    { olds, adopting }: Pick<Declared, "olds" | "adopting"> = {},
  ): void {
    const present = this.#declared.get(type) ?? [];
    present.push({ inputs, unknown, origin, olds, adopting });
    this.#declared.set(type, present);
    this.learn(names);
  }

  /** Records the ID in the state of a declared resource. */
  identify(type: string, origin: unknown, id: string): void {
    const declared = this.#declared.get(type)?.findLast((one) => one.origin === origin);
    if (declared !== undefined) declared.id = id;
  }

  /** Records further names of a declared object, which the API returned. */
  learn(names: readonly ObjectName[]): void {
    this.#declaredNames.add(...names);
  }

  /** Records that a registered resource has an object in its state and keeps it. */
  own(names: readonly ObjectName[], type: string, resource: string | undefined): void {
    for (const name of names) {
      this.#owners.set(name, (this.#owners.get(name) ?? new Set()).add(`${type} ${resource}`));
    }
  }

  /** Records that only the resource at `origin` can declare an object. If another resource already declares it, returns its origin. */
  claim(name: ObjectName, origin: string): string | undefined {
    const holder = this.#exclusive.get(name) ?? origin;
    this.#exclusive.set(name, holder);
    return holder === origin ? undefined : holder;
  }

  /** Records that a delete moved the ownership of the object to another resource. */
  move(names: readonly ObjectName[]): void {
    this.#moved.add(...names);
  }

  /** Records that a resource will be replaced, so that another resource can own its object. */
  willReplace(names: readonly ObjectName[]): void {
    this.#replaced.add(...names);
  }
}
