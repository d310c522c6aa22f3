/** Names of the properties that the kernel adds. Names can be added, never changed or removed. */
export const kernelKeys = {
  pointer: "__provider",
  /** `project/stack::name`, for messages, ownership tags and the audit log. The provider process has no other way to know it. */
  origin: "__origin",
  /** The paths of the properties that the program manages. */
  managed: "__managed",
  organization: "__organization",
  schema: "__schema",
  /** The JSON pointers of the inputs that are secret. */
  secrets: "__secrets",
  /** The paths whose values the API returned differently than they were sent. */
  mismatches: "__mismatches",
  /** The value of the resource option `import`. */
  adopt: "adopt",
  /** The organization that functions of an inline program have read. Not stored: check leaves it out. */
  readByProgram: "__readByProgram",
  /** `organization/project/stack`, for the provider process. check drops it, so it is in no state. */
  fullStack: "__stack",
} as const;

/** The version of the state format. */
export const schemaVersion = 1;
