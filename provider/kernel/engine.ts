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
 * Detects the end of Pulumi's engine. The provider process keeps running when the `pulumi` command is killed. Its parent is a
 * shell, so it receives no signal and its parent process ID does not change. Instead, it holds a connection to the engine open,
 * which the operating system closes when the engine ends. The connection does not keep this process running.
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

  /** Whether the engine accepts a connection. If it does not, it has ended. */
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

  /** Keeps a connection open, and reconnects when it closes. If that fails, the engine has ended. */
  #hold(): void {
    let connectedAt: number | undefined;
    const socket = connect(this.#address);
    socket.unref();
    // Discards what the engine sends. Node.js reports the end of a connection only while the connection is read.
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
