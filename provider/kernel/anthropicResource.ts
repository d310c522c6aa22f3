import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { explainMissingProvider } from "../settings/inlineProvider.ts";
import { isInline, organizationRead, recordResource } from "../settings/programRun.ts";
import { validateStackSettings } from "../settings/stackSettings.ts";
import { version } from "../version.ts";
import { normalInputs } from "./normalInputs.ts";
import { pointer } from "./pointer.ts";
import { idOfRead } from "./readId.ts";
import { pulumiType, type ResourceType } from "./resourceType.ts";
import { sdkSafeInputs } from "./sdkSafeInputs.ts";
import { secretInputs } from "./secretInputs.ts";
import { controlStackTraces } from "./stackTraces.ts";
import { kernelKeys } from "./stateKeys.ts";

/** The base of every resource of this package. */
export abstract class AnthropicResource extends pulumi.CustomResource {
  /** Whether a value is a resource of this class, from any copy of this package. */
  static override isInstance<Type extends pulumi.CustomResource>(
    this: { readonly __pulumiType: string; readonly prototype: Type },
    value: unknown,
  ): value is Type {
    return (
      typeof value === "object" &&
      value !== null &&
      "__pulumiType" in value &&
      // biome-ignore lint/complexity/noThisInStatic: It is the class on which the inherited method is called.
      value.__pulumiType === this.__pulumiType
    );
  }

  constructor(
    resource: ResourceType,
    name: string,
    inputs: pulumi.Inputs,
    options: pulumi.CustomResourceOptions = {},
    /** Whether the program can read the ID of the organization as an output. */
    { showsOrganization = false }: { readonly showsOrganization?: boolean } = {},
  ) {
    if (isInline()) explainMissingProvider(options);
    else mustResolve();
    validateStackSettings();
    const restore = controlStackTraces();
    try {
      // The engine cannot import into a dynamic provider, so the option becomes an input.
      const { import: adopt, ...rest } = options;
      // `get` stores its inputs, so it must not have this one.
      const readByProgram = rest.id === undefined && isInline() ? organizationRead() : undefined;
      const isCompared = isInline() && !hasProvider(resource, rest);
      super(
        pulumiType(resource.kind),
        name,
        {
          // The SDK creates an output for each of these names, even before the engine responds.
          ...Object.fromEntries(resource.propertyNames.map((output) => [output, undefined])),
          ...normalInputs(resource, sdkSafeInputs(name, inputs)),
          [kernelKeys.adopt]: adopt,
          [kernelKeys.origin]: `${pulumi.getProject()}/${pulumi.getStack()}::${name}`,
          // The engine does not check a resource that `get` reads, so this would be in the state.
          ...(rest.id === undefined ? { [kernelKeys.fullStack]: fullStack() } : {}),
          [kernelKeys.pointer]: pointer(resource.kind),
          ...(readByProgram === undefined ? {} : { [kernelKeys.readByProgram]: readByProgram }),
          ...(isCompared || showsOrganization ? { [kernelKeys.organization]: undefined } : {}),
          [kernelKeys.secrets]: secretInputs(inputs),
        },
        rest,
      );
      if (isCompared) compareOrganization(this);
      if (rest.id !== undefined && pulumi.runtime.isDryRun()) {
        Object.assign(this, { id: idOfRead(resource, rest.id, this) });
      }
    } finally {
      restore();
    }
  }
}

/** Whether a resource has a Provider of its own or of its parent, and so an organization of its own. */
function hasProvider({ kind }: ResourceType, { parent, provider }: pulumi.CustomResourceOptions): boolean {
  return (provider ?? parent?.getProvider(pulumiType(kind))) !== undefined;
}

/** Compares the organization in the outputs of a resource with the one that functions of the program have read. */
function compareOrganization(outputs: object): void {
  const organization: pulumi.Output<string | undefined> = Reflect.get(outputs, kernelKeys.organization);
  organization.apply(async (known) => {
    if (known !== undefined) await recordResource(known);
  });
}

/** The arguments of a resource that `get` reads. */
export function noArgs<Args>(): Args {
  return {} as Args;
}

/** Undefined without an organization, as with mocks in the tests of a program. */
function fullStack(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}

let resolved = false;

/**
 * The provider process requires this package from the program's folder. If that fails, Pulumi reports an unclear error late, so the
 * first resource of the program checks it here.
 */
function mustResolve(): void {
  if (resolved) return;
  const folder = process.cwd();
  const require = createRequire(join(folder, "program.js"));
  let found: unknown;
  try {
    require.resolve("pulumi-anthropic/handlers");
    found = require("pulumi-anthropic/package.json");
  } catch {
    throw new pulumi.RunError(
      `Pulumi's provider process cannot find pulumi-anthropic from ${folder}. ` +
        'Add "pulumi-anthropic" to the dependencies of the package.json in that folder and install it there ' +
        "(with pnpm, a package that wraps it is not enough; with Yarn Plug'n'Play, run `yarn exec pulumi up`).",
    );
  }
  const other =
    typeof found === "object" && found !== null && "version" in found ? String(found.version) : "?";
  if (other !== version) {
    throw new pulumi.RunError(
      `The program uses pulumi-anthropic ${version}, but Pulumi's provider process would use ${other}, which is installed in ${folder}. ` +
        "Install the same version in both places.",
    );
  }
  resolved = true;
}
