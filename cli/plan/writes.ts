import type { SpendLimitJson, StoredExternalKey } from "../../emulator/index.ts";
import { toCurrencyUnits } from "../../provider/api/spendLimits/amount.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { keyIn } from "../../provider/resources/externalKey/identity.ts";
import { configOf } from "../../provider/resources/externalKey/wire.ts";
import { normalEmail } from "../../provider/users/email.ts";
import { counted, quoted } from "../output/phrases.ts";
import { accountDetails } from "./accountWrites.ts";
import type { Action, ActionDetails } from "./actions.ts";
import type { Effects, Write } from "./copy.ts";
import { differencesOf, listed } from "./differences.ts";
import { federationDetails } from "./federationWrites.ts";
import { View, where } from "./view.ts";

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
    case "POST rbac_groups": {
      if (id === "") return { type: "createsGroup", text: quoted(String(sent["name"])) };
      const differences = [{ property: "name", before: before.groupName(id), after: after.groupName(id) }];
      return {
        type: "updates",
        differences,
        text: `the RBAC group ${quoted(before.groupName(id))} (${id}): ${listed(differences)}`,
      };
    }
    case "DELETE rbac_groups": {
      const members = before.groupMembers(id).length;
      const access =
        members === 0 ? "" : `, and with it the access of ${counted(members, ["member", "members"])}`;
      return { type: "deletesGroup", text: `${quoted(before.groupName(id))} (${id})${access}` };
    }
    case "POST rbac_groups members": {
      const { user, shown } = before.groupMember(id, String(sent["user_id"]));
      return { type: "addsGroupMember", user, text: `${shown} in ${quoted(before.groupName(id))}` };
    }
    case "DELETE rbac_groups members": {
      const { user, shown } = before.groupMember(id, userId);
      return { type: "removesGroupMember", user, text: `${shown} in ${quoted(before.groupName(id))}` };
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
    case "POST service_accounts":
    case "POST service_accounts archive":
    case "POST workspaces service_accounts":
    case "DELETE workspaces service_accounts":
      return accountDetails({ method, path, body: sent }, before, after);
    default:
      throw new Error(`no action type for ${method} ${path.join("/")}`);
  }
}

function removedText(scene: View, id: string, userId: string): string {
  return `${scene.user(userId).shown} in ${scene.workspaceName(id)}, as ${scene.roleIn(id, userId)}`;
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
