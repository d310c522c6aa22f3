/** The form in which two spellings of one address are equal. Letter case does not matter. */
export function normalizedEmail(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * The form in which the `email` filters of lists compare addresses: `Ann+news@example.com` equals `ann@example.com`, and
 * dots in Gmail addresses do not matter.
 */
export function filterForm(email: string): string {
  const normalized = normalizedEmail(email);
  const at = normalized.lastIndexOf("@");
  if (at < 0) return normalized;
  const domain = normalized.slice(at + 1).replace(/^googlemail\.com$/, "gmail.com");
  const local = normalized.slice(0, at).replace(/(?<=.)\+.*$/, "");
  return `${domain === "gmail.com" ? local.replaceAll(".", "") : local}@${domain}`;
}

const filterForms = new WeakMap<object, string>();

/** The filter form of an immutable object's address. It is cached, since a filter compares thousands of objects. */
export function filterFormOf(item: { readonly email: string }): string {
  const cached = filterForms.get(item);
  if (cached !== undefined) return cached;
  const form = filterForm(item.email);
  filterForms.set(item, form);
  return form;
}

export function emailDomain(email: string): string {
  return normalizedEmail(email).slice(email.trim().lastIndexOf("@") + 1);
}

/** The name of a user, if only the email address is known. */
export function nameFromEmail(email: string): string {
  const local = email.slice(0, email.lastIndexOf("@"));
  const words = local.split(/[._+-]+/).filter((word) => word !== "");
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
}
