import type { Demo } from "./setUp.ts";
import { runSteps } from "./steps.ts";
import { summary } from "./summary.ts";

/** Runs all steps and prints the organization at the end. */
export async function runDemo(demo: Demo, pulumiVersion: string): Promise<void> {
  const { screen, organization } = demo;
  const started = performance.now();
  const { users, workspaces } = organization.state();
  screen.title("pulumi-anthropic: an Anthropic organization in Pulumi");
  screen.text(
    `Pulumi ${pulumiVersion} runs the programs in examples/ against an emulated Admin API on this machine. The organization is ${organization.name}, with ${users.length} users and ${workspaces.length} workspaces that were created in the Console.`,
  );
  screen.text("Framed lines are the output of the Pulumi CLI, without progress and repeated lines.");
  await runSteps(demo);
  screen.step(`${organization.name} at the end`);
  await summary(demo);
  const seconds = Math.round((performance.now() - started) / 1000);
  screen.title(`The demo took ${seconds} seconds. Every check passed.`);
}
