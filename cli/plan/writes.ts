import type { FullSeed, SpendLimitJson, StoredExternalKey, WorkspaceJson } from "../../emulator/index.ts";
import { toCurrencyUnits } from "../../provider/api/spendLimits/amount.ts";
import { isRecord, type Properties, same } from "../../provider/kernel/values.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { counted, joined, nouns, quoted } from "../output/phrases.ts";
import type { Action } from "./actions.ts";
import { type Effects, type Write, workspaceNameIn } from "./copy.ts";
import { differencesOf, listed } from "./differences.ts";
import { federationDetails } from "./federationWrites.ts";

/** The resource whose operation wrote. */
export interface ResourceRef {
  readonly kind: string;
  readonly resource: string;
}

/** The actions that the writes of one operation amount to. */
export function actionsOf({ writes, before, after }: Effects, ref: ResourceRef): Action[] {
  return writes.filter(changesSomething).map((write) => ({
    ...ref,
    ...(federationDetails(write, before, after) ?? detailsOf(write, new View(before), new View(after))),
  }));
}

/** A validation of an external key changes nothing. */
function changesSomething({ path }: Write): boolean {
  return !(path[0] === "external_keys" && path[2] === "validate");
}

/** An action of a delete, with what only a delete does. */
export function ofDelete(action: Action, { deactivateKeys }: Properties): Action {
  if (action.type === "demotes") return { ...action, text: `${action.text}; stays in the organization` };
  return action.type === "deactivates" && deactivateKeys === "unused"
    ? { ...action, text: `${action.text}, if it was not used in the last 30 days` }
    : action;
}

type ActionDetails = Omit<Action, "kind" | "resource">;

