import type { z } from "zod";
import type { Client } from "../api/client.ts";
import type { CredentialKind } from "../api/credential.ts";
import type { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import type { ApiLimitationName } from "../apiLimitations.ts";
import type { Settings } from "../settings/config.ts";
import type { NoticeCode } from "./noticeCode.ts";
import type { Properties } from "./values.ts";

// The contract between the kernel and the resource types. Types only.

/** A rejected input, by its top-level property. An empty property means the whole resource. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * The properties of an object as the API returned them. An absent property was not read, or has no value yet, and stays
 * as declared. A property that is null has no value.
 */
export type Observed<State> = { readonly [Key in keyof State]?: State[Key] | null | undefined };

/** A created or adopted object, or a resource whose object is pending. */
export interface Created<State> {
  readonly id: string;
  readonly observed: Observed<State>;
}

/**
 * The change that a resource needs although the program did not change. `complete` is an update that completes something pending
 * and is not drift. `update` is an update that reverts a change made outside of Pulumi. `replace` is a replacement because of the
 * named input. `refuses` is an update that will fail, with the text that follows "cannot"; with `inInputs`, because of changed inputs,
 * which the engine shows itself. `rejects` is a change of the inputs that update would certainly reject, with the text that follows
 * "cannot": the preview fails. `does` is an update that is not drift, with the text that follows "`up`".
 */
export type Attention =
  | "complete"
  | "update"
  | { readonly replace: string }
  | { readonly refuses: string; readonly inInputs?: true }
  | { readonly rejects: string }
  | { readonly does: string };

type InputName<Inputs extends z.ZodObject> = keyof z.infer<Inputs> & string;

/** The properties of a resource type. */
export interface PropertiesDefinition<
  Inputs extends z.ZodObject = z.ZodObject,
  State extends z.ZodObject = z.ZodObject,
> {
  /** The API's name of the object. Part of every state file. */
  readonly kind: string;
  /** The schema of the inputs. Parsing also normalizes letter case and the order of sets. */
  readonly inputs: Inputs;
  /** The schema of the state: the inputs and the properties that the API adds. Unknown properties are kept. */
  readonly state: State;
  /** Inputs that are properties of the object in the organization. */
  readonly managed: readonly InputName<Inputs>[];
  /** Managed inputs that are objects and are managed field by field. */
  readonly parts?: readonly InputName<Inputs>[];
  /**
   * Outputs that contain values of inputs with other names, and those inputs. The outputs are secret if one of the inputs is.
   */
  readonly derived?: Readonly<Record<string, readonly InputName<Inputs>[]>>;
  /** `oauth` if the API accepts only OAuth tokens with the scope `org:admin`. The kernel then rejects an Admin API key before any request. */
  readonly credential?: "oauth";
  /**
   * The type of organizations that have the objects. The kernel then rejects the key of another type before any request. Default:
   * `console` for types that need an OAuth token, otherwise both.
   */
  readonly organization?: "console" | "enterprise";
  /** Properties that the API does not support but users may try to set, with the limitation that the error quotes. */
  readonly impossible?: Readonly<Record<string, ApiLimitationName>>;
}

/** How the objects of a resource type are identified, and which names only one resource can declare. */
export interface Identity<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Normalizes an ID in any accepted form, or throws. Makes no request. */
  parseId(id: string): string;
  /** The ID, if the inputs determine it. */
  idOf?(inputs: Partial<z.infer<Inputs>>): string | undefined;
  /** The ID of an imported object, if it has several forms and the inputs do not determine it. */
  idIn?(observed: Observed<z.infer<State>>): string | undefined;
  /**
   * All names by which another resource of the program, of any type, can declare the object. Deleting a resource writes nothing
   * if the program declares the object by one of the names of its type.
   */
  names(properties: Partial<z.infer<State>>, id: string | undefined): readonly ObjectName[];
  /**
   * Names that only one resource of the program can declare. Default: the names of the resource's own type. `isNew` is true if
   * the resource has no state or is being replaced.
   */
  exclusiveNames?(
    inputs: Partial<z.infer<Inputs>>,
    id: string | undefined,
    isNew: boolean,
  ): readonly ObjectName[];
  /** Further exclusive names of an existing resource, which are only in its state. */
  exclusiveNamesInState?(id: string, old: Partial<z.infer<State>>): readonly ObjectName[];
}

/** A warning about a valid input. The code is `lookalike` by default. */
export interface Warning extends Failure {
  readonly code?: NoticeCode;
}

