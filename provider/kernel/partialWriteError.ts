import { logText } from "../api/foreignText.ts";
import type { Observed } from "./definition.ts";
import type { Properties } from "./values.ts";

/**
 * The error of a create or update that failed after the object existed. A resource type throws it with the observed properties. The
 * kernel throws it again with the outputs for the state, so that Pulumi keeps the resource and the next `up` resumes.
 */
export class PartialWriteError<State = Record<string, unknown>> extends Error {
  readonly id: string;
  readonly observed: Observed<State>;
  /** For Pulumi: the outputs to store. */
  readonly properties: Properties;
  /** Whether the kernel has set `properties`. */
  readonly hasOutputs: boolean;
  /** For Pulumi: why the resource is not complete. */
  readonly reasons: string[];

  constructor(message: string, id: string, observed: Observed<State>, properties?: Properties) {
    super(logText(message));
    this.stack = "";
    this.id = id;
    this.observed = observed;
    this.properties = properties ?? {};
    this.hasOutputs = properties !== undefined;
    this.reasons = [this.message];
  }
}
