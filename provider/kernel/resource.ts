import type { Failure, ObjectName } from "./definition.ts";
import type { ResourceType } from "./resourceType.ts";
import type { Session } from "./session.ts";
import type { Properties } from "./values.ts";

/** The result of diff. See Pulumi's DiffResponse. */
export interface DiffResult {
  readonly changes: boolean | undefined;
  readonly replaces?: string[];
  readonly deleteBeforeReplace?: boolean;
}

/** A resource type as Pulumi's provider process calls it. */
export interface Resource extends ResourceType {
  /** Names of all inputs. */
  readonly inputNames: readonly string[];
  /** Outputs that contain values of inputs with other names, and those inputs. */
  readonly derived: Readonly<Record<string, readonly string[]>>;
  /** All names by which a resource of the program can declare the same object. */
  names(properties: Properties, id: string | undefined): readonly ObjectName[];
  check(session: Session, olds: Properties, news: Properties): { inputs: Properties; failures: Failure[] };
  /** What the organization makes impossible among inputs that passed check. Looks it up if there is a key. */
  verify(session: Session, olds: Properties, news: Properties): Promise<Failure[]>;
  diff(session: Session, id: string, olds: Properties, news: Properties): Promise<DiffResult>;
  create(session: Session, news: Properties): Promise<{ id: string; outs: Properties }>;
  read(
    session: Session,
    id: string,
    olds: Properties,
  ): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(session: Session, id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(session: Session, id: string, olds: Properties): Promise<void>;
}
