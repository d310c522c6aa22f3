import type { WorkspaceJson } from "../json.ts";
import type { ServiceAccountJson } from "../serviceAccountsJson.ts";
import type { OrganizationState } from "../state/organization.ts";
import { memberKey } from "../state/serviceAccountMembers.ts";
import { defined } from "../validation.ts";
import { type ConsoleActions, ConsoleError } from "./definition.ts";
import { findServiceAccount, findWorkspace } from "./find.ts";

/** What an admin can do with service accounts in the Console. */
export function serviceAccountActions(current: () => OrganizationState) {
  return {
    createServiceAccount({ name, description, role }) {
      const { serviceAccounts } = current();
      if (serviceAccounts.byName(name) !== undefined) {
        throw new ConsoleError(`A service account has the name "${name}".`);
      }
      return serviceAccounts.add({ name, description, organization_role: role });
    },

    updateServiceAccount(idOrName, { description, role }) {
      const account = findUnarchived(current(), idOrName);
      return current().serviceAccounts.change(account, defined({ description, organization_role: role }));
    },

    archiveServiceAccount(idOrName) {
      const account = findServiceAccount(current(), idOrName);
      const [rule] = current().rulesFor(account.id);
      if (rule !== undefined) {
        throw new ConsoleError(
          `The federation rule "${rule.name}" still targets the service account "${idOrName}".`,
        );
      }
      return current().serviceAccounts.archive(account);
    },

    setServiceAccountMember(workspace, account, role) {
      const { id } = openWorkspace(current(), workspace);
      return current().serviceAccountMembers.put(id, findUnarchived(current(), account).id, role);
    },

    removeServiceAccountMember(workspace, account) {
      const key = memberKey(
        openWorkspace(current(), workspace).id,
        findServiceAccount(current(), account).id,
      );
      if (!current().serviceAccountMembers.has(key)) {
        throw new ConsoleError(
          `The service account "${account}" is not a member of workspace "${workspace}".`,
        );
      }
      current().serviceAccountMembers.delete(key);
    },
  } satisfies Partial<ConsoleActions>;
}

function findUnarchived(state: OrganizationState, idOrName: string): ServiceAccountJson {
  const account = findServiceAccount(state, idOrName);
  if (account.archived_at === null) return account;
  throw new ConsoleError(`The service account "${idOrName}" is archived.`);
}

function openWorkspace(state: OrganizationState, idOrName: string): WorkspaceJson {
  const workspace = findWorkspace(state, idOrName);
  if (workspace.archived_at === null) return workspace;
  throw new ConsoleError(`The workspace "${idOrName}" is archived.`);
}
