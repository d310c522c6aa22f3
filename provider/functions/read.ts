import * as pulumi from "@pulumi/pulumi";
import { ApiError } from "../api/apiError.ts";
import { logText } from "../api/foreignText.ts";
import { OrganizationCache } from "../api/organizationCache.ts";
import type { MinFreshness } from "../api/sharedList.ts";
import { NoCredentialError, UserError } from "../errors.ts";
import type { Session } from "../kernel/session.ts";
import type { Provider } from "../provider.ts";
import { settingText } from "../provider.ts";
import { sessionOf } from "./session.ts";

/** How to read. */
export interface ReadOptions {
  /** The organization to read, when it is not the one that the stack's configuration and the environment mean. */
  provider?: Provider;
}

/** How to read what is only known once other things are. */
export interface ReadOutputOptions extends ReadOptions {
  /** Resources to wait for. Before they are made, in a preview, what would be read is unknown. */
  dependsOn?: pulumi.CustomResource | readonly pulumi.CustomResource[];
}

/** Arguments that may also be outputs of resources. */
export type ReadInputs<Args> = { [Name in keyof Args]: pulumi.Input<Listed<Args[Name]>> };
type Listed<Value> = Value extends (infer Item)[] ? pulumi.Input<Item>[] : Value;

/** What a read works with. */
export interface Reading {
  readonly session: Session;
  /** How fresh a shared list must be. */
  readonly minFreshness: MinFreshness;
}

/** What a function looks up in the organization. */
export type Look<Args, Result> = (reading: Reading, args: Args) => Promise<Result>;

/** Reads at once, with arguments that are known. */
export async function read<Args extends object, Result>(
  name: string,
  look: Look<Args, Result>,
  args: Args,
  { provider }: ReadOptions = {},
): Promise<Result> {
  try {
    const given: object = provider?.given ?? {};
    if (waits(args) || waits(given)) {
      throw new UserError(
        `${name} was given an output, which has no value yet. Use ${name}Output, which waits for it.`,
      );
    }
    const session = sessionOf(provider === undefined ? undefined : textsOf(given));
    return await looked(session, look, args, OrganizationCache.anyAge);
  } catch (error) {
    if (!(error instanceof NoCredentialError && pulumi.runtime.isDryRun())) throw forUsers(error);
    throw new pulumi.RunError(
      `${error.message} Or use ${name}Output, which in a preview without a key is unknown instead of failing.`,
    );
  }
}

/** Reads as soon as the arguments are known. */
export function readOutput<Args extends object, Result>(
  look: Look<Args, Result>,
  args: ReadInputs<Args>,
  { provider, dependsOn = [] }: ReadOutputOptions = {},
): pulumi.Output<Result> {
  // An id is only known of what is there: until then nothing that waits for it can be.
  const made = [dependsOn].flat().map(({ id }) => id);
  const given: object = provider?.given ?? {};
  const waited = waits(args) || waits(given) || made.length > 0;
  const known: pulumi.Output<readonly unknown[]> = pulumi.output([args, given, ...made]);
  return known.apply(async ([values, settings]) => {
    const session = sessionOf(provider === undefined ? undefined : textsOf(settings));
    try {
      // What has been waited for may have changed what a list of this process says.
      return await looked(
        session,
        look,
        values as Args,
        waited ? session.cache.now() : OrganizationCache.anyAge,
      );
    } catch (error) {
      if (!(error instanceof NoCredentialError && pulumi.runtime.isDryRun())) throw forUsers(error);
      session.notifyOnce(
        "notLookedUp",
        "What the program reads from the organization is not known in this preview: there is no key.",
      );
      const unknown: unknown = pulumi.unknown;
      return unknown as Result;
    }
  });
}

async function looked<Args, Result>(
  session: Session,
  look: Look<Args, Result>,
  args: Args,
  minFreshness: MinFreshness,
): Promise<Result> {
  const result = await look({ session, minFreshness }, args);
  // Costs nothing after an answer, and a valid key of another organization answers everything, too.
  await session.organization();
  return result;
}

/** Whether something has no value yet, or holds something that has none. */
function waits(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  if (Array.isArray(value)) return value.some(waits);
  return typeof value === "object" && value !== null && Object.values(value).some(waits);
}

function textsOf(args: unknown): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, settingText(value)]));
}

/** Pulumi shows the message of such an error, and not where it was thrown. */
function forUsers(error: unknown): unknown {
  const expected = error instanceof ApiError || error instanceof UserError;
  return expected ? new pulumi.RunError(logText(error.message)) : error;
}
