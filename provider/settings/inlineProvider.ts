import * as pulumi from "@pulumi/pulumi";
import { currentRun, isInline } from "./programRun.ts";

/** The runs in which this was checked. */
const checked = new WeakSet<object>();

/** The gRPC status codes of a call to an engine that ends. */
const ended: readonly unknown[] = [1, 14];

/**
 * Explains in an inline program why Pulumi cannot start the provider process. That process runs in a folder of the workspace, which
 * the program does not know, so it cannot be checked in advance. Pulumi then ends the run with an error that mentions neither the
 * folder nor this package, and no longer shows what the program logs.
 */
export function explainMissingProvider({ parent, provider }: pulumi.CustomResourceOptions): void {
  const run = currentRun();
  if (run === undefined || !isInline() || checked.has(run)) return;
  checked.add(run);
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const options = {
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
  };
  // A dynamic provider has no functions, so this call always fails: when the provider process responds, or when the engine ends.
  pulumi.runtime.invoke("pulumi-nodejs:index:ready", {}, options).catch((error: unknown) => {
    if (!ended.includes(Object(error).code)) return;
    console.error(
      `pulumi-anthropic: Pulumi ended the run of stack ${stack} before its provider process was ready. ` +
        "If it reports \"Cannot find module '@pulumi/pulumi/cmd/dynamic-provider'\", set `workDir` to a folder of the application, " +
        "from which Node.js finds @pulumi/pulumi and pulumi-anthropic, and omit `main` from `projectSettings`.",
    );
  });
}
