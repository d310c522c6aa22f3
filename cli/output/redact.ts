/** An email address within a text. An apostrophe is a part of it between letters only: elsewhere it is a quote. */
export const address =
  /(?:[^\s@,;:<>()[\]{}/"'`|]|(?<=[\p{L}\p{N}])'(?=[\p{L}\p{N}]))+@[^\s@,;:<>()[\]{}/"'`|]+\.[\p{L}\p{N}-]+/giu;

/** Stands for what is not told. */
export const hidden = "(hidden)";

/** Whether a resource of this kind is about a person, and likely to be called after them. */
export function isAboutPerson(kind: string): boolean {
  return ["Member", "Invite", "WorkspaceMember"].includes(kind);
}
