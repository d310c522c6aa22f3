import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readStacks } from "../../../cli/states/stacks.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newWorkdir, stateOf } from "../workdir.ts";
import { decrypted, encrypted } from "./stored.ts";

describe("readStacks", () => {
  it("takes the target from a state file, without running `pulumi`", async () => {
    const { io, write } = await newWorkdir();
    await write("state.json", stateOf());
    const { target, states } = await readStacks(io, { state: ["state.json"] });
    expect([target.project, target.stack, target.label, states.length]).toEqual([
      "acme",
      "dev",
      "state.json",
      1,
    ]);
  });

  it("takes the project of a state without resources from the folder", async () => {
    const { io, write } = await newWorkdir();
    await write("empty.json", { deployment: {} });
    const read = () => readStacks(io, { state: ["empty.json"] });
    await expect(read()).rejects.toThrow("cannot determine the project of empty.json");
    await write("Pulumi.yaml", "runtime:\n  name: nodejs\nname: 'acme.org'\n");
    expect((await read()).target.project).toBe("acme.org");
    await write("Pulumi.yaml", { runtime: { name: "nodejs" }, name: "acme" });
    expect((await read()).target.project).toBe("acme");
  });

  it("rejects a state file that does not exist", async () => {
    const { io } = await newWorkdir();
    await expect(readStacks(io, { state: ["nowhere.json"] })).rejects.toThrow(
      "cannot read the state file nowhere.json: the file does not exist.",
    );
  });

  it("decrypts secrets of this package in memory, if that is possible", async () => {
    const { io, progress, write } = await newWorkdir();
    const stored = { __organization: "0A", __schema: 1 };
    const holding = (value: unknown) =>
      stateOf([{ kind: "Workspace", name: "a", id: "wrkspc_1", outputs: { ...stored, name: value } }]);
    await write("encrypted.json", holding(encrypted));
    await write("decrypted.json", holding(decrypted("A")));
    const command = `
      case "$*" in
        "stack ls"*) echo '[{"name":"dev","current":true}]' ;;
        *--show-secrets*) echo asked >> asked; if [ -f locked ]; then echo "error: no passphrase" >&2; exit 255; fi; /bin/cat decrypted.json ;;
        *) /bin/cat encrypted.json ;;
      esac`;
    const bin = path.join(io.cwd, "bin");
    await script(path.join(bin, "pulumi"), command);
    const read = async () => {
      const { target } = await readStacks({ ...io, env: { PATH: bin } }, {});
      return target.state.resources[0];
    };
    expect((await read())?.outputs).toEqual({ ...stored, name: "A" });
    await write("locked", "");
    expect(await read()).toMatchObject({ outputs: stored, unreadable: ["name"] });
    expect(progress).toEqual([
      "cannot run `pulumi stack export --stack dev --show-secrets`: no passphrase. The encrypted properties of dev were not read.",
    ]);

    // Secrets of other packages are not decrypted.
    await write("encrypted.json", holding("A"));
    await write("asked", "");
    await read();
    expect(await readFile(path.join(io.cwd, "asked"), "utf8")).toBe("");
  });
});
