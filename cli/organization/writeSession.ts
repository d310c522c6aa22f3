import { UserError } from "../../provider/errors.ts";
import { noticeLine } from "../../provider/kernel/notices.ts";
import { Session } from "../../provider/kernel/session.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import type { Io } from "../output/io.ts";

/** A session for commands that change the organization: with the audit log, and with lists that are read again before a write. */
export class WriteSession extends Session {
  readonly #folder: string;

  constructor(io: Io, read: ReadSetting) {
    super(read, io.env, (notice) => io.progress(noticeLine(notice)));
    this.#folder = io.cwd;
    const [failure] = this.invalid();
    if (failure !== undefined) throw new UserError(failure.reason);
  }

  protected override get folder(): string {
    return this.#folder;
  }
}
