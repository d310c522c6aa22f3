import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { nameFromEmail, normalizedEmail } from "../emails.ts";
import { newId, prefixes } from "../ids.ts";
import type { OrganizationRole, UserJson } from "../json.ts";
import type { Activity } from "../usage/activity.ts";

/** The users of an organization. */
export class Users extends Collection<UserJson> {
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly #idByEmail = new Map<string, string>();

  constructor(clock: Clock, activity: Activity) {
    super(clock);
    this.#clock = clock;
    this.#activity = activity;
  }

  override load(id: string, user: UserJson): void {
    super.load(id, user);
    this.#idByEmail.set(normalizedEmail(user.email), id);
  }

  override set(id: string, user: UserJson): void {
    this.#removeFromIndex(id);
    super.set(id, user);
    this.#activity.userChanged(user);
    this.#idByEmail.set(normalizedEmail(user.email), id);
  }

  override delete(id: string): void {
    this.#removeFromIndex(id);
    super.delete(id);
    this.#activity.userRemoved(id);
  }

  byEmail(email: string): UserJson | undefined {
    return this.get(this.#idByEmail.get(normalizedEmail(email)) ?? "");
  }

  add(user: { email: string; name?: string | undefined; role: OrganizationRole }): UserJson {
    const added: UserJson = {
      id: newId(prefixes.user),
      type: "user",
      email: user.email,
      name: user.name ?? nameFromEmail(user.email),
      role: user.role,
      added_at: this.#clock.timestamp(),
    };
    this.set(added.id, added);
    return added;
  }

  #removeFromIndex(id: string): void {
    const user = this.get(id);
    if (user !== undefined) this.#idByEmail.delete(normalizedEmail(user.email));
  }
}