/** The context of validation. */
export interface ValidationContext<Inputs> {
  readonly olds: Partial<Inputs> | undefined;
  readonly unknown: ReadonlySet<string>;
  readonly settings: Settings;
  readonly declarations: Declarations;
  /** The type of the credential. Undefined if there is none. */
  readonly credential: CredentialKind | undefined;
  /** Whether the resource adopts an existing object, with the resource option `import`. */
  readonly adopting: boolean;
  /** The resource's `project/stack::name`. */
  readonly origin: unknown;
}

/** The context of lookups. */
export interface VerificationContext<Inputs> extends ValidationContext<Inputs> {
  /** The minimum freshness of lists. After a failure, the lookup is repeated with lists of this moment. */
  readonly minFreshness: number;
}

/** Validation that involves several properties. */
export interface Validation<Inputs extends z.ZodObject> {
  /** Unknown inputs are absent from `inputs`, and their names are in `unknown`. */
  reject?(inputs: Partial<z.infer<Inputs>>, context: ValidationContext<z.infer<Inputs>>): readonly Failure[];
  /** Warnings about valid inputs that are probably a mistake. Unchanged inputs cause no warning. */
  warn?(inputs: Partial<z.infer<Inputs>>, context: ValidationContext<z.infer<Inputs>>): readonly Warning[];
  /**
   * Looks up what inputs refer to, such as the ID of a workspace, and throws the `UserError` that create or update would throw. Only
   * for errors that are certain, whatever else the program declares. Sends no write. Called for new resources and changed inputs, if
   * there is a key.
   */
  verify?(
    operation: Operation,
    inputs: Partial<z.infer<Inputs>>,
    context: VerificationContext<z.infer<Inputs>>,
  ): Promise<void>;
}

/** The changes that replace the resource. A type without this is always updated in place. */
export interface Replacement<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Inputs that identify the object. A change replaces the resource. */
  readonly identifying?: readonly InputName<Inputs>[];
  /**
   * Whether the new object is created before the old one is deleted: always, or when one of these inputs changes. Otherwise, the
   * old object is deleted first.
   */
  readonly replaceInOrder?: "createFirst" | readonly InputName<Inputs>[];
  /** What a replacement because of changed inputs does that the engine does not show: the text that follows "`up`". */
  replaced?(old: Partial<z.infer<State>>, id: string): string | undefined;
  /** Whether changed identifying inputs still identify the same object. The resource is then updated in place. */
  sameObject?(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
  ): Promise<boolean>;
}

/** Updates that are needed although the program did not change. */
export interface Pending<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** Inputs that are not properties of the object, but cause requests when they change. */
  readonly requestTriggers?: readonly InputName<Inputs>[];
  attention?(
    operation: Operation,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
    id: string,
  ): Promise<Attention | undefined> | Attention | undefined;
  /** Why update will reject a change of the program, as far as the state shows it: the text that follows "cannot". */
  refused?(old: Partial<z.infer<State>>, inputs: Partial<z.infer<Inputs>>): string | undefined;
}

/** The operations on the object itself. */
export interface Lifecycle<Inputs extends z.ZodObject, State extends z.ZodObject> {
  create(operation: Operation, inputs: z.infer<Inputs>): Promise<Created<z.infer<State>>>;
  /**
   * Reads the current object. Returns undefined only if the object certainly does not exist and can be created again. `old` is
   * undefined for `get` and `import`. `inputs` is set only for `import`.
   */
  read(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>> | undefined,
    inputs?: z.infer<Inputs>,
  ): Promise<Observed<z.infer<State>> | undefined>;
  /** Why the resource option `import` cannot adopt the object. Undefined if it can. */
  unadoptable?(
    operation: Operation,
    id: string,
    observed: Observed<z.infer<State>>,
    inputs: z.infer<Inputs>,
  ): Promise<string | undefined>;
  /** `changed` has the paths of the managed values that changed. It is empty if only local inputs changed. */
  update(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: z.infer<Inputs>,
    changed: ReadonlySet<string>,
  ): Promise<Observed<z.infer<State>>>;
  /**
   * The state without what other resources of the program declare, for an object whose ownership moves to them. Delete is called with it.
   * Undefined if they declare all of it.
   */
  undeclared?(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
  ): Promise<Partial<z.infer<State>> | undefined>;
  /** Why delete leaves the object unchanged and sends no request. Undefined if it deletes the object. */
  retained?(old: Partial<z.infer<State>>, id: string): string | undefined;
  delete(operation: Operation, id: string, old: Partial<z.infer<State>>): Promise<void>;
}

