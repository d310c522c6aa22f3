import { UserError } from "../errors.ts";

/** The resource option `import` cannot adopt an object. */
export class AdoptionError extends UserError {
  /** Why, in sentences that do not name the object. */
  readonly reason: string;

  constructor(object: string, reason: string) {
    super(`cannot adopt ${object}: ${reason}`);
    this.reason = reason;
  }
}
