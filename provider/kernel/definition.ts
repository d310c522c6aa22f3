import type { z } from "zod";
import type { Client } from "../api/client.ts";
import type { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import type { ApiLimitationName } from "../apiLimitations.ts";
import type { Settings } from "../settings/config.ts";
import type { NoticeCode } from "./notices.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** One call from Pulumi, while it lasts. */
export interface Operation {
  readonly session: Session;
  readonly client: Client;
  readonly cache: OrganizationCache;
  /** When it began. A list asked for since then shows what was there before this operation wrote anything. */
  readonly began: MinFreshness;
  /** The resource's name in the program. */
  readonly name: string | undefined;
  /** `project/stack`, now and when the state was written. */
  readonly stack: string;
  readonly formerStack: string;
  /** Tells the user something, in the name of the resource. */
  notify(code: NoticeCode, text: string): void;
}

/** An input that is refused, by the name of its top-level property. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * What is there now, in the words of the kind's properties. A managed property that is absent was not looked at (or
 * has no live value yet) and stays as declared; one that is null is known to have no value.
 */
export type Observed<State> = { readonly [Key in keyof State]?: State[Key] | null | undefined };

/** A resource that exists now, or stands for somebody who will. */
export interface Made<State> {
  readonly id: string;
  readonly observed: Observed<State>;
}

/**
 * Something that needs doing although the program did not change: `complete` what was waited for, which is no drift;
 * `update` what somebody did by hand; `replace` in the name of an input; hear that update `refuses`, what and why: the
 * words after "cannot"; or what the next `up` `will` do that is no drift either: the words after "will".
 */
export type Attention =
  | "complete"
  | "update"
  | { readonly replace: string }
  | { readonly refuses: string }
  | { readonly will: string };

/**
 * What one kind must say. The rules that hold for every kind (what is a change, what is managed, adoption, handing
 * over, half-made objects, the organization's stamp) are not here, so that no kind can have its own.
 */
export interface Plan<Inputs extends z.ZodObject, State extends z.ZodObject> {
  /** The API's name of the object. Part of every state file. */
  readonly kind: string;
  /** What the program may say. Parsing also puts it into normal form (letter case, order of sets). */
  readonly inputs: Inputs;
  /** What is kept: the inputs' properties and what the API adds. Unknown properties survive. */
  readonly state: State;
  /** Inputs that have a counterpart in the organization. */
  readonly managed: readonly (keyof z.infer<Inputs> & string)[];
  /** Those of them that are objects managed field by field. */
  readonly parts?: readonly (keyof z.infer<Inputs> & string)[];
  /** Properties that the kind cannot have, though one may look for them: what to say of them. */
  readonly impossible?: Readonly<Record<string, ApiLimitationName>>;
  /** Inputs whose change means another object. */
  readonly identifying?: readonly (keyof z.infer<Inputs> & string)[];
  /** Inputs without a counterpart in the organization whose change asks the API all the same. */
  readonly asking?: readonly (keyof z.infer<Inputs> & string)[];
  /**
   * Another object is made, or taken over, before the old one is given up: always, or when one of these inputs changes.
   * Otherwise the old one goes first.
   */
  readonly replaceInOrder?: "createFirst" | readonly (keyof z.infer<Inputs> & string)[];
  /** Other kinds whose declared identities include what this one deletes: then they have taken it over. */
  readonly heldBy?: readonly string[];
  /** Puts an id into its one form, or throws, without asking anybody. All forms that users may know are taken. */
  parseId(id: string): string;
  /** The id that the inputs imply, when they do. */
  idOf?(inputs: Partial<z.infer<Inputs>>): string | undefined;
  /**
   * Every name under which the object may be declared again, in this program, by another resource: what create would
   * take over. Deleting an object with one of these names, while it is declared, writes nothing. `unknown` are the
   * inputs that are not known yet.
   */
  identities(
    properties: Partial<z.infer<State>>,
    id: string | undefined,
    unknown?: ReadonlySet<string>,
  ): readonly string[];
  /**
   * What only one resource of a program may declare, by name: its identities, unless the kind says otherwise. `fresh`
   * is what is new, or replaced.
   */
  claims?(inputs: Partial<z.infer<Inputs>>, id: string | undefined, fresh: boolean): readonly string[];
  /** Further such names of a resource that goes on having its object: those which only the state knows. */
  holds?(id: string, old: Partial<z.infer<State>>): readonly string[];
  /**
   * Refusals that need several inputs, the old ones, or what else the program `declared` so far (`KIND IDENTITY`).
   * Inputs that are unknown yet are absent, and named apart.
   */
  refuse?(
    inputs: Partial<z.infer<Inputs>>,
    olds: Partial<z.infer<Inputs>> | undefined,
    unknown: ReadonlySet<string>,
    settings: Settings,
    declared: ReadonlySet<string>,
  ): readonly Failure[];
  /** Words for the preview, said once. */
  note?(inputs: Partial<z.infer<Inputs>>): string | undefined;
  /** Whether changed identifying inputs still mean the same object. */
  sameObject?(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
  ): Promise<boolean>;
  /** Whether something is to be done or recorded although nothing in the program changed. */
  attention?(
    operation: Operation,
    old: Partial<z.infer<State>>,
    inputs: Partial<z.infer<Inputs>>,
    id: string,
  ): Promise<Attention | undefined> | Attention | undefined;
  /** Why an object may not be taken over by `import`, or undefined. */
  unadoptable?(
    operation: Operation,
    id: string,
    observed: Observed<z.infer<State>>,
    inputs: z.infer<Inputs>,
  ): Promise<string | undefined>;
  create(operation: Operation, inputs: z.infer<Inputs>): Promise<Made<z.infer<State>>>;
  /** What is there now, or undefined when it is certain that it is gone and may be made again. `old` is absent for `.get` and `import`. */
  read(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>> | undefined,
    inputs?: z.infer<Inputs>,
  ): Promise<Observed<z.infer<State>> | undefined>;
  /** `changed` has the paths of managed values that differ; it is empty when only local inputs do. */
  update(
    operation: Operation,
    id: string,
    old: Partial<z.infer<State>>,
    inputs: z.infer<Inputs>,
    changed: ReadonlySet<string>,
  ): Promise<Observed<z.infer<State>>>;
  /** Why delete leaves the object as it is without asking anybody, or undefined. */
  retained?(old: Partial<z.infer<State>>, id: string): string | undefined;
  delete(operation: Operation, id: string, old: Partial<z.infer<State>>): Promise<void>;
}

/** The answer to "what would change?": see Pulumi's DiffResponse. */
export interface DiffAnswer {
  readonly changes: boolean | undefined;
  readonly replaces?: string[];
  readonly deleteBeforeReplace?: boolean;
}

/** A kind as Pulumi's provider process knows it. */
export interface Resource {
  readonly kind: string;
  /** Names of all inputs, for the class and for tests. */
  readonly inputNames: readonly string[];
  /** Names of all properties. */
  readonly propertyNames: readonly string[];
  parseId(id: string): string;
  /** Every name under which another resource may declare the same object: see `Plan.identities`. */
  identities(properties: Properties, id: string | undefined): readonly string[];
  check(session: Session, olds: Properties, news: Properties): { inputs: Properties; failures: Failure[] };
  diff(session: Session, id: string, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(session: Session, news: Properties): Promise<{ id: string; outs: Properties }>;
  read(
    session: Session,
    id: string,
    olds: Properties,
  ): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(session: Session, id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(session: Session, id: string, olds: Properties): Promise<void>;
}
