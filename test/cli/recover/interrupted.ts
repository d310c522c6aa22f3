import { readFile } from "node:fs/promises";
import path from "node:path";
import { recoverStack } from "../../../cli/recover/recoverStack.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { workdirOf } from "../workdir.ts";

const type = (kind: string) => `pulumi-nodejs:dynamic/anthropic:${kind}`;
export const urn = (kind: string, name: string) => `urn:pulumi:dev::acme::${type(kind)}::${name}`;

export function resource(kind: string, name: string, inputs: object, more: object = {}) {
  const origin = { __origin: `acme/dev::${name}` };
  return { urn: urn(kind, name), type: type(kind), custom: true, inputs: { ...inputs, ...origin }, ...more };
}

/** A stack whose last run was interrupted, with a `pulumi` that only reads and writes its state. */
export async function interrupted(
  config: Record<string, string> = {},
  options: Parameters<typeof workdirOf>[0] = {},
) {
  const workdir = await workdirOf(options);
  const bin = path.join(workdir.io.cwd, "bin");
  await workdir.write("Pulumi.yaml", "name: acme\n");
  const values = Object.entries(config).map(([name, value]) => [`anthropic:${name}`, { value }]);
  await workdir.write("config.json", Object.fromEntries(values));
  await script(
    path.join(bin, "pulumi"),
    `case "$1 $2" in
"stack ls") echo '[{"name":"dev","current":true}]' ;;
"stack export") cat state.json ;;
"stack import") cp "$6" written.json ;;
"config --json") cat config.json ;;
"whoami --json") echo '{"url":"https://example.com"}' ;;
*) exit 1 ;;
esac`,
  );
  const io = { ...workdir.io, env: { ...workdir.io.env, PATH: `${bin}:${process.env["PATH"]}` } };
  return {
    ...workdir,
    console: workdir.emulator.organization().console,
    /** Writes the state that the interrupted run left. */
    left: (pending: readonly object[], resources: readonly object[] = [], time = new Date()) =>
      workdir.write("state.json", {
        version: 3,
        deployment: {
          manifest: { time: time.toISOString() },
          resources: [
            { urn: "urn:pulumi:dev::acme::pulumi:pulumi:Stack::acme-dev", type: "pulumi:pulumi:Stack" },
            ...resources,
          ],
          pending_operations: pending,
        },
      }),
    io,
    recover: (...ids: string[]) => recoverStack(io, { id: ids, yes: true }),
    /** The resources of this package in the state that was written. */
    async written(): Promise<Record<string, unknown>[]> {
      const text = await readFile(path.join(io.cwd, "written.json"), "utf8").catch(() => "");
      return text === "" ? [] : JSON.parse(text).deployment.resources.slice(1);
    },
  };
}

export const creating = (name: string, inputs: object, kind = "Workspace") => ({
  type: "creating",
  resource: resource(kind, name, inputs),
});
