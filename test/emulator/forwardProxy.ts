import { createServer, request as forward, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { selfSigned } from "./certificate.ts";

/** A host that only a proxy reaches, since no name server knows it. */
export const hiddenHost = "api.corp.test";

/** What a proxy does with a request to connect: it connects, responds with a status, closes the connection, or waits. */
export type Answer = "connect" | "close" | "wait" | number;

/** A network in which only a proxy reaches the API. */
export interface Network {
  /** The address of the API: `https://api.corp.test`. */
  readonly apiUrl: string;
  /** The certificate of the API, which no machine trusts, as PEM. */
  readonly authority: string;
  /** The certificate of a proxy with TLS, as PEM. */
  readonly proxyAuthority: string;
  /** The address of the proxy, as `http://127.0.0.1:3128`. */
  readonly proxyUrl: string;
  /** The same with a user name and a password. */
  proxyUrlFor(user: string, password: string): string;
  /** The requests to the proxy, as `CONNECT api.corp.test:443`, with the credentials that they had. */
  readonly requests: string[];
  /** What the proxy does with the next requests. */
  answer: Answer;
}

/** Options of a network. */
export interface NetworkOptions {
  /** Whether the proxy has TLS, with a certificate that no machine trusts. */
  readonly tls?: boolean;
  /** Other hosts that only the proxy reaches, and the servers behind them. */
  readonly others?: Readonly<Record<string, string>>;
}

/** Starts an API with TLS in front of an emulator, and a proxy that connects to it. Both stop after the test. */
export async function network(
  emulatorUrl: string,
  { tls = false, others = {} }: NetworkOptions = {},
): Promise<Network> {
  const { cert, key } = selfSigned(hiddenHost, ...Object.keys(others));
  const ports = new Map<string, number>();
  for (const [host, url] of Object.entries({ ...others, [hiddenHost]: emulatorUrl })) {
    ports.set(`${host}:443`, await listening(createTlsServer({ cert, key }, passedTo(new URL(url)))));
  }
  const own = selfSigned("localhost");
  const refuse: RequestListener = (request, response) => {
    network.requests.push(`${request.method} ${request.url}`);
    response.writeHead(405).end();
  };
  const proxy = tls ? createTlsServer(own, refuse) : createServer(refuse);
  proxy.on("connect", (request: IncomingMessage, client: Duplex) => {
    network.requests.push(`CONNECT ${request.url}${credentialsOf(request)}`);
    client.on("error", () => undefined);
    const { answer } = network;
    if (answer === "close") client.destroy();
    else if (typeof answer === "number") client.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 0\r\n\r\n`);
    else if (answer === "connect") {
      const host = connect(ports.get(request.url ?? "") ?? 0, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        host.pipe(client).pipe(host);
      });
      host.on("error", () => client.destroy());
      client.on("close", () => host.destroy());
    }
  });
  const port = await listening(proxy);
  const proxyUrl = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const network: Network = {
    apiUrl: `https://${hiddenHost}`,
    authority: cert,
    proxyAuthority: own.cert,
    proxyUrl,
    proxyUrlFor: (user, password) => proxyUrl.replace("//", `//${user}:${password}@`),
    requests: [],
    answer: "connect",
  };
  return network;
}

function credentialsOf({ headers }: IncomingMessage): string {
  const [, encoded] = headers["proxy-authorization"]?.split(" ") ?? [];
  return encoded === undefined ? "" : ` as ${Buffer.from(encoded, "base64")}`;
}

function passedTo({ hostname, port, host }: URL): RequestListener {
  return (request, response) => {
    const { method, url: path, headers } = request;
    const passed = forward({ hostname, port, path, method, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  };
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
