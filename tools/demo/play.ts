import type { Stage } from "./stage.ts";
import { story } from "./story.ts";
import { summary } from "./summary.ts";

/** The whole demo on a stage. */
export async function play(stage: Stage, pulumiVersion: string): Promise<void> {
  const { screen, organization } = stage;
  const started = performance.now();
  const { users, workspaces } = organization.state();
  screen.title("pulumi-anthropic: an Anthropic organization in Pulumi");
  screen.words(
    `Pulumi ${pulumiVersion} runs the programs in examples/ against an emulated Admin API on this machine. The organization is ${organization.name}, with ${users.length} users and ${workspaces.length} workspaces that were created in the Console.`,
  );
  screen.words("Framed lines are the output of the Pulumi CLI, without progress and repeated lines.");
  await story(stage);
  screen.step(`What ${organization.name} holds now`);
  await summary(stage);
  const seconds = Math.round((performance.now() - started) / 1000);
  screen.title(`Every step did what it says, in ${seconds} seconds.`);
}
