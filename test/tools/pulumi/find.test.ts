import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { findPulumi } from "../../../tools/pulumi/find.ts";
import { goCompiler, installation, newMachine, script } from "./machine.ts";

const silent = () => undefined;
/** A build of a `pulumi` that prints the pinned version. */
const working = 'printf \'#!/bin/sh\\necho v3.276.0\\n\' > "$out"; /bin/chmod +x "$out"';

test("findPulumi returns a pulumi on PATH that is new enough", async () => {
  const machine = await newMachine();
  await installation(machine.bin, "3.300.1");
  expect(await findPulumi(silent, machine.env)).toEqual({
    command: path.join(machine.bin, "pulumi"),
    directory: machine.bin,
    version: "3.300.1",
    from: "path",
  });
});

test("findPulumi returns a linked pulumi whose language host is in the folder of the file and not of the link", async () => {
  const machine = await newMachine();
  const cellar = path.join(machine.root, "cellar");
  await installation(cellar, "3.300.1");
  await symlink(path.join(cellar, "pulumi"), path.join(machine.bin, "pulumi"));
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.bin, from: "path" });
});

test("findPulumi returns the cached pulumi if the one on PATH is too old", async () => {
  const machine = await newMachine();
  await installation(machine.bin, "3.253.9");
  await installation(machine.cache, "3.276.0");
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.cache, from: "cache" });
});

test("findPulumi returns the cached pulumi if the one on PATH has no Node.js language host", async () => {
  const machine = await newMachine();
  await script(path.join(machine.bin, "pulumi"), "echo v3.300.1");
  await installation(machine.cache, "3.276.0");
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.cache, from: "cache" });
});

test("findPulumi uses a cache under the home folder if XDG_CACHE_HOME is not set", async () => {
  const machine = await newMachine();
  const directory = path.join(machine.root, ".cache", "pulumi-anthropic", "pulumi-3.276.0");
  await installation(directory, "3.276.0");
  const { XDG_CACHE_HOME: _, ...env } = machine.env;
  expect(await findPulumi(silent, env)).toMatchObject({ directory, from: "cache" });
});

test("findPulumi builds the CLI with go, and finds it in the cache the next time", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", working);
  const lines: string[] = [];
  const built = await findPulumi((line) => lines.push(line), machine.env);
  expect(built).toMatchObject({ directory: machine.cache, version: "3.276.0", from: "build" });
  expect(lines.join("\n")).toContain("building Pulumi 3.276.0 from Go modules");
  expect((await readdir(machine.cache)).sort()).toEqual([
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "cache" });
});

test("findPulumi waits for a build of another run", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", `/bin/sleep 0.2; ${working}`);
  const lines: string[] = [];
  const both = await Promise.all([
    findPulumi((line) => lines.push(line), machine.env),
    findPulumi((line) => lines.push(line), machine.env),
  ]);
  expect(both.map((found) => found.from).sort()).toEqual(["build", "cache"]);
  expect(await readFile(path.join(machine.root, "builds"), "utf8")).toBe("pulumi\npulumi-language-nodejs\n");
  expect(lines).toContain("waiting for another run that installs the Pulumi CLI");
});

test("findPulumi returns an installation that another run has cached in the meantime", async () => {
  const machine = await newMachine();
  const lock = `${machine.cache}.lock`;
  await mkdir(path.dirname(lock), { recursive: true });
  await writeFile(lock, "");
  const waiting = findPulumi(silent, machine.env);
  await sleep(100);
  await installation(`${machine.cache}.elsewhere`, "3.276.0");
  await rename(`${machine.cache}.elsewhere`, machine.cache);
  await rm(lock);
  expect(await waiting).toMatchObject({ from: "cache" });
});

test("findPulumi ignores the lock of a killed run and removes its temporary folders", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", working);
  await script(path.join(`${machine.cache}.partial-killed`, "installation", "pulumi"), "half");
  await writeFile(`${machine.cache}.lock`, "");
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(`${machine.cache}.lock`, minuteAgo, minuteAgo);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "build" });
  expect(await readdir(path.dirname(machine.cache))).toEqual(["pulumi-3.276.0"]);
});

test("findPulumi rebuilds an unusable installation in the cache", async () => {
  const machine = await newMachine();
  await installation(machine.cache, "3.276.0");
  await script(path.join(machine.cache, "pulumi"), "exit 126");
  await goCompiler(machine, "1.30.0", working);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "build" });
});

test("the error of a failed build has the reason and how to install Pulumi, and no file is left", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", 'echo half > "$out"; echo "disk is full" >&2; exit 1');
  await expect(findPulumi(silent, machine.env)).rejects.toThrow(
    /^cannot find a usable Pulumi CLI\. Tried: no pulumi on PATH; the official installer: .+; a build from Go modules: go build failed: disk is full\. Install Pulumi 3\.254\.0 or newer and put it on PATH: https:/,
  );
  expect(await readdir(path.dirname(machine.cache))).toEqual([]);
});

test("the error about an old go has its version and the required one", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.24.13", working);
  await expect(findPulumi(silent, machine.env)).rejects.toThrow(
    /go is go1\.24\.13; 1\.26\.\d+ or newer is required \(or GOTOOLCHAIN=auto\)/,
  );
});

test("the error says that there is no go on PATH", async () => {
  const machine = await newMachine();
  await expect(findPulumi(silent, machine.env)).rejects.toThrow("a build from Go modules: no go on PATH");
});
