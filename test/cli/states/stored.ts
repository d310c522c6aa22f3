/** A value that JSON cannot express, as `pulumi stack export` writes it. */
export function marked(signature: string, more: object): unknown {
  return { "4dabf18193072939515e22adb298388d": signature, ...more };
}

const secret = "1b47061264138c4ac30d75fd1eb44270";

/** A secret as `pulumi stack export` writes it. */
export const encrypted = marked(secret, { ciphertext: "v1:AAAA:BBBB" });

/** A secret as `pulumi stack export --show-secrets` writes it. */
export function decrypted(value: unknown): unknown {
  return marked(secret, { plaintext: JSON.stringify(value) });
}
