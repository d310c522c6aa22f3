import { setMaxListeners } from "node:events";
import { connect } from "node:net";
import type { Caller } from "../api/client.ts";

/** Where an engine listens. */
export interface EngineAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The address of the engine that started this process: the last argument of Pulumi's provider process. Undefined in any
 * other process: `plan`, `drift`, `import`, functions in the program's process, tests.
 */
export function engineAddress(argv: readonly string[]): EngineAddress | undefined {
  const address = argv.slice(2).findLast((argument) => loopback.test(argument));
  const [, host = "", port = ""] = loopback.exec(address ?? "") ?? [];
  return address === undefined ? undefined : { host: host.replace(/[[\]]/g, ""), port: Number(port) };
}

const loopback = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/;

// The engine closes connections over which nothing is sent, after two minutes. Anything that closes them sooner must not
// make us connect without a pause.
const shortLifeMs = 1000;
const reconnectPauseMs = 100;

/**
 * Pulumi's engine, seen from its provider process, which outlives a killed `pulumi` command: a shell stands between the
 * two, so neither a signal nor another parent process tells. An open connection does, as the operating system closes it
 * with the engine. It does not keep this process running.
 */
export class Engine implements Caller {
  readonly #address: EngineAddress;
  readonly #ended = new AbortController();

  constructor(address: EngineAddress) {
    this.#address = address;
    // Every wait of the process listens to it.
    setMaxListeners(0, this.#ended.signal);
    this.#hold();
  }

  /** Aborted once the engine has ended. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether the engine accepts a connection at this moment; once it does not, it has ended. */
  async isRunning(): Promise<boolean> {
    const accepts = await new Promise<boolean>((resolve) => {
      const socket = connect(this.#address);
      socket.once("connect", () => {
        resolve(true);
        socket.destroy();
      });
      socket.once("error", () => resolve(false));
    });
    if (!accepts) this.#ended.abort();
    return !this.#ended.signal.aborted;
  }

  /** Keeps a connection open. One that closes is replaced; when it cannot be, the engine has ended. */
  #hold(): void {
    let connectedAt: number | undefined;
    const socket = connect(this.#address);
    socket.unref();
    // What the engine sends is of no interest, but the end of the connection is only seen by a reader.
    socket.resume();
    socket.once("connect", () => {
      connectedAt = performance.now();
    });
    // "close" follows.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      if (connectedAt === undefined) {
        this.#ended.abort();
        return;
      }
      const pauseMs = performance.now() - connectedAt < shortLifeMs ? reconnectPauseMs : 0;
      setTimeout(() => this.#hold(), pauseMs).unref();
    });
  }
}
