import type { ObjectName } from "./definition.ts";
import { NameSet } from "./objectName.ts";
import { stackName } from "./origin.ts";
import type { ProgramOwnership } from "./ownership.ts";
import type { ReadState, RecordedResource } from "./recordedState.ts";

/** A resource, as far as the state identifies it. */
export interface Identified {
  readonly type: string;
  readonly id: string;
  /** The name in the program and `project/stack`, as the outputs have them. They can be older than the state. */
  readonly name: string | undefined;
  readonly stack: string;
}

/**
 * The resources in the state of the stack that the program does not register in this run: it no longer declares them, or `--target`
 * leaves them out. The engine tells a provider nothing about them, so the state is read once, when the first delete or conflict
 * depends on it.
 */
export class RecordedOwners {
  readonly #read: ReadState | undefined;
  readonly #ownership: ProgramOwnership;
  readonly #deleted = new Set<RecordedResource>();
  /** The deletes that left their object to a resource. */
  readonly #deferred = new Map<RecordedResource, (() => Promise<void>)[]>();
  /** `organization/project/stack`, as the program passes it. Undefined in `destroy`, which does not run the program. */
  #stack: string | undefined;
  #resources: Promise<readonly RecordedResource[]> | undefined;

  constructor(read: ReadState | undefined, ownership: ProgramOwnership) {
    this.#read = read;
    this.#ownership = ownership;
  }

  /** Records the full name of the stack. */
  inStack(stack: string): void {
    this.#stack ??= stack;
  }

  /**
   * Whether the state has a resource with one of these objects that this run deletes or replaces, so that the
   * ownership can move to the resource of this name.
   */
  async release(
    names: readonly ObjectName[],
    { name, stack }: Pick<Identified, "name" | "stack">,
    organization: string | undefined,
  ): Promise<boolean> {
    const resources = await this.#all(stack);
    return this.#having(resources, names, organization).some(
      (resource) => resource.name === name || !this.#isRegistered(resource),
    );
  }

  /**
   * Records that a resource is being deleted. Returns the resource as the state has it now, and the other resources that have one of
   * these objects, would remove it, and are not deleted in this run so far.
   */
  async beginDelete(
    self: Identified,
    names: readonly ObjectName[],
    organization: string | undefined,
  ): Promise<{
    readonly self?: RecordedResource | undefined;
    readonly others: readonly RecordedResource[];
  }> {
    const resources = await this.#all(self.stack, self);
    const left = resources.filter((resource) => !this.#deleted.has(resource) && isSame(resource, self));
    const recorded =
      left.find(({ name }) => name === self.name) ?? left.find((resource) => !this.#isRegistered(resource));
    if (recorded !== undefined) this.#deleted.add(recorded);
    const others = this.#having(resources, names, organization).filter(
      (resource) => resource !== recorded && !resource.ended && !this.#isRegistered(resource),
    );
    return recorded === undefined ? { others: [] } : { self: recorded, others };
  }

  /** Records a delete that leaves its object to another resource. It runs if the delete of the other one retains the object. */
  defer(other: RecordedResource, run: () => Promise<void>): void {
    this.#deferred.set(other, [...(this.#deferred.get(other) ?? []), run]);
  }

  /** Runs the deletes that left their object to a resource, whose own delete retains it. */
  async runDeferred(resource: RecordedResource | undefined): Promise<void> {
    if (resource === undefined) return;
    const deferred = this.#deferred.get(resource) ?? [];
    this.#deferred.delete(resource);
    for (const run of deferred) await run();
  }

  /** The resource that has one of these objects and would remove it, is not registered in this run, and is not deleted so far. */
  async owner(
    names: readonly ObjectName[],
    stack: string,
    organization: string | undefined,
  ): Promise<RecordedResource | undefined> {
    const resources = await this.#all(stack);
    return this.#having(resources, names, organization).find(
      (resource) => !resource.ended && !this.#isRegistered(resource),
    );
  }

  /** The names of the resource of this type and ID that the state has, and that is not deleted so far. */
  async namesOf(
    { type, id }: Pick<Identified, "type" | "id">,
    stack: string,
  ): Promise<readonly ObjectName[]> {
    const resources = await this.#all(stack);
    return resources
      .filter((resource) => !this.#deleted.has(resource) && resource.type === type && resource.id === id)
      .flatMap(({ names }) => names);
  }

  #having(
    resources: readonly RecordedResource[],
    names: readonly ObjectName[],
    organization: string | undefined,
  ): RecordedResource[] {
    const wanted = new NameSet(names);
    return resources.filter(
      (resource) =>
        !this.#deleted.has(resource) &&
        (resource.organization ?? organization) === (organization ?? resource.organization) &&
        resource.names.some((name) => wanted.has(name)),
    );
  }

  #isRegistered({ type, stack, name }: RecordedResource): boolean {
    return this.#ownership.isRegistered(type, `${stack}::${name}`);
  }

  async #all(stack: string, self?: Identified): Promise<readonly RecordedResource[]> {
    this.#resources ??= this.#find(stack, self);
    return await this.#resources;
  }

  /** After `pulumi stack rename`, the outputs have the former name of the stack. A state without the resource belongs to another stack. */
  async #find(stack: string, self: Identified | undefined): Promise<readonly RecordedResource[]> {
    if (this.#read === undefined) return [];
    const candidates = this.#stack === undefined ? [stackName(stack), undefined] : [this.#stack];
    for (const candidate of candidates) {
      const resources = await this.#read(candidate);
      if (resources?.some((resource) => self === undefined || isSame(resource, self)) === true)
        return resources;
    }
    return [];
  }
}

function isSame(resource: RecordedResource, { type, id }: Identified): boolean {
  return resource.type === type && resource.id === id;
}