function detailsOf({ method, path, body }: Write, before: View, after: View): ActionDetails {
  const [collection = "", id = "", inside = "", userId = ""] = path;
  const sent: Properties = isRecord(body) ? body : {};
  const role = String(sent["role"] ?? sent["workspace_role"] ?? "");
  switch (`${method} ${collection} ${inside}`.trim()) {
    case "POST invites": {
      const email = normalEmail(String(sent["email"]));
      return { type: "invites", user: { email }, role, text: `${email} as ${role}` };
    }
    case "DELETE invites": {
      const email = before.invited(id);
      return { type: "deletesInvitation", user: { email }, text: email };
    }
    case "POST users": {
      const { user, shown, role: was } = before.user(id);
      const text = `${shown}, from ${was} to ${role}`;
      const differences = [{ property: "role", before: was, after: role }];
      const type = role === "user" ? "demotes" : was === "user" ? "promotes" : "updates";
      return { type, user, role, differences, text };
    }
    case "DELETE users": {
      const { user, shown, role: was } = before.user(id);
      return { type: "removes", user, role: was, text: `${shown}, who is ${was}` };
    }
    case "POST workspaces": {
      if (id === "") {
        const name = String(sent["name"]);
        return { type: "creates", workspace: { name }, text: quoted(name) };
      }
      const was = before.workspace(id);
      const is = after.workspace(id);
      const differences = differencesOf(was, is);
      const shown = before.workspaceName(id);
      return { type: "updates", ...where(before, id), differences, text: `${shown}: ${listed(differences)}` };
    }
    case "POST workspaces archive":
      return {
        type: "archives",
        ...where(before, id),
        text: `${quoted(before.nameOf(id))} (${id})${before.endsWith(id)}`,
      };
    case "POST workspaces members": {
      if (userId === "") {
        const { user, shown } = before.user(String(sent["user_id"]));
        const text = `${shown} in ${before.workspaceName(id)}, as ${role}`;
        return { type: "addsMember", user, ...where(before, id), role, text };
      }
      const { user, shown } = before.user(userId);
      const was = before.roleIn(id, userId);
      // The API does not remove organization members with the role `billing`. They return to this role instead.
      if (role === "workspace_billing") {
        return {
          type: "removesMember",
          user,
          ...where(before, id),
          role: was,
          text: removedText(before, id, userId),
        };
      }
      const text = `${shown} in ${before.workspaceName(id)}, from ${was} to ${role}`;
      const differences = [{ property: "role", before: was, after: role }];
      return { type: "updates", user, ...where(before, id), role, differences, text };
    }
    case "DELETE workspaces members": {
      const { user } = before.user(userId);
      const role = before.roleIn(id, userId);
      return {
        type: "removesMember",
        user,
        ...where(before, id),
        role,
        text: removedText(before, id, userId),
      };
    }
    case "POST workspaces rate_limits": {
      const shown = `${before.rateLimitName(userId)} in ${before.workspaceName(id)}`;
      const differences = differencesOf(
        { limits: before.overrides(id, userId) },
        { limits: after.overrides(id, userId) },
      );
      const text = `the rate limits of ${shown}: ${listed(differences)}`;
      return { type: "updates", ...where(before, id), differences, text };
    }
    case "POST spend_limits":
    case "DELETE spend_limits": {
      const was = method === "DELETE" ? before.spendLimit({ id }) : before.spendLimit(sent);
      const is = method === "DELETE" ? undefined : after.spendLimit(sent);
      const limit = was ?? is;
      if (limit === undefined) throw new Error(`no spend limit for ${method} ${path.join("/")}`);
      const { scope, period } = limit;
      const differences = [{ property: "amount", before: amountOf(was), after: amountOf(is) }];
      const of =
        scope.type === "workspace"
          ? before.workspaceName(scope.workspace_id)
          : scope.type === "user"
            ? before.user(scope.user_id).shown
            : "the organization";
      return {
        type: "updates",
        ...(scope.type === "workspace" ? where(before, scope.workspace_id) : {}),
        ...(scope.type === "user" ? { user: before.user(scope.user_id).user } : {}),
        differences,
        text: `the ${period} spend limit of ${of}: ${listed(differences)}`,
      };
    }
    case "POST external_keys": {
      if (id === "") {
        // The ID in the simulation is not the one that `up` gets.
        const { display_name: name, provider_config: config } = after.newestExternalKey();
        const where = keyIn(configOf(config));
        return { type: "createsExternalKey", text: name === null ? where : `${quoted(name)} for ${where}` };
      }
      const was = before.externalKey(id);
      const differences = differencesOf({ ...was }, { ...after.externalKey(id) }).filter(
        ({ property }) => property !== "updatedAt",
      );
      return {
        type: "updates",
        differences,
        text: `the external key ${nameOfExternalKey(was)}: ${listed(differences)}`,
      };
    }
    case "DELETE external_keys":
      return { type: "deletesExternalKey", text: nameOfExternalKey(before.externalKey(id)) };
    case "POST compliance_settings": {
      const differences = [
        { property: "state", before: before.complianceState(), after: after.complianceState() },
      ];
      return { type: "updates", differences, text: `the Compliance Settings: ${listed(differences)}` };
    }
    case "POST api_keys": {
      const was = before.key(id);
      const is = after.key(id);
      const differences = differencesOf(was, is);
      const becomes = is["status"] === was["status"] ? undefined : is["status"];
      const stops = becomes !== undefined && becomes !== "active";
      const key = { id, name: String(was["name"]) };
      const text = `${stops ? "" : "the API key "}${quoted(key.name)} (${id}): ${listed(differences)}`;
      const type = becomes === "archived" ? "archivesKey" : stops ? "deactivates" : "updates";
      return { type, key, differences, text };
    }
    default:
      throw new Error(`no action type for ${method} ${path.join("/")}`);
  }
}

function where(scene: View, id: string): Pick<Action, "workspace"> {
  return { workspace: { id, name: scene.nameOf(id) } };
}

function removedText(scene: View, id: string, userId: string): string {
  return `${scene.user(userId).shown} in ${scene.workspaceName(id)}, as ${scene.roleIn(id, userId)}`;
}

