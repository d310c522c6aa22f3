/** Our own refusal of an operation or a configuration, in the user's words. No request was made for it. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.stack = "";
  }
}

/** There is no credential at all, so nothing can be looked up. */
export class NoCredentialError extends UserError {}
