import type { z } from "zod";
import type { Client } from "../api/client.ts";
import type { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import type { ApiLimitationName } from "../apiLimitations.ts";
import type { Settings } from "../settings/config.ts";
import type { Properties } from "./values.ts";

// The contract between the kernel and the resource types. Types only.

/** A rejected input, by its top-level property. An empty property stands for the whole resource. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * The properties of an object as the API returned them. An absent property was not read, or has no value yet, and stays
 * as declared. A property that is null has no value.
 */
export type Observed<State> = { readonly [Key in keyof State]?: State[Key] | null | undefined };

/** An object that exists, or a resource that waits for one. */
export interface Created<State> {
  readonly id: string;
  readonly observed: Observed<State>;
}

/**
 * What a resource needs although the program did not change. `complete`: an update that completes what was pending, which is
 * not drift. `update`: an update that repairs a change made outside of Pulumi. `replace`: a replacement, because of the named
 * input. `refuses`: update will fail, with this text after "cannot". `will`: an update that is not drift, with this text after
 * "`up` will".
 */
export type Attention =
  | "complete"
  | "update"
  | { readonly replace: string }
  | { readonly refuses: string }
  | { readonly will: string };

type InputName<Inputs extends z.ZodObject> = keyof z.infer<Inputs> & string;

/** The properties of a resource type. */
export interface PropertiesDefinition<
  Inputs extends z.ZodObject = z.ZodObject,
  State extends z.ZodObject = z.ZodObject,
> {
  /** The API's name of the object. Part of every state file. */
  readonly kind: string;
  /** What the program declares. Parsing also normalizes (letter case, order of sets). */
  readonly inputs: Inputs;
  /** What is stored: the inputs and what the API adds. Unknown properties survive. */
  readonly state: State;
  /** Inputs that are properties of the object in the organization. */
  readonly managed: readonly InputName<Inputs>[];
  /** Managed inputs that are objects and are managed field by field. */
  readonly parts?: readonly InputName<Inputs>[];
  /** Properties that the API does not support but users may try, with the limitation that the error quotes. */
  readonly impossible?: Readonly<Record<string, ApiLimitationName>>;
}

/** How the objects of a resource type are identified, and which of them only one resource may declare. */
export interface Identity<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Normalizes an ID in any accepted form, or throws. Makes no request. */
  parseId(id: string): string;
  /** The ID, if the inputs determine it. */
  idOf?(inputs: Partial<z.infer<Inputs>>): string | undefined;
  /**
   * Every name under which the object may be declared by another resource of the program, of this type or another one.
   * Deleting a resource whose object is declared under one of the names of its type writes nothing.
   */
  names(properties: Partial<z.infer<State>>, id: string | undefined): readonly ObjectName[];
  /**
   * Names that only one resource of the program may declare. By default, the names of its own type. `isNew` means that the
   * resource has no state, or is replaced.
   */
  exclusiveNames?(
    inputs: Partial<z.infer<Inputs>>,
    id: string | undefined,
    isNew: boolean,
  ): readonly ObjectName[];
  /** Further exclusive names of an existing resource, which are only in its state. */
  exclusiveNamesInState?(id: string, old: Partial<z.infer<State>>): readonly ObjectName[];
}

/** What the inputs are checked against. */
export interface ValidationContext<Inputs> {
  readonly olds: Partial<Inputs> | undefined;
  readonly unknown: ReadonlySet<string>;
  readonly settings: Settings;
  readonly declarations: Declarations;
}

/** Checks that need several properties. */
export interface Validation<Inputs extends z.ZodObject> {
  /** Inputs that are unknown are absent from `inputs` and named in `unknown`. */
  reject?(inputs: Partial<z.infer<Inputs>>, context: ValidationContext<z.infer<Inputs>>): readonly Failure[];
}

/** When a change replaces the resource. A type without this is always updated in place. */
export interface Replacement<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Inputs whose change means another object. */
  readonly identifying?: readonly InputName<Inputs>[];
  /**
   * The new object is created before the old one is deleted: always, or when one of these inputs changes. Otherwise the
   * old one is deleted first.
   */
  readonly replaceInOrder?: "createFirst" | readonly InputName<Inputs>[];
  /** Whether changed identifying inputs still mean the same object, so that the resource is updated. */
  sameObject?(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
  ): Promise<boolean>;
}

/** What an update may have to do although the program did not change. */
export interface Pending<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Inputs that are not in the organization, but whose change makes requests. */
  readonly requestTriggers?: readonly InputName<Inputs>[];
  attention?(
    operation: Operation,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
    id: string,
  ): Promise<Attention | undefined> | Attention | undefined;
}

