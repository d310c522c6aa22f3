import type { FullSeed, WorkspaceJson } from "../../emulator/index.ts";
import { clean } from "../../provider/api/foreignText.ts";
import { isRecord, own, type Properties, same } from "../../provider/kernel/values.ts";
import { normalEmail } from "../../provider/users/people.ts";
import { counted, joined, nouns, quoted } from "../output/phrases.ts";
import type { Action, Difference } from "./actions.ts";
import { calledIn, type Done, type Write } from "./copy.ts";

/** The resource that asked for a write. */
export interface Asker {
  readonly kind: string;
  readonly resource: string;
}

/** What the writes of one operation did, in words that the organization's people understand. */
export function actionsOf({ writes, before, after }: Done, asker: Asker): Action[] {
  return writes.map((write) => ({ ...asker, ...told(write, new Scene(before), new Scene(after)) }));
}

type Told = Omit<Action, "kind" | "resource">;

function told({ method, path, body }: Write, before: Scene, after: Scene): Told {
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
      const { user, shown, role: was } = before.person(id);
      const text = `${shown}, from ${was} to ${role}`;
      const differences = [{ property: "role", before: was, after: role }];
      const type = role === "user" ? "demotes" : was === "user" ? "promotes" : "updates";
      return { type, user, role, differences, text };
    }
    case "DELETE users": {
      const { user, shown, role: was } = before.person(id);
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
      const shown = before.called(id);
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
        const { user, shown } = before.person(String(sent["user_id"]));
        const text = `${shown} in ${before.called(id)}, as ${role}`;
        return { type: "addsMember", user, ...where(before, id), role, text };
      }
      const { user, shown } = before.person(userId);
      const was = before.roleIn(id, userId);
      // Who has a place by being billing member cannot be taken out, only put back to what comes with that.
      if (role === "workspace_billing") {
        return {
          type: "removesMember",
          user,
          ...where(before, id),
          role: was,
          text: takenAway(before, id, userId),
        };
      }
      const text = `${shown} in ${before.called(id)}, from ${was} to ${role}`;
      const differences = [{ property: "role", before: was, after: role }];
      return { type: "updates", user, ...where(before, id), role, differences, text };
    }
    case "DELETE workspaces members": {
      const { user } = before.person(userId);
      const role = before.roleIn(id, userId);
      return { type: "removesMember", user, ...where(before, id), role, text: takenAway(before, id, userId) };
    }
    case "POST api_keys": {
      const was = before.key(id);
      const is = after.key(id);
      const differences = differencesOf(was, is);
      const stops = is["status"] !== was["status"] && is["status"] !== "active";
      const key = { id, name: String(was["name"]) };
      const text = `${stops ? "" : "the API key "}${quoted(key.name)} (${id}): ${listed(differences)}`;
      return { type: stops ? "deactivates" : "updates", key, differences, text };
    }
    default:
      throw new Error(`a write that plan has no word for: ${method} ${path.join("/")}`);
  }
}

function where(scene: Scene, id: string): Pick<Action, "workspace"> {
  return { workspace: { id, name: scene.nameOf(id) } };
}

function takenAway(scene: Scene, id: string, userId: string): string {
  return `${scene.person(userId).shown} in ${scene.called(id)}, as ${scene.roleIn(id, userId)}`;
}

/** An organization at one moment, asked by id. */
class Scene {
  readonly #seed: FullSeed;

  constructor(seed: FullSeed) {
    this.#seed = seed;
  }

  person(id: string): { user: { email?: string; userId: string }; shown: string; role: string } {
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

  called(id: string): string {
    return calledIn(this.#seed, id);
  }

  key(id: string): Properties {
    return { ...this.#seed.api_keys.find((each) => each.id === id) };
  }

  roleIn(id: string, userId: string): string {
    const place = this.#seed.members.find((each) => each.workspace_id === id && each.user_id === userId);
    return place?.workspace_role ?? "unknown";
  }

  /** What goes with a workspace. */
  endsWith(id: string): string {
    const places = this.#seed.members.filter((each) => each.workspace_id === id).length;
    const keys = this.#seed.api_keys.filter(
      ({ scope, status }) => scope.type === "workspace" && scope.workspace_id === id && status === "active",
    ).length;
    const parts = [
      ...(places > 0 ? [counted(places, nouns.membership)] : []),
      ...(keys > 0 ? [counted(keys, ["active API key", "active API keys"])] : []),
    ];
    return parts.length === 0 ? "" : `, and with it ${joined(parts)}`;
  }

  #workspace(id: string): WorkspaceJson | undefined {
    const { default_workspace: usual, workspaces } = this.#seed;
    return [usual, ...workspaces].find((each) => each.id === id);
  }
}

/** Properties as the program calls them. */
function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What differs, with tags one by one. */
function differencesOf(before: Properties, after: Properties): Difference[] {
  const differences: Difference[] = [];
  for (const name of Object.keys(after)) {
    const [was, is] = [before[name], after[name]];
    if (same(was, is)) continue;
    const property = camelCase(name);
    if (!isRecord(was) || !isRecord(is)) differences.push({ property, before: was, after: is });
    else {
      for (const part of new Set([...Object.keys(was), ...Object.keys(is)])) {
        if (same(own(was, part), own(is, part))) continue;
        differences.push({
          property: `${property}.${name === "tags" ? part : camelCase(part)}`,
          before: own(was, part) ?? null,
          after: own(is, part) ?? null,
        });
      }
    }
  }
  return differences;
}

function listed(differences: readonly Difference[]): string {
  if (differences.length === 0) return "nothing that differs";
  return differences
    .map(({ property, before, after }) => `${clean(property)} from ${value(before)} to ${value(after)}`)
    .join("; ");
}

function value(given: unknown): string {
  if (given === null || given === undefined) return "none";
  return typeof given === "string" ? quoted(given) : clean(JSON.stringify(given));
}
