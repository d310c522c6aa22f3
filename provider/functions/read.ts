import * as pulumi from "@pulumi/pulumi";
import { ApiError } from "../api/apiError.ts";
import { logText } from "../api/foreignText.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import { NoCredentialError, UserError } from "../errors.ts";
import { containsOutput } from "../kernel/normalInputs.ts";
import type { Session } from "../kernel/session.ts";
import type { Provider } from "../provider.ts";
import { settingText } from "../provider.ts";
import { compareWithResources, isInline, recordRead } from "../settings/programRun.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { failed, sessionOf } from "./session.ts";

/** The context of a lookup. */
export interface LookupContext {
  readonly session: Session;
  /** The minimum freshness of shared lists. */
  readonly minFreshness: MinFreshness;
}

/** Reads the result of a function from the organization. */
export type Lookup<Args, Result> = (context: LookupContext, args: Args) => Promise<Result>;

/** Runs a function with plain arguments. Rejects arguments that are outputs. */
export async function read<Args extends object, Result>(
  name: string,
  lookup: Lookup<Args, Result>,
  args: Args,
  { provider }: FunctionOptions = {},
): Promise<Result> {
  try {
    const settings = givenBy(provider);
    if (containsOutput(args) || containsOutput(settings)) {
      throw new UserError(`cannot call ${name}: an argument is an output. Use ${name}Output instead.`);
    }
    const session = sessionOf(provider === undefined ? undefined : settingTexts(settings));
    return await run({ session, minFreshness: OrganizationCache.anyAge }, lookup, args, provider);
  } catch (error) {
    if (!(error instanceof NoCredentialError && pulumi.runtime.isDryRun())) throw failure(error);
    throw new pulumi.RunError(
      `${error.message} Or use ${name}Output. Its result is unknown in a preview without a key.`,
    );
  }
}

/** Runs a function when all of its arguments are known. */
export function readOutput<Args extends object, Result>(
  lookup: Lookup<Args, Result>,
  args: FunctionOutputArgs<Args>,
  { provider, dependsOn = [] }: FunctionOutputOptions = {},
): pulumi.Output<Result> {
  // The ID of a resource is unknown until the resource exists, and with it everything that depends on it.
  const ids = [dependsOn].flat().map(({ id }) => id);
  const providerArgs = givenBy(provider);
  const waited = containsOutput(args) || containsOutput(providerArgs) || ids.length > 0;
  const known: pulumi.Output<readonly unknown[]> = pulumi.output([args, providerArgs, ...ids]);
  return known.apply(async ([values, settings]) => {
    const session = sessionOf(provider === undefined ? undefined : settingTexts(settings));
    // The resources behind the outputs may have changed the lists that this process has in its cache.
    const minFreshness = waited ? session.cache.now() : OrganizationCache.anyAge;
    if (await pulumi.isSecret(known)) session.secrets.hide(values);
    try {
      return await run({ session, minFreshness }, lookup, values as Args, provider);
    } catch (error) {
      if (!(error instanceof NoCredentialError && pulumi.runtime.isDryRun())) throw failure(error, session);
      session.notifyOnce(
        "notLookedUp",
        "The results of functions that read the organization are unknown in this preview, because no key is set.",
      );
      const unknown: unknown = pulumi.unknown;
      return unknown as Result;
    }
  });
}

async function run<Args, Result>(
  context: LookupContext,
  lookup: Lookup<Args, Result>,
  args: Args,
  provider: Provider | undefined,
): Promise<Result> {
  const reading = lookup(context, args).then(async (result) => {
    // Checks that the key belongs to the configured organization. After a response this sends no request.
    const organization = await context.session.guard.confirm();
    if (provider === undefined) compareWithResources(organization);
    return { result, organization };
  });
  if (provider === undefined) {
    recordRead(
      reading.then(
        ({ organization }) => organization,
        () => undefined,
      ),
    );
  }
  return (await reading).result;
}

/** The arguments of the Provider. Rejects any other value, which would read the organization of the stack instead. */
function givenBy(provider: Provider | undefined): object {
  if (provider === undefined) return {};
  const given: object | undefined = Object(provider).given;
  if (given !== undefined) return given;
  throw new pulumi.RunError("the option `provider` of a function must be a `Provider` of this package.");
}

function settingTexts(args: unknown): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, settingText(value)]));
}

/**
 * Records a failure. Converts an expected error to a `RunError` without secret arguments. Pulumi shows its message without a
 * stack trace.
 */
function failure(error: unknown, session?: Session): unknown {
  if (error instanceof ApiError) failed();
  const expected = error instanceof ApiError || error instanceof UserError;
  if (!expected) return error;
  const help =
    error instanceof NoCredentialError && isInline()
      ? " The functions of an inline program use the environment of the application: if the key is in the `envVars` of the workspace, pass them to the program with `withEnvVars`."
      : "";
  return new pulumi.RunError(logText(session?.secrets.redact(error.message) ?? error.message) + help);
}
