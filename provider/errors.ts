/** The text of an error: the complete message, and a summary without the advice, which is shown when it repeats. */
export interface ErrorText {
  readonly message: string;
  readonly summary: string;
}

/** An operation or a configuration that the provider rejects. No request was sent for it. */
export class UserError extends Error implements ErrorText {
  readonly summary: string;

  /** The advice of an error that many resources can have is shown once. */
  constructor(summary: string, advice?: string) {
    super(advice === undefined ? summary : `${summary} ${advice}`);
    this.stack = "";
    this.summary = summary;
  }
}

/** There is no credential, so nothing can be looked up. */
export class NoCredentialError extends UserError {}
