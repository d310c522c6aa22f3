/** What the tests of the provider share: an organization, the operations of the engine, errors and faults. */

export * from "./errors.ts";
export * from "./faults.ts";
export * from "./federation.ts";
export * from "./fixtures.ts";
export * from "./operations.ts";
export * from "./organization.ts";
export * from "./stack.ts";
