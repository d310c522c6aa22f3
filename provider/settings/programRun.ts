import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "./config.ts";
import { otherOrganizationRead, passEnvVars } from "./readOrganization.ts";

// An application that uses the Automation API runs several programs in one process, one after the other or at the same time.
// What one run reads, checks or reports must not reach another one.

/** An object that identifies the current run of a program. Undefined outside of a program. */
export function currentRun(): object | undefined {
  return pulumi.runtime.getStackResource();
}

/**
 * Whether the program is an inline program of the Automation API. It runs in the process of the application, with the
 * application's folder and environment. The Pulumi CLI and its provider process have those of the workspace.
 */
export function isInline(): boolean {
  // The SDK keeps the state of each run of an inline program here, and that of other programs in a global variable.
  const storage: unknown = Reflect.get(globalThis, "asyncLocalStorage");
  const store: unknown = storage instanceof AsyncLocalStorage ? storage.getStore() : undefined;
  return store !== undefined && currentRun() !== undefined;
}

const given = new AsyncLocalStorage<Environment>();

/** The environment variables of the program: those of the process, overridden by those of `withEnvVars`. */
export function programEnvironment(): Environment {
  return given.getStore() ?? process.env;
}

/**
 * Returns an inline program of the Automation API whose functions, such as `getUsers`, use these environment variables.
 *
 * An inline program runs in the process of the application, and does not see the `envVars` of its workspace, which its resources use.
 * Pass the same variables to both, so that functions and resources use the same credential. Variables that are not in `envVars` come
 * from the environment of the application.
 */
export function withEnvVars<Result>(
  envVars: Readonly<Record<string, string>>,
  program: () => Result,
): () => Result {
  return () => given.run({ ...process.env, ...envVars }, program);
}

const reads = new WeakMap<object, Promise<string | undefined>>();

/** Records that a function of the current run reads an organization, which is known once it has read. Undefined if it fails. */
export function recordRead(organization: Promise<string | undefined>): void {
  const run = currentRun();
  if (run === undefined) return;
  const both = Promise.all([reads.get(run), organization]);
  reads.set(
    run,
    both.then(([earlier, latest]) => earlier ?? latest),
  );
}

const ofResources = new WeakMap<object, string>();

/**
 * Records the organization of a resource of the current run, which is known once the resource exists. Fails if functions of the run
 * have read another one.
 */
export async function recordResource(organization: string): Promise<void> {
  const run = currentRun();
  if (run === undefined) return;
  ofResources.set(run, organization);
  const read = await reads.get(run);
  if (read !== undefined) mustBeSame(read, organization);
}

/** Fails if a resource of the current run belongs to an organization that is not the one that a function has read. */
export function compareWithResources(read: string): void {
  const run = currentRun();
  const organization = run === undefined ? undefined : ofResources.get(run);
  if (organization !== undefined) mustBeSame(read, organization);
}

function mustBeSame(read: string, organization: string): void {
  if (read.toLowerCase() === organization.toLowerCase()) return;
  throw new pulumi.RunError(`${otherOrganizationRead(read, organization)} ${passEnvVars}`);
}

/** The organization that the functions of the current run have read, including those that still read. */
export function organizationRead(): Promise<string | undefined> | undefined {
  const run = currentRun();
  return run === undefined ? undefined : reads.get(run);
}
