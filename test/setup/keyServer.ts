import { once } from "node:events";
import { createServer } from "node:http";

/** A server that decrypts the data key of every stack, like the transit engine of HashiCorp Vault. */
export interface KeyServer {
  /** The variables with which Pulumi finds it. */
  readonly env: { readonly VAULT_SERVER_URL: string; readonly VAULT_SERVER_TOKEN: string };
  stop(): void;
}

/** The settings of a stack that encrypts its secrets with the key of this server. */
export const keyServerSettings = {
  secretsprovider: "hashivault://tests",
  encryptedkey: Buffer.from("vault:v1:tests").toString("base64"),
};

/** Pulumi derives a key from a passphrase in a million rounds, which takes a sixth of the CPU time of a command. */
export async function startKeyServer(): Promise<KeyServer> {
  const key = Buffer.alloc(32, "tests").toString("base64");
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: { plaintext: key } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The key server has no port.");
  return {
    env: { VAULT_SERVER_URL: `http://127.0.0.1:${address.port}`, VAULT_SERVER_TOKEN: "tests" },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
