import path from "node:path";
import type { Io } from "../../../cli/output/io.ts";
import { script } from "../../tools/pulumi/machine.ts";
import type { Workdir } from "../workdir.ts";

/** The configuration of a stack as `pulumi config --json` prints it. */
export type StackConfig = Readonly<Record<string, { value?: string; secret?: boolean }>>;

/**
 * Makes the folder a project with the selected stack `dev`, and returns an environment in which `pulumi` knows it. Secrets
 * have the value that `decrypted` has for their key, or cannot be decrypted. `cases` are further commands of `pulumi`.
 */
export async function withStack(
  { io, write }: Pick<Workdir, "io" | "write">,
  config: StackConfig,
  decrypted: Readonly<Record<string, string>> = {},
  cases = "",
): Promise<Io> {
  await write("Pulumi.yaml", "name: acme\nruntime: nodejs\n");
  await write("config.json", config);
  const secrets = Object.entries(decrypted).map(([key, value]) => `*"get ${key} "*) echo '${value}' ;;`);
  return await withPulumi(
    io,
    `case "$*" in
      version*) echo v3.276.0 ;;
      "stack ls"*) echo '[{"name":"dev","current":true}]' ;;
      *"--stack nope"*) echo "error: no stack named nope found" >&2; exit 6 ;;
      ${[...secrets, cases].join("\n      ")}
      *"config get"*) echo "error: passphrase must be set" >&2; exit 255 ;;
      *"config --json"*) /bin/cat config.json ;;
      *) exit 1 ;;
    esac`,
  );
}

/** An environment in which `pulumi` is this script. */
export async function withPulumi(io: Io, text: string): Promise<Io> {
  const bin = path.join(io.cwd, "bin");
  await script(path.join(bin, "pulumi"), text);
  return { ...io, env: { ...io.env, PATH: bin } };
}
