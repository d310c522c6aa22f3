/** What an error says: the whole message, and the message without its advice, for every repetition. */
export interface ErrorText {
  readonly message: string;
  readonly summary: string;
}

/** Our own refusal of an operation or a configuration, for users. No request was sent for it. */
export class UserError extends Error implements ErrorText {
  readonly summary: string;

  /** An error that many resources can meet has its advice apart; that part is not repeated. */
  constructor(summary: string, advice?: string) {
    super(advice === undefined ? summary : `${summary} ${advice}`);
    this.stack = "";
    this.summary = summary;
  }
}

/** There is no credential at all, so nothing can be looked up. */
export class NoCredentialError extends UserError {}
