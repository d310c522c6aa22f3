import { logText } from "../api/foreignText.ts";
import type { ErrorText } from "../errors.ts";

/** Every notice by its code, with its severity. Other modules decide on the code, never on the text. */
const severities = {
  /** An existing object was adopted; nothing was written. */
  adopted: "info",
  /** An object that an interrupted run of this stack created was adopted. */
  recovered: "info",
  /** A create lost its response, and the object found may be somebody else's. */
  createUncertain: "warning",
  /** A delete wrote nothing, because another resource of the program declares the object. */
  ownershipMoved: "info",
  /** A delete left the object, or a part of it, as it is. */
  retained: "info",
  /** API keys of a user stay active. */
  keysRetained: "info",
  keyStatusChanged: "info",
  /** A workspace has members that the program does not declare. */
  undeclaredMembers: "warning",
  /** Access that the organization role gives cannot be removed. */
  implicitAccess: "warning",
  /** The next update will be refused. */
  updateRefused: "warning",
  /** The next update does something that the engine does not show. */
  updatePending: "info",
  claudeCodeWorkspace: "warning",
  storageAttached: "warning",
  /** Without a key, something was not looked up. */
  notLookedUp: "info",
  auditLogIncomplete: "warning",
  /** Requests wait for the rate limit. */
  rateLimited: "info",
  /** What a resource type says about its inputs. */
  inputs: "info",
} as const;

export type NoticeCode = keyof typeof severities;

/** What an operation tells the user besides its result. */
export interface Notice {
  readonly code: NoticeCode;
  readonly severity: "info" | "warning";
  /** Safe for terminals and logs. */
  readonly text: string;
  /** The resource's name in the program. */
  readonly resource: string | undefined;
}

/** A notice as one line of a log. */
export function noticeLine({ resource, text }: Pick<Notice, "resource" | "text">): string {
  return logText(resource === undefined ? text : `${resource}: ${text}`);
}

/** Passes notices on, and shows what concerns many resources only once in full. */
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

  /** Shows a notice once, however many resources have a reason to. */
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
