#!/usr/bin/env node
// First, since the other imports fail on a Node.js version that is too old.
import "./nodeVersion.ts";

import { createRequire } from "node:module";
import { Command } from "commander";
import { detachCommand } from "./commands/detach.ts";
import { driftCommand } from "./commands/drift.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { importCommand } from "./commands/import.ts";
import { planCommand } from "./commands/plan.ts";
import { recoverCommand } from "./commands/recover.ts";
import { snapshotCommand } from "./commands/snapshot.ts";

const manifest: { version: string } = createRequire(import.meta.url)("pulumi-anthropic/package.json");

const program = new Command("pulumi-anthropic")
  .description("Import, plan and check an Anthropic (Claude) organization that is managed with Pulumi.")
  .version(manifest.version)
  .addCommand(importCommand())
  .addCommand(detachCommand())
  .addCommand(driftCommand())
  .addCommand(planCommand())
  .addCommand(recoverCommand())
  .addCommand(snapshotCommand())
  .addCommand(emulatorCommand());

await program.parseAsync();
