import { setMaxListeners } from "node:events";
import { connect } from "node:net";
import type { Caller } from "../api/caller.ts";

/** The address of the engine. */
export interface EngineAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * The address of the engine that started this process: the last argument of Pulumi's provider process. Undefined in every
 * other process, such as the CLI, a program that calls functions, and tests.
 */
export function engineAddress(argv: readonly string[]): EngineAddress | undefined {
  const address = argv.slice(2).findLast((argument) => loopback.test(argument));
  const [, host = "", port = ""] = loopback.exec(address ?? "") ?? [];
  return address === undefined ? undefined : { host: host.replace(/[[\]]/g, ""), port: Number(port) };
}

const loopback = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/;

// The engine closes idle connections after two minutes. If something closes them sooner, the pause prevents a busy loop of
// reconnects.
const shortLifeMs = 1000;
const reconnectPauseMs = 100;

/**
 * Pulumi's engine, watched from the provider process, which survives a killed `pulumi` command. The parent of this process
 * is a shell, so no signal arrives and the parent process ID does not change. An open connection to the engine shows the
 * kill, because the operating system closes it. The connection does not keep this process running.
 */
export class Engine implements Caller {
  readonly #address: EngineAddress;
  readonly #ended = new AbortController();

  constructor(address: EngineAddress) {
    this.#address = address;
    // Every wait of this process listens to the signal; Node.js would warn about more than ten listeners.
    setMaxListeners(0, this.#ended.signal);
    this.#hold();
  }

  /** Aborted once the engine has ended. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether the engine accepts a connection now. If it does not, it has ended. */
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

  /** Keeps a connection open and replaces one that closes. When that fails, the engine has ended. */
  #hold(): void {
    let connectedAt: number | undefined;
    const socket = connect(this.#address);
    socket.unref();
    // Discards what the engine sends: the end of the connection is only noticed while it is read.
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
