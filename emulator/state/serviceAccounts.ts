import { newId, prefixes } from "../ids.ts";
import type { ServiceAccountJson, ServiceAccountRole } from "../serviceAccountsJson.ts";
import { Archivable } from "./archivable.ts";

/** The properties of a new service account. */
export interface NewServiceAccount {
  name: string;
  description?: string | null | undefined;
  organization_role?: ServiceAccountRole | undefined;
}

/** The service accounts of an organization, archived ones included. */
export class ServiceAccounts extends Archivable<ServiceAccountJson> {
  byName(name: string, includeArchived = true): ServiceAccountJson | undefined {
    return this.newestFirst().find(
      (account) => account.name === name && (includeArchived || account.archived_at === null),
    );
  }

  add({ name, description = null, organization_role = "developer" }: NewServiceAccount): ServiceAccountJson {
    return this.created((history) => ({
      id: newId(prefixes.serviceAccount),
      type: "service_account",
      name,
      description,
      organization_role,
      ...history,
    }));
  }
}