/** The objects of an organization at one moment, by ID. */
class View {
  readonly #seed: FullSeed;

  constructor(seed: FullSeed) {
    this.#seed = seed;
  }

  user(id: string): { user: { email?: string; userId: string }; shown: string; role: string } {
    const user = this.#seed.users.find((each) => each.id === id);
    if (user === undefined) return { user: { userId: id }, shown: id, role: "unknown" };
    const email = normalEmail(user.email);
    return { user: { email, userId: id }, shown: email, role: user.role };
  }

  invited(id: string): string {
    return normalEmail(this.#seed.invites.find((each) => each.id === id)?.email ?? id);
  }

  workspace(id: string): Properties {
    return { ...this.#workspace(id) };
  }

  nameOf(id: string): string {
    return this.#workspace(id)?.name ?? id;
  }

  workspaceName(id: string): string {
    return workspaceNameIn(this.#seed, id);
  }

  /** The limits that a workspace overrides in a group. */
  overrides(id: string, rateLimitId: string): Properties {
    const { workspace_rate_limits: all } = this.#seed;
    const own = all.find((each) => each.workspace_id === id && each.rate_limit_id === rateLimitId);
    return Object.fromEntries((own?.limits ?? []).map(({ type, value }) => [type, value]));
  }

  rateLimitName(rateLimitId: string): string {
    const group = this.#seed.rate_limits.find((each) => each.id === rateLimitId)?.group;
    return group?.type === "model_group" ? group.display_name : (group?.type ?? rateLimitId);
  }

  key(id: string): Properties {
    return { ...this.#seed.api_keys.find((each) => each.id === id) };
  }

  /** The limit with this ID, or with the scope and period of a request. */
  spendLimit({ id, scope, period = "monthly" }: Properties): SpendLimitJson | undefined {
    return this.#seed.spend_limits.find((limit) =>
      id === undefined ? same(limit.scope, scope) && limit.period === period : limit.id === id,
    );
  }

  externalKey(id: string): StoredExternalKey | undefined {
    return this.#seed.external_keys.find((key) => key.id === decodeURIComponent(id));
  }

  newestExternalKey(): StoredExternalKey {
    const key = this.#seed.external_keys.at(-1);
    if (key === undefined) throw new Error("the simulation created no external key");
    return key;
  }

  complianceState(): string {
    return this.#seed.compliance_settings.state.type;
  }

  roleIn(id: string, userId: string): string {
    const member = this.#seed.members.find((each) => each.workspace_id === id && each.user_id === userId);
    return member?.workspace_role ?? "unknown";
  }

  /** The memberships and keys that end when a workspace is archived. */
  endsWith(id: string): string {
    const members = this.#seed.members.filter((each) => each.workspace_id === id).length;
    const keys = this.#seed.api_keys.filter(
      ({ scope, status }) => scope.type === "workspace" && scope.workspace_id === id && status === "active",
    ).length;
    const parts = [
      ...(members > 0 ? [counted(members, nouns.membership)] : []),
      ...(keys > 0 ? [counted(keys, ["active API key", "active API keys"])] : []),
    ];
    return parts.length === 0 ? "" : `, and with it ${joined(parts)}`;
  }

  #workspace(id: string): WorkspaceJson | undefined {
    const { default_workspace: defaultOne, workspaces } = this.#seed;
    return [defaultOne, ...workspaces].find((each) => each.id === id);
  }
}

function nameOfExternalKey(key: StoredExternalKey | undefined): string {
  if (key === undefined) return "an external key";
  const { display_name: name, provider_config: config, id } = key;
  return name === null ? keyIn(configOf(config)) : `${quoted(name)} (${id})`;
}

/** The amount of a limit in currency units, with the currency. Null without a limit. */
function amountOf(limit: SpendLimitJson | undefined): string | null {
  if (limit === undefined) return null;
  const { amount, currency } = limit;
  return amount === null ? "unlimited" : `${toCurrencyUnits(amount, currency)} ${currency}`;
}
