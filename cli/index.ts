#!/usr/bin/env node
// First, since the other imports fail on a Node.js version that is too old.
import "./nodeVersion.ts";

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
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

await program.parseAsync();
