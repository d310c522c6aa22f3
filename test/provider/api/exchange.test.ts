import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocketServer, type Socket } from "node:net";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { exchange, type Outgoing } from "../../../provider/api/exchange.ts";
import { BrokenExchange } from "../../../provider/api/rawResponse.ts";

// What no API does and the emulator therefore does not: lines and proxies that misbehave below HTTP's meaning.

const agent = new Agent({ connect: { timeout: 500 }, allowH2: false });
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function http(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(handler ?? (() => undefined));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return origin(server.address());
}

async function line(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createSocketServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return origin(server.address());
}

function origin(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

function ask(where: string, more: Partial<Outgoing> = {}) {
  return exchange(agent, {
    origin: where,
    path: "/",
    method: "GET",
    headers: {},
    headersMs: 5000,
    bodyMs: 5000,
    wholeMs: 5000,
    maxBytes: 1000,
    ...more,
  });
}

async function broken(doing: Promise<unknown>): Promise<BrokenExchange> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof BrokenExchange) return error;
    throw error;
  }
  throw new Error("the exchange did not fail");
}

describe("an exchange", () => {
  it("returns status, headers and text, also from chunks that split a character", async () => {
    const bytes = Buffer.from('{"name":"Zoë"}');
    const where = await http((_request, response) => {
      response.writeHead(418, { "X-Thing": ["a", "b"], "request-id": "req_1" });
      response.write(bytes.subarray(0, 12));
      setTimeout(() => response.end(bytes.subarray(12)), 20);
    });
    const response = await ask(where);
    expect(response).toMatchObject({
      status: 418,
      text: '{"name":"Zoë"}',
      headers: { "request-id": "req_1" },
    });
  });

  it("does not follow a redirect", async () => {
    let calls = 0;
    const target = await http((_request, response) => {
      calls += 1;
      response.end();
    });
    const where = await http((_request, response) => {
      response.writeHead(302, { location: target }).end();
    });
    expect((await ask(where)).status).toBe(302);
    expect(calls).toBe(0);
  });

  it("an exchange without a connection was not sent", async () => {
    const where = await line(() => undefined);
    for (const close of closing.splice(0)) close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await broken(ask(where, { method: "POST", body: "{}" }))).toMatchObject({
      kind: "unreachable",
      sent: false,
      message: "ECONNREFUSED",
    });
  });

  it("whose connection closes without a response may have been sent", async () => {
    const where = await line((socket) => socket.once("data", () => socket.destroy()));
    expect(await broken(ask(where, { method: "POST", body: "{}" }))).toMatchObject({
      kind: "closed",
      sent: true,
    });
  });

  it("fails when the response is truncated", async () => {
    const where = await line((socket) =>
      socket.once("data", () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":[]')),
    );
    expect(await broken(ask(where))).toMatchObject({ kind: "closed", sent: true });
  });

  it("fails when the response is not HTTP", async () => {
    const where = await line((socket) =>
      socket.once("data", () => socket.end("220 mail.example.com ESMTP\r\n")),
    );
    expect(await broken(ask(where))).toMatchObject({ kind: "closed", sent: true });
  });

  it("times out without a response", async () => {
    const where = await line(() => undefined);
    expect(await broken(ask(where, { headersMs: 100 }))).toMatchObject({ kind: "timeout", sent: true });
  });

  it("times out when the response stops", async () => {
    const where = await http((_request, response) => {
      response.writeHead(200).write("{");
    });
    expect(await broken(ask(where, { bodyMs: 100 }))).toMatchObject({ kind: "timeout", sent: true });
  });

  it("times out when the response arrives slowly without end", async () => {
    const where = await http((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    const started = performance.now();
    expect(await broken(ask(where, { wholeMs: 200 }))).toMatchObject({ kind: "timeout", sent: true });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("fails when the response is larger than the maximum", async () => {
    let closed = false;
    const where = await http((_request, response) => {
      response.on("close", () => {
        closed = true;
      });
      response.writeHead(200);
      const flood = setInterval(() => response.write("x".repeat(600)), 5);
      response.on("close", () => clearInterval(flood));
    });
    expect(await broken(ask(where))).toMatchObject({ kind: "tooLarge", message: "more than 1000 bytes" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toBe(true);
  });
});
