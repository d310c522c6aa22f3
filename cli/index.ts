#!/usr/bin/env node
// First, since the other imports fail on a runtime that is not supported.
import "./runtime.ts";

import { createRequire } from "node:module";
import { Command } from "commander";
import { commands } from "./commands/commands.ts";

const manifest: { version: string } = createRequire(import.meta.url)("pulumi-anthropic/package.json");

const program = new Command("pulumi-anthropic")
  .description(
    "Import, plan, check and report on an Anthropic (Claude) organization that is managed with Pulumi.",
  )
  .version(manifest.version);
for (const command of commands()) program.addCommand(command);

// The program that reads the output, such as `head`, may end first. The command still completes.
process.stderr.on("error", () => undefined);
let failure: NodeJS.ErrnoException | undefined;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") failure ??= error;
});
// At the end, so that a full disk does not interrupt a command that writes.
process.on("exit", () => {
  if (failure === undefined) return;
  process.stderr.write(`error: cannot write to standard output: ${failure.message}.\n`);
  process.exitCode = 1;
});

// Without a command, prints the help, which is not an error.
if (process.argv.length <= 2) program.outputHelp();
else await program.parseAsync();