/** The operations on the object itself. */
export interface Lifecycle<Inputs extends z.ZodObject, State extends z.ZodObject> {
  create(operation: Operation, inputs: z.infer<Inputs>): Promise<Created<z.infer<State>>>;
  /**
   * The object as it is now, or undefined when it certainly does not exist and may be created again. `old` is absent for
   * `.get` and `import`, `inputs` is present only for `import`.
   */
  read(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>> | undefined,
    inputs?: z.infer<Inputs>,
  ): Promise<Observed<z.infer<State>> | undefined>;
  /** Why the resource option `import` may not adopt an object, or undefined. */
  unadoptable?(
    operation: Operation,
    id: string,
    observed: Observed<z.infer<State>>,
    inputs: z.infer<Inputs>,
  ): Promise<string | undefined>;
  /** `changed` has the paths of the managed values that differ. It is empty if only local inputs differ. */
  update(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: z.infer<Inputs>,
    changed: ReadonlySet<string>,
  ): Promise<Observed<z.infer<State>>>;
  /** Why delete leaves the object as it is without any request, or undefined. */
  retained?(old: Partial<z.infer<State>>, id: string): string | undefined;
  delete(operation: Operation, id: string, old: Partial<z.infer<State>>): Promise<void>;
}

/**
 * What a resource type defines. The kernel has the rules that hold for every type (what counts as a change, what is managed,
 * adoption, ownership, partial creates, the organization guard).
 */
export interface ResourceDefinition<Inputs extends z.ZodObject, State extends z.ZodObject>
  extends PropertiesDefinition<Inputs, State>,
    Identity<Inputs, State>,
    Validation<Inputs>,
    Replacement<Inputs, State>,
    Pending<Inputs, State>,
    Lifecycle<Inputs, State> {}

/** What a notice is about. Other modules decide on the code, never on the text. */
export type NoticeCode =
  /** An existing object was adopted; nothing was written. */
  | "adopted"
  /** An object that an interrupted run of this stack created was adopted. */
  | "recovered"
  /** The response to a create was lost, and another client may have created the object that was found. */
  | "createUncertain"
  /** A delete wrote nothing, because the program still declares the object. */
  | "ownershipMoved"
  /** A delete left the object, or a part of it, unchanged. */
  | "retained"
  /** API keys of a user stay active. */
  | "keysRetained"
  | "keyStatusChanged"
  /** A workspace has members that the program does not declare. */
  | "undeclaredMembers"
  /** Access that comes with the organization role cannot be removed. */
  | "implicitAccess"
  /** The next update will be rejected. */
  | "updateRefused"
  /** The next update will do something that the engine does not show. */
  | "updatePending"
  | "claudeCodeWorkspace"
  | "storageAttached"
  /** Something was not looked up, because no key is set. */
  | "notLookedUp"
  | "auditLogIncomplete"
  /** Requests wait for the rate limit. */
  | "rateLimited";

/** One call from Pulumi, while it lasts. */
export interface Operation {
  readonly settings: Settings;
  readonly client: Client;
  readonly cache: OrganizationCache;
  readonly limits: LimitsPerRun;
  readonly ownership: Ownership;
  /** When the operation began. A list requested since then shows the organization before this operation wrote anything. */
  readonly began: MinFreshness;
  /** The resource's name in the program. */
  readonly name: string | undefined;
  /** `project/stack`. */
  readonly stack: string;
  /** `project/stack` when the state was written. Differs after `pulumi stack rename` and `pulumi state move`. */
  readonly formerStack: string;
  /** Shows a notice that names the resource. */
  notify(code: NoticeCode, text: string): void;
  /** Shows a notice once in a run, however many resources have the same. */
  notifyOnce(code: NoticeCode, text: string): void;
}

/** Counts the writes that are limited per run. Exceeding a limit throws. */
export interface LimitsPerRun {
  /** Counts `count` writes, or rejects all of them. `doing` begins the error: `archive workspace "Research"`. */
  spend(limit: "archives" | "removals" | "invitations", doing: string, count?: number): void;
  /** For the removal of an object that no list shows. The caller calls the returned function if the object existed. */
  spendUnlisted(doing: string): () => void;
}

/** A name of an object of the organization. An object may have several: a user is known by email and by ID. */
export interface ObjectName {
  /** The resource type. */
  readonly type: string;
  /** What the key is, such as `id` or `email`. */
  readonly by: string;
  readonly key: string;
}

/** A resource that the program declares, as check normalized it. */
export interface Declared<Inputs = Properties> {
  readonly inputs: Partial<Inputs>;
  /** Names of the inputs whose values are unknown until other resources exist. */
  readonly unknown: ReadonlySet<string>;
}

/** The resources that the program has declared so far. */
export interface Declarations {
  /** The resources of a type that passed check. The caller gives the type of its inputs. */
  ofType<Inputs>(type: string): readonly Declared<Inputs>[];
}

/** Which resources of the program own which objects, as recorded in this run. */
export interface Ownership extends Declarations {
  /** Whether a resource of the program declares the object. */
  isDeclared(name: ObjectName): boolean;
  /** Whether a resource other than the one of this type and name has the object in its state and keeps it. */
  isOwnedByAnother(name: ObjectName, type: string, resource: string | undefined): boolean;
  /** Whether the object's resource moved its ownership to another one, or will be replaced in this run. */
  isReleased(name: ObjectName): boolean;
  /** Whether a delete moved the ownership of the object to another resource. */
  isMoved(name: ObjectName): boolean;
  /** Reserves a name while an object is created. Returns the function that releases it, or undefined if it is reserved. */
  reserve(name: ObjectName): (() => void) | undefined;
}
