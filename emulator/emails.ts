/** The spelling in which two addresses are one address: letter case does not count. */
export function sameAddress(address: string): string {
  return address.trim().toLowerCase();
}

/**
 * The spelling in which common variants of an address fall together, as the `email` filters of the lists see them:
 * `Ann+news@example.com` is `ann@example.com`, and Gmail ignores dots.
 */
export function variant(address: string): string {
  const lower = sameAddress(address);
  const at = lower.lastIndexOf("@");
  if (at < 0) return lower;
  const domain = lower.slice(at + 1).replace(/^googlemail\.com$/, "gmail.com");
  const local = lower.slice(0, at).replace(/(?<=.)\+.*$/, "");
  return `${domain === "gmail.com" ? local.replaceAll(".", "") : local}@${domain}`;
}

export function domainOf(address: string): string {
  return sameAddress(address).slice(address.trim().lastIndexOf("@") + 1);
}

const variants = new WeakMap<object, string>();

/** The same for an object that never changes, remembered: filters ask it of thousands at a time. */
export function variantOf(item: { readonly email: string }): string {
  const known = variants.get(item);
  if (known !== undefined) return known;
  const found = variant(item.email);
  variants.set(item, found);
  return found;
}

/** A name for a user of whom only the address is known. */
export function nameOf(address: string): string {
  const local = address.slice(0, address.lastIndexOf("@"));
  const words = local.split(/[._+-]+/).filter((word) => word !== "");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
}
