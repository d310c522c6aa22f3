/** The properties that decide whether delete leaves an object unchanged. */
interface Retention {
  readonly onDelete?: string | undefined;
  readonly adopted?: boolean | undefined;
}

/** Whether delete leaves an object unchanged. By default, it does unless this stack certainly created the object. */
export function isRetained({ onDelete, adopted }: Retention): boolean {
  const outcome = onDelete ?? (adopted === false ? "delete" : "retain");
  return outcome !== "delete" && outcome !== "archive";
}

/** Why delete leaves an object unchanged, as a clause. */
export function whyRetained({ onDelete }: Pick<Retention, "onDelete">): string {
  return onDelete === "retain"
    ? '`onDelete` is "retain"'
    : "it is not certain that this stack created it (`adopted` is `true`)";
}
