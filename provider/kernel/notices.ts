import { logText } from "../api/foreignText.ts";
import type { ErrorText } from "../errors.ts";
import type { NoticeCode } from "./noticeCode.ts";

type Severity = "info" | "warning";

const severities: Readonly<Record<NoticeCode, Severity>> = {
  adopted: "info",
  recovered: "info",
  createUncertain: "warning",
  ownershipMoved: "info",
  retained: "info",
  adoptedDeleted: "info",
  invitationSent: "info",
  invitationDeleted: "info",
  userPending: "info",
  userDemoted: "info",
  userRemoved: "info",
  membersRemoved: "info",
  workspaceArchived: "info",
  serviceAccountArchived: "info",
  groupDeleted: "info",
  readOnlyGroup: "warning",
  federationArchived: "info",
  keysRetained: "info",
  keyStatusChanged: "info",
  undeclaredMembers: "warning",
  implicitAccess: "warning",
  otherInvitedRole: "info",
  emailChanged: "warning",
  lookalike: "warning",
  unusualMatch: "warning",
  updateRefused: "warning",
  updatePending: "info",
  limitAboveOrganization: "warning",
  externalKeyInvalid: "warning",
  complianceDisabled: "warning",
  complianceState: "warning",
  claudeCodeWorkspace: "warning",
  storageAttached: "warning",
  notLookedUp: "info",
  auditLogIncomplete: "warning",
  rateLimited: "info",
};

/** Codes of notices that only report what the operation did. A plan lists these effects itself. */
const effects: ReadonlySet<NoticeCode> = new Set<NoticeCode>([
  "adopted",
  "invitationSent",
  "invitationDeleted",
  "userPending",
  "otherInvitedRole",
  "userDemoted",
  "userRemoved",
  "membersRemoved",
  "workspaceArchived",
  "serviceAccountArchived",
  "groupDeleted",
  "federationArchived",
  "keyStatusChanged",
]);

/** Whether a notice only reports what the operation did. */
export function isEffect({ code }: Pick<Notice, "code">): boolean {
  return effects.has(code);
}

/** A message of an operation for the user. */
export interface Notice {
  readonly code: NoticeCode;
  readonly severity: Severity;
  /** Safe for terminals and logs. */
  readonly text: string;
  /** The resource's name in the program. */
  readonly resource: string | undefined;
}

/** A notice as one line of a log. */
export function noticeLine({ resource, text }: Pick<Notice, "resource" | "text">): string {
  return logText(resource === undefined ? text : `${resource}: ${text}`);
}

/** Shows notices. An error that many resources have is shown in full only once. */
export class Notices {
  readonly #show: (notice: Notice) => void;
  readonly #shownOnce = new Set<string>();
  readonly #errors = new Set<string>();

  constructor(show: (notice: Notice) => void) {
    this.#show = show;
  }

  notify(code: NoticeCode, text: string, resource?: string): void {
    this.#show({ code, severity: severities[code], text: logText(text), resource });
  }

  /** Shows a notice only once, even if several resources have the same notice. */
  notifyOnce(code: NoticeCode, text: string, resource?: string): void {
    const line = noticeLine({ resource, text });
    if (this.#shownOnce.has(line)) return;
    this.#shownOnce.add(line);
    this.notify(code, text, resource);
  }

  /** The message of an error the first time, afterwards its summary. */
  shortened({ message, summary }: ErrorText): string {
    const repeated = this.#errors.has(message);
    this.#errors.add(message);
    return repeated && summary !== message ? `${summary} (Same error as above.)` : message;
  }
}