/**
 * The definition of a resource type. The kernel implements the rules that apply to all types: changes, managed properties,
 * adoption, ownership, partial creates and the organization guard.
 */
export interface ResourceDefinition<Inputs extends z.ZodObject, State extends z.ZodObject>
  extends PropertiesDefinition<Inputs, State>,
    Identity<Inputs, State>,
    Validation<Inputs>,
    Replacement<Inputs, State>,
    Pending<Inputs, State>,
    Lifecycle<Inputs, State> {}

/** One call from Pulumi's engine. */
export interface Operation {
  readonly settings: Settings;
  readonly client: Client;
  readonly cache: OrganizationCache;
  /** The type of the credential. Undefined if there is none. */
  readonly credential: CredentialKind | undefined;
  readonly limits: LimitsPerRun;
  readonly ownership: Ownership;
  /**
   * Whether a resource that has one of these objects was or will be deleted or replaced in this run, so that this resource may change the
   * object. Reads the state of the stack if the resources that the program registers do not show it.
   */
  isReleased(...names: readonly ObjectName[]): Promise<boolean>;
  /**
   * The name in the program of another resource with one of these objects that the state has and that the program does not register in
   * this run. Deletes must leave the object to that resource.
   */
  recordedAs(...names: readonly ObjectName[]): Promise<string | undefined>;
  /**
   * The names of the resource of this type and ID that the state of the stack has, unless this run has deleted it. Only for deletes, which
   * read that state anyway.
   */
  recordedNames(type: string, id: string): Promise<readonly ObjectName[]>;
  /** When the operation began. A list requested after that is fresh enough for the operation's checks before a write. */
  readonly began: MinFreshness;
  /** The resource's name in the program. */
  readonly name: string | undefined;
  /** `project/stack`. */
  readonly stack: string;
  /** `project/stack` when the state was written. Differs after `pulumi stack rename` and `pulumi state move`. */
  readonly formerStack: string;
  /** Shows a notice that names the resource. */
  notify(code: NoticeCode, text: string): void;
  /** Shows a notice only once per run, even if several resources have the same notice. */
  notifyOnce(code: NoticeCode, text: string): void;
}

/** Counts the writes that are limited per run. Exceeding a limit throws. */
export interface LimitsPerRun {
  /** Counts `count` writes, or rejects all of them. `doing` completes "cannot ..." in the error: `archive workspace "Research"`. */
  spend(limit: "archives" | "removals" | "invitations", doing: string, count?: number): void;
  /** For the removal of an object that no list shows. The caller calls the returned function if the object existed. */
  spendUnlisted(doing: string): () => void;
}

/** A name of an object of the organization. An object can have several names: a user has an email and an ID. */
export interface ObjectName {
  /** The resource type. */
  readonly type: string;
  /** The property that the key is a value of, such as `id` or `email`. */
  readonly by: string;
  readonly key: string;
}

/** A resource that the program declares, as normalized by check. */
export interface Declared<Inputs = Properties> {
  readonly inputs: Partial<Inputs>;
  /** Names of the inputs whose values are unknown until other resources exist. */
  readonly unknown: ReadonlySet<string>;
  /** The inputs in the resource's state. Undefined for a new resource. */
  readonly olds?: Partial<Inputs> | undefined;
  /** Whether the resource adopts an existing object, with the resource option `import`. */
  readonly adopting?: boolean | undefined;
  /** The ID in the resource's state. Undefined for a new resource. */
  readonly id?: string | undefined;
  /** The resource's `project/stack::name`. */
  readonly origin?: unknown;
}

/** The resources that the program has declared so far. */
export interface Declarations {
  /** The resources of a type that passed check. The caller supplies the TypeScript type of the inputs. */
  ofType<Inputs>(type: string): readonly Declared<Inputs>[];
}

/** The objects that the resources of the program own, as recorded in this run. */
export interface Ownership extends Declarations {
  /** Whether a resource of the program declares the object. */
  isDeclared(name: ObjectName): boolean;
  /** Whether a resource other than the one of this type and name has the object in its state and keeps it. */
  isOwnedByAnother(name: ObjectName, type: string, resource: string | undefined): boolean;
  /** The name in the program of the resource that `isOwnedByAnother` is about. */
  otherOwner(name: ObjectName, type: string, resource: string | undefined): string | undefined;
  /** Whether the object's resource moved its ownership to another one, or will be replaced in this run. */
  isReleased(name: ObjectName): boolean;
  /** Reserves a name while an object is created. Returns the function that releases it, or undefined if it is reserved. */
  reserve(name: ObjectName): (() => void) | undefined;
}
