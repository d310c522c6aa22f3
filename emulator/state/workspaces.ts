import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import { newId, newUuid, prefixes } from "../ids.ts";
import type { DataResidencyJson, WorkspaceJson } from "../json.ts";
import type { Activity } from "../usage/activity.ts";
import { defaultColor, defaultResidency } from "../workspaceRules.ts";

/** The properties of a new workspace. */
export interface NewWorkspace {
  name: string;
  data_residency?: DataResidencyJson | undefined;
  display_color?: string | undefined;
  external_key_id?: string | undefined;
  tags?: Record<string, string> | undefined;
  user_profile_id?: string | undefined;
}

/** The workspaces of an organization, archived ones and the default one included. */
export class Workspaces extends Collection<WorkspaceJson> {
  readonly #clock: Clock;
  readonly #activity: Activity;
  readonly defaultId: string;

  constructor(clock: Clock, defaultWorkspace: WorkspaceJson, activity: Activity) {
    super(clock);
    this.#clock = clock;
    this.#activity = activity;
    this.defaultId = defaultWorkspace.id;
    this.load(defaultWorkspace.id, defaultWorkspace);
  }

  add(properties: NewWorkspace): WorkspaceJson {
    const workspace: WorkspaceJson = {
      id: newId(prefixes.workspace),
      type: "workspace",
      name: properties.name,
      created_at: this.#clock.timestamp(),
      archived_at: null,
      display_color: properties.display_color ?? defaultColor,
      compartment_id: newUuid(),
      data_residency: properties.data_residency ?? defaultResidency(),
      external_key_id: properties.external_key_id ?? null,
      tags: properties.tags ?? {},
      user_profile_id: properties.user_profile_id ?? null,
    };
    this.set(workspace.id, workspace);
    this.#activity.workspaceAdded(workspace);
    return workspace;
  }
}
