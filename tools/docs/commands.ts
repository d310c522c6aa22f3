import type { Command, Option } from "commander";
import { commands as allCommands } from "../../cli/commands/commands.ts";
import { code, fence, page, table } from "./markdown.ts";

export const commands: readonly Command[] = allCommands();

const guides: Readonly<Record<string, string>> = {
  detach: "Guide: [Moving](../moving.md#to-another-stack).",
  drift: "Guide: [Drift](../drift.md).",
  emulator: "Guide: [Emulator](../emulator.md).",
  keys: "Guide: [API keys](../keys.md).",
  import: "Guide: [Import an organization](../import.md).",
  plan: "Guide: [Plan](../plan.md).",
  recover: "Guide: [A run was interrupted](../runbooks.md#a-run-was-interrupted).",
  report: "Guides: [Usage and cost](../usage-and-cost.md#the-report-command), [Budgets](../budgets.md).",
  user: "Guide: [API keys, When a user leaves](../keys.md#when-a-user-leaves).",
  whoami: "Guide: [Authentication, Check the setup](../authentication.md#check-the-setup).",
  snapshot: "Guide: [Plan, Snapshots](../plan.md#snapshots).",
};

export function commandTable(): string {
  return table(
    ["Command", "What it does"],
    commands.map((command) => [
      `[${code(`pulumi-anthropic ${command.name()}`)}](${command.name()}.md)`,
      command.description(),
    ]),
  );
}

export function commandPage(command: Command): string {
  const name = `pulumi-anthropic ${command.name()}`;
  const { commands: subcommands } = command;
  return page(
    `# ${name}`,
    command.description(),
    ...(subcommands.length === 0
      ? usageBlocks(command, name)
      : subcommands.flatMap((subcommand) => {
          const full = `${name} ${subcommand.name()}`;
          return [`## ${full}`, subcommand.description(), ...usageBlocks(subcommand, full)];
        })),
    guides[command.name()] ?? "",
  );
}

/** The usage line, the options and the exit codes of a command. */
function usageBlocks(command: Command, name: string): string[] {
  return [
    fence("sh", `npx ${name} ${command.usage()}`.trim()),
    table(
      ["Option", "Default", "Description"],
      command.options
        .filter(({ hidden }) => !hidden)
        .map((option) => [code(option.flags), defaultOf(option), descriptionOf(option)]),
    ),
    ...extraHelp(command),
  ];
}

function defaultOf({ defaultValue, defaultValueDescription }: Option): string {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (defaultValue === undefined || defaultValue === false) return "";
  if (Array.isArray(defaultValue) && defaultValue.length === 0) return "";
  return code(String(defaultValue));
}

function descriptionOf({ description, argChoices }: Option): string {
  return argChoices === undefined ? description : `${description} (choices: ${argChoices.join(", ")})`;
}

/** The text that `addHelpText` prints after the options, such as exit codes. Examples become a block of code. */
function extraHelp(command: Command): string[] {
  let text = "";
  const written = command.configureOutput().writeOut;
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  command.configureOutput(written === undefined ? {} : { writeOut: written });
  const own = command.helpInformation();
  const extra = text.slice(text.indexOf(own) + own.length).trim();
  const [, lines = "", rest = ""] = /^Examples:\n((?: {2}[^\n]*(?:\n|$))+)(.*)$/s.exec(extra) ?? [];
  if (lines === "") return [extra];
  return [fence("sh", lines.replace(/^ {2}/gm, "").trimEnd()), rest.trim()];
}
