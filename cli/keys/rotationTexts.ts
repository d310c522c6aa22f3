import { clean } from "../../provider/api/foreignText.ts";
import { inConsole } from "../../provider/api/hints.ts";
import type { ApiKeyWire } from "../../provider/api/objects.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { counted, quoted, shellWord } from "../output/phrases.ts";
import type { StackChoice } from "../states/stacks.ts";
import { ageInDays } from "./keyRow.ts";
import { lengthArgument } from "./lengthText.ts";
import type { KeyLists } from "./readKeys.ts";
import { principalOf, replacementName } from "./replacement.ts";
import { keyTitle } from "./selectKeys.ts";
import type { UsageSource } from "./usagePeriod.ts";

/** The default of `--grace` in cli/commands/keys.ts. */
const defaultGrace = 86_400_000;

/** `Old key: "checkout" (apikey_...) in workspace "Production", created 2026-01-01`. */
export function keyLine(label: string, key: ApiKeyWire, lists: KeyLists): string {
  const parts = [
    `${label}: ${keyTitle(key)} ${whereText(key, lists)}`,
    `created ${key.created_at.slice(0, 10)}`,
    ...(key.expires_at === null ? [] : [`expires ${key.expires_at.slice(0, 10)}`]),
    ...(principalOf(key) === undefined ? [] : [`acts as ${principalText(key, lists)}`]),
  ];
  return parts.join(", ");
}

/** The instructions for creating the replacement of a key in the Console. */
export function instructions(old: ApiKeyWire, lists: KeyLists, now: number): string[] {
  const { expires_at: expiresAt } = old;
  const lifetime = expiresAt === null ? undefined : ageInDays(old, Date.parse(expiresAt));
  return [
    `Create the new key ${inConsole}:`,
    `  Workspace  ${workspaceText(old, lists)}`,
    `  Name       ${clean(replacementName(old, lists.keys, now))}`,
    ...(principalOf(old) === undefined ? [] : [`  Acts as    ${principalText(old, lists)}`]),
    ...(lifetime === undefined
      ? []
      : [
          `  Expires    after ${lifetime === 0 ? "less than a day" : counted(lifetime, ["day", "days"])}, like the old key, or as needed`,
        ]),
    "The Console shows its secret once. Store it where the service reads it. The command recognizes the key by its name.",
  ];
}

/** The command that continues a rotation, with the grace period, the source and the stacks of this run. */
export function continuation(
  oldId: string,
  newId: string | undefined,
  {
    grace,
    source,
    stack = [],
    allStacks = false,
    state = [],
  }: StackChoice & { readonly grace: number; readonly source?: UsageSource | undefined },
): string {
  return [
    `npx pulumi-anthropic keys rotate ${oldId}`,
    ...(newId === undefined ? [] : [`--new ${newId}`]),
    ...(grace === defaultGrace ? [] : [`--grace ${lengthArgument(grace)}`]),
    ...(source === undefined ? [] : [`--source ${source}`]),
    ...stack.map((name) => `--stack ${shellWord(name)}`),
    ...(allStacks ? ["--all-stacks"] : []),
    ...state.map((file) => `--state ${shellWord(file)}`),
  ].join(" ");
}

function whereText(key: ApiKeyWire, lists: KeyLists): string {
  const { workspace_id: id } = key.scope;
  return typeof id === "string" ? `in workspace ${workspaceText(key, lists)}` : "of the whole organization";
}

function workspaceText({ scope }: ApiKeyWire, { workspaces }: KeyLists): string {
  const { workspace_id: id } = scope;
  if (typeof id !== "string") return "none (a key of the whole organization)";
  const name = workspaces.find((workspace) => workspace.id === id)?.name;
  return name === undefined ? id : `${quoted(name)} (${id})`;
}

function principalText(key: ApiKeyWire, { users }: KeyLists): string {
  const id = principalOf(key);
  const user = users.find((candidate) => candidate.id === id);
  return user === undefined ? (id ?? "(none)") : normalEmail(user.email);
}
