import { mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { findPulumi } from "../../../tools/pulumi/find.ts";
import { goCompiler, installation, newMachine, script } from "./machine.ts";

const silent = () => undefined;
/** A build that makes a `pulumi` which tells the pinned version. */
const working = 'printf \'#!/bin/sh\\necho v3.276.0\\n\' > "$out"; /bin/chmod +x "$out"';

test("a new enough pulumi on PATH is taken", async () => {
  const machine = await newMachine();
  await installation(machine.bin, "3.300.1");
  expect(await findPulumi(silent, machine.env)).toEqual({
    command: path.join(machine.bin, "pulumi"),
    directory: machine.bin,
    version: "3.300.1",
    from: "path",
  });
});

test("a linked pulumi is taken when its language host lies beside the file and not beside the link", async () => {
  const machine = await newMachine();
  const cellar = path.join(machine.root, "cellar");
  await installation(cellar, "3.300.1");
  await symlink(path.join(cellar, "pulumi"), path.join(machine.bin, "pulumi"));
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.bin, from: "path" });
});

test("a pulumi on PATH that is too old gives way to the cache", async () => {
  const machine = await newMachine();
  await installation(machine.bin, "3.253.9");
  await installation(machine.cache, "3.276.0");
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.cache, from: "cache" });
});

test("a pulumi on PATH without the Node.js language host gives way to the cache", async () => {
  const machine = await newMachine();
  await script(path.join(machine.bin, "pulumi"), "echo v3.300.1");
  await installation(machine.cache, "3.276.0");
  expect(await findPulumi(silent, machine.env)).toMatchObject({ directory: machine.cache, from: "cache" });
});

test("without XDG_CACHE_HOME the cache is under the home folder", async () => {
  const machine = await newMachine();
  const directory = path.join(machine.root, ".cache", "pulumi-anthropic", "pulumi-3.276.0");
  await installation(directory, "3.276.0");
  const { XDG_CACHE_HOME: _, ...env } = machine.env;
  expect(await findPulumi(silent, env)).toMatchObject({ directory, from: "cache" });
});

test("with go and nothing else it is built, kept, and found in the cache the next time", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", working);
  const said: string[] = [];
  const built = await findPulumi((line) => said.push(line), machine.env);
  expect(built).toMatchObject({ directory: machine.cache, version: "3.276.0", from: "build" });
  expect(said.join("\n")).toContain("building Pulumi 3.276.0 from Go modules");
  expect((await readdir(machine.cache)).sort()).toEqual([
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
  ]);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "cache" });
});

test("of two runs at once one builds and the other waits for it", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", `/bin/sleep 0.2; ${working}`);
  const said: string[] = [];
  const both = await Promise.all([
    findPulumi((line) => said.push(line), machine.env),
    findPulumi((line) => said.push(line), machine.env),
  ]);
  expect(both.map((found) => found.from).sort()).toEqual(["build", "cache"]);
  expect(await readFile(path.join(machine.root, "builds"), "utf8")).toBe("pulumi\npulumi-language-nodejs\n");
  expect(said).toContain("waiting for another run that is getting the Pulumi CLI");
});

test("what another run put into the cache while we waited is taken", async () => {
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

test("a run that was killed holds up nobody, and what it left is removed", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", working);
  await script(path.join(`${machine.cache}.making-killed`, "made", "pulumi"), "half");
  await writeFile(`${machine.cache}.lock`, "");
  const minuteAgo = new Date(Date.now() - 60_000);
  await utimes(`${machine.cache}.lock`, minuteAgo, minuteAgo);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "build" });
  expect(await readdir(path.dirname(machine.cache))).toEqual(["pulumi-3.276.0"]);
});

test("an unusable installation in the cache is built anew", async () => {
  const machine = await newMachine();
  await installation(machine.cache, "3.276.0");
  await script(path.join(machine.cache, "pulumi"), "exit 126");
  await goCompiler(machine, "1.30.0", working);
  expect(await findPulumi(silent, machine.env)).toMatchObject({ from: "build" });
});

test("a failing build says why, tells how to install Pulumi and leaves nothing behind", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.30.0", 'echo half > "$out"; echo "disk is full" >&2; exit 1');
  await expect(findPulumi(silent, machine.env)).rejects.toThrow(
    /^No usable Pulumi CLI\. Tried: no pulumi on PATH; the official installer: .+; a build from Go modules: go build failed: disk is full\. Install Pulumi 3\.254\.0 or newer and put it on PATH: https:/,
  );
  expect(await readdir(path.dirname(machine.cache))).toEqual([]);
});

test("a go that is too old is named with the version that is needed", async () => {
  const machine = await newMachine();
  await goCompiler(machine, "1.24.13", working);
  await expect(findPulumi(silent, machine.env)).rejects.toThrow(
    /go is go1\.24\.13, needed is 1\.26\.\d+ or newer \(or GOTOOLCHAIN=auto\)/,
  );
});

test("without go the error says so", async () => {
  const machine = await newMachine();
  await expect(findPulumi(silent, machine.env)).rejects.toThrow("a build from Go modules: no go on PATH");
});
