import * as pulumi from "@pulumi/pulumi";
import { clean } from "../api/foreignText.ts";
import { nearestOf } from "../nearest.ts";
import { settingNames } from "./config.ts";

/**
 * Refuses settings of the stack that there are not: misspelled, a limit or the organization that is meant would silently
 * not hold. Asked in the program, since Pulumi's provider process cannot list the configuration.
 */
export function refuseMisspelled(): void {
  // A project of this name has its own configuration there.
  if (pulumi.getProject() === "anthropic") return;
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    const [namespace, name = ""] = key.split(":");
    if (namespace !== "anthropic" || settingNames.some((known) => known === name)) continue;
    const nearest = nearestOf(name, settingNames);
    const help =
      nearest === undefined
        ? `There are ${settingNames.map((known) => `\`${known}\``).join(", ")}.`
        : `Did you mean \`anthropic:${nearest}\`?`;
    throw new pulumi.RunError(
      `\`${clean(key)}\` in the stack's configuration is not a known setting. ${help} Correct or remove it (pulumi config rm ${clean(key)}).`,
    );
  }
}
