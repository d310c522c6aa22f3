#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command } from "commander";
import { emulatorCommand } from "./emulator.ts";

const manifest: { version: string } = createRequire(import.meta.url)("pulumi-anthropic/package.json");

const program = new Command("anthropic-org")
  .description("Looks after an Anthropic (Claude) organization from the command line.")
  .version(manifest.version)
  .addCommand(emulatorCommand());

await program.parseAsync();
